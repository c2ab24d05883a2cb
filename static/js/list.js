// The list by keyboard: J and K move, Enter opens (the link has the focus), X ticks, / searches. Counts what is ticked.
// How many there are in all is asked for once the list stands; the words searched for go in the body, never in the address.
// Without this file the list works the same: every box, button and link is on the page.
const rows = [...document.querySelectorAll("[data-row]")];
const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=checkbox])");
const here = () => rows.findIndex((row) => row.contains(document.activeElement));

const go = (step) => {
  const at = here(), next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (!next) return;
  next.querySelector("[data-open]").focus();
  next.scrollIntoView({ block: "nearest" });
};

const steps = {
  j: () => go(1),
  k: () => go(-1),
  x: () => rows[here()]?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const step = steps[event.key.toLowerCase()];
  if (!step) return;
  event.preventDefault();
  step();
});

for (const form of document.querySelectorAll("[data-list]")) {
  const boxes = [...form.querySelectorAll("input[name=chosen]")], all = form.querySelector("[data-all]");
  const out = form.querySelector("[data-ticked-count]"), sheet = form.querySelector("[data-sheet]");
  if (!boxes.length || !out) continue;
  const none = out.textContent, whole = sheet?.textContent;
  const number = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn" });
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    out.textContent = ticked ? out.dataset.words.replace("%s", number.format(ticked)) : none;
    if (sheet) sheet.textContent = ticked ? sheet.dataset.some : whole;
    for (const box of boxes) box.closest("tr").classList.toggle("ticked", box.checked);
    all.firstElementChild.checked = ticked === boxes.length;
  };
  all.hidden = false;
  all.addEventListener("change", (event) => { for (const box of boxes) box.checked = event.target.checked; count(); });
  form.addEventListener("change", count);
  count();
}

const told = document.querySelector("[data-count]"), search = document.querySelector("[data-search]")?.form;
if (told && search) {
  fetch(told.dataset.count, { method: "POST", body: new FormData(search) })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
    .then((text) => { if (text) told.textContent = text.trim(); })
    .catch(() => {}); // what stands there is true, too
}
