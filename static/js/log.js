// Small help while logging: N opens a new form, the check list ticks itself, the date is said in words, Ctrl+Enter sends.
// The words stand in the page; without this file every page works the same.
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

for (const link of document.querySelectorAll("a[data-key]")) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== link.dataset.key || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    link.click();
  });
}

for (const list of document.querySelectorAll("[data-checks]")) {
  const form = document.getElementById(list.dataset.checks);
  const tick = () => {
    const data = new FormData(form);
    for (const item of list.querySelectorAll("[data-check]")) item.classList.toggle("done", Boolean(String(data.get(item.dataset.check) ?? "").trim()));
  };
  form.addEventListener("input", tick);
  form.addEventListener("change", tick);
  tick();
}

for (const input of document.querySelectorAll("input[type=date]")) {
  const out = Object.assign(document.createElement("output"), { className: "hint", htmlFor: input.id });
  const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC", numberingSystem: "latn" });
  const say = () => { out.textContent = input.value ? words.format(new Date(`${input.value}T00:00Z`)) : ""; };
  input.after(out);
  input.addEventListener("input", say);
  say();
}

for (const form of document.querySelectorAll("form[data-send]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
}
