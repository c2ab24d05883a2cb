// Small help while logging: the check list ticks itself, folds stay as they were left, dates are said in words, Ctrl+Enter sends.
// The words stand in the page; without this file every page works the same.
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

for (const form of document.querySelectorAll("form[data-preferences-url]")) {
  const folds = [...form.querySelectorAll("details.fold[id]")];
  let timer;
  const keep = () => {
    const body = new URLSearchParams({ folds: folds.filter((fold) => fold.open).map((fold) => fold.id).join(" "), csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    fetch(form.dataset.preferencesUrl, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => null);
  };
  for (const fold of folds) fold.querySelector("summary").addEventListener("click", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
}

for (const input of document.querySelectorAll("input[type=date]:not([aria-hidden])")) {
  const out = Object.assign(document.createElement("output"), { className: "hint", htmlFor: input.id });
  const { lang } = document.documentElement; // day before month, as the pages write it
  const words = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "full", timeZone: "UTC", numberingSystem: "latn" });
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
