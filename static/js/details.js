// textarea[data-details]: what in it could identify somebody is listed below while it is typed, and replaced by a role in one click,
// with a way back. The server finds it (POST text → {details: [{start, end, text, kind, is_sure, roles}]}, places in code points); no
// other machine is asked. The words stand in [data-details-words]: data-title-notes, -title-summary, -replace, -with, -undo, -replaced,
// -look.
const PAUSE = 600;
const words = document.querySelector("[data-details-words]")?.dataset ?? {};
const make = (name, more = {}, attributes = {}) => {
  const made = Object.assign(document.createElement(name), more);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

class Details {
  constructor(area) {
    this.area = area;
    this.done = []; // {at, role, before}: what was replaced, newest last
    this.turn = 0;
    this.panel = make("div", { className: "callout warn details", hidden: true }, { role: "group", "aria-labelledby": `${area.id}_details` });
    this.title = make("p", { className: "callout-title", id: `${area.id}_details` }, { role: "status" });
    this.list = make("ul", { className: "n" });
    this.panel.append(this.title, this.list);
    (area.closest(".field") ?? area).append(this.panel);
    area.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), PAUSE); });
    if (area.value.trim()) this.look();
  }

  async look() {
    const text = this.area.value, turn = ++this.turn;
    if (!text.trim()) { this.show([]); return; }
    const body = new URLSearchParams({ text, csrfmiddlewaretoken: this.area.form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(this.area.dataset.details, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected && turn === this.turn) this.show((await answer.json()).details);
    } catch { /* no connection: the same is looked for when the form is sent */ }
  }

  show(details) {
    this.details = details;
    const here = details.length ? words[this.area.dataset.detailsTone === "notes" ? "titleNotes" : "titleSummary"] : "";
    this.title.textContent = here ?? "";
    this.list.replaceChildren(...details.map((detail) => this.row(detail)), ...this.done.map((step) => this.undone(step)));
    this.panel.hidden = !details.length && !this.done.length;
    this.panel.classList.toggle("calm", !details.some((detail) => detail.is_sure));
  }

  row(detail) {
    const item = make("li"), what = make("span", { className: "what" }), name = make("code"), choice = make("span", { className: "with" });
    name.append(make("bdi", { textContent: detail.text }));
    what.append(name, make("span", { className: "small muted", textContent: detail.is_sure ? detail.kind : `${detail.kind} · ${words.look}` }));
    let role = detail.roles[0];
    if (detail.roles.length > 1) {
      const select = make("select", {}, { "aria-label": `${words.with}: ${detail.text}`, "data-not-kept": "" });
      select.append(...detail.roles.map((each) => new Option(each, each)));
      select.addEventListener("input", (event) => event.stopPropagation());
      select.addEventListener("change", (event) => { event.stopPropagation(); role = select.value; });
      choice.append(select);
    } else choice.append(make("bdi", { className: "small", textContent: role }));
    const button = make("button", { type: "button", className: "btn ghost", textContent: words.replace });
    button.append(make("span", { className: "vh", textContent: `: ${detail.text}` }));
    button.addEventListener("click", () => this.replace(detail, role));
    choice.append(button);
    item.append(what, choice);
    return item;
  }

  undone(step) {
    const item = make("li", { className: "replaced" }), text = make("span", { className: "small" }), button = make("button", { type: "button", className: "btn ghost", textContent: words.undo });
    text.append(make("bdi", { textContent: step.before }), ` ${words.replaced} `, make("bdi", { textContent: step.role }));
    button.append(make("span", { className: "vh", textContent: `: ${step.before}` }));
    button.addEventListener("click", () => this.undo(step));
    item.append(text, button);
    return item;
  }

  // Places come in code points and a text field counts in halves of some of them. The browser's own undo goes on working.
  write(start, end, text) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, start, end, "end");
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(this.timer);
    return this.look();
  }

  replace(detail, role) {
    const letters = [...this.area.value], start = letters.slice(0, detail.start).join("").length;
    if (this.area.value.slice(start, start + detail.text.length) !== detail.text) { this.look(); return; } // typed on meanwhile
    const isFirst = /(^|[.!?…؟]\s+)$/.test(this.area.value.slice(0, start)), written = isFirst ? role.charAt(0).toUpperCase() + role.slice(1) : role;
    this.done.push({ at: start, role: written, before: detail.text });
    this.write(start, start + detail.text.length, written);
  }

  undo(step) {
    const found = this.area.value.startsWith(step.role, step.at) ? step.at : this.area.value.indexOf(step.role);
    this.done = this.done.filter((each) => each !== step);
    if (found >= 0) this.write(found, found + step.role.length, step.before); else this.show(this.details);
  }
}

for (const area of document.querySelectorAll("textarea[data-details]")) area.identifying = new Details(area);
