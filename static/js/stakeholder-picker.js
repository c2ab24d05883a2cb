// <stakeholder-picker>: its <select> becomes an ARIA 1.2 combobox; the select stays the form's value and works without this file.
// data-search-url: what is typed goes to the server in a POST body, so that no name ever stands in an address or a log.
// data-none, data-create-url with data-create (a page of its own) or data-create-in (the dialog [data-new-organization] of this page), data-count-{zero,one,two,few,many,other}: the words, translated by the page.
const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g;
const letter = (text) => text.normalize("NFKD").replace(MARKS, "").replace(/[\u0623\u0625\u0622\u0671]/g, "\u0627").replace(/\u0649/g, "\u064a").replace(/\u0629/g, "\u0647").toLowerCase();
const fold = (text) => letter(text).replace(/\s+/g, " ").trim();
const make = (name, more = {}, attributes = {}) => {
  const made = Object.assign(document.createElement(name), more);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

class StakeholderPicker extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    if (!this.select || this.input) return;
    this.build();
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("click", () => { if (this.pop.hidden && !this.input.value) this.show(this.local("")); });
    this.input.addEventListener("blur", (event) => { if (!this.contains(event.relatedTarget)) this.leave(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.close(); });
    this.select.form?.addEventListener("reset", () => setTimeout(() => { this.input.value = this.chosen(); }));
  }

  build() {
    const { select } = this, { id } = select;
    const label = document.querySelector(`label[for="${id}"]`)?.firstChild?.textContent.trim() ?? "";
    select.id = `${id}-value`;
    select.hidden = true;
    this.input = make("input", { type: "text", id, autocomplete: "off", spellcheck: false, dir: "auto" }, {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
    });
    for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    this.isRequired = select.required;
    if (select.required) { this.input.required = true; select.required = false; }
    this.list = make("ul", { id: `${id}-list` }, { role: "listbox", "aria-label": label });
    this.none = make("div", { className: "combo-none", hidden: true });
    this.none.append(make("p", { textContent: this.dataset.none ?? "" }));
    if (this.dataset.createUrl) this.none.append(make("a", { href: this.dataset.createUrl, textContent: this.dataset.create ?? "" }));
    this.pop = make("div", { className: "combo-pop", hidden: true });
    this.pop.append(this.list, this.none);
    this.maker = this.dataset.createIn ? document.getElementById(this.dataset.createIn) : null;
    if (this.maker) {
      this.add = make("button", { type: "button", className: "btn plain", hidden: true });
      this.add.addEventListener("click", () => this.create());
      this.pop.append(this.add);
    }
    this.status = make("span", { className: "vh" }, { role: "status" });
    this.input.value = this.chosen();
    this.append(this.input, this.pop, this.status);
    this.rows = [];
    this.at = -1;
    this.turn = 0;
  }

  chosen() { return this.select.value ? this.select.selectedOptions[0].text : ""; }

  local(words) {
    const wanted = fold(words), found = [];
    for (const option of this.select.options) {
      const meta = option.dataset.meta ?? "";
      if (option.value && fold(`${option.text} ${meta}`).includes(wanted)) found.push({ value: option.value, text: option.text, meta });
    }
    return found;
  }

  search() {
    const words = this.input.value.trim(), turn = ++this.turn;
    clearTimeout(this.timer);
    this.abort?.abort();
    if (!words || !this.dataset.searchUrl) { this.show(this.local(words)); return; }
    this.timer = setTimeout(() => this.ask(words, turn), 120);
  }

  async ask(words, turn) {
    this.abort = new AbortController();
    const token = this.closest("form")?.elements.csrfmiddlewaretoken?.value ?? "";
    const body = new URLSearchParams({ q: words, csrfmiddlewaretoken: token });
    let rows;
    try {
      const answer = await fetch(this.dataset.searchUrl, { method: "POST", body, signal: this.abort.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      rows = (await answer.json()).results;
    } catch (error) {
      if (error.name === "AbortError") return;
      rows = this.local(words); // no network, or signed out: what the page already knows
    }
    if (turn === this.turn && this.contains(document.activeElement)) this.show(rows); // a late answer to an older question is dropped
  }

  show(rows) {
    this.rows = rows;
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...rows.map((row, index) => this.option(row, index)));
    this.list.hidden = !rows.length;
    this.none.hidden = Boolean(rows.length);
    if (this.add) {
      this.add.hidden = !this.input.value.trim();
      this.add.textContent = (this.dataset.create ?? "%s").replace("%s", this.input.value.trim());
    }
    this.pop.hidden = false;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.status.textContent = rows.length ? this.count(rows.length) : this.dataset.none ?? "";
  }

  count(number) {
    const form = new Intl.PluralRules(document.documentElement.lang).select(number);
    return (this.getAttribute(`data-count-${form}`) ?? this.dataset.countOther ?? "%s").replace("%s", number);
  }

  option(row, index) {
    const item = make("li", { id: `${this.list.id}-${index}` }, { role: "option", "aria-selected": "false" });
    const name = make("bdi");
    name.append(...this.marked(row.text));
    item.append(name, make("small", { textContent: row.meta ?? "" }));
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => this.choose(row));
    return item;
  }

  marked(text) {
    const wanted = fold(this.input.value), folded = letter(text), from = wanted ? folded.indexOf(wanted) : -1;
    if (from < 0 || folded.length !== text.length) return [text]; // letters do not line up one by one: no mark
    const end = from + wanted.length;
    return [text.slice(0, from), make("mark", { textContent: text.slice(from, end) }), text.slice(end)];
  }

  choose(row) {
    this.turn += 1;
    if (![...this.select.options].some((option) => option.value === row.value)) {
      const option = new Option(row.text, row.value);
      option.dataset.meta = row.meta ?? "";
      this.select.add(option);
    }
    this.select.value = row.value;
    this.input.value = row.text;
    this.close();
    this.select.dispatchEvent(new Event("input", { bubbles: true }));
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  create() {
    const typed = this.input.value.trim();
    this.close();
    this.maker.dispatchEvent(new CustomEvent("name-new", { detail: { name: typed, choose: (row) => { this.choose(row); this.input.focus(); } } }));
  }

  leave() {
    this.turn += 1;
    const typed = fold(this.input.value), exact = this.rows.find((row) => fold(row.text) === typed);
    if (typed && exact && exact.text !== this.chosen()) this.choose(exact);
    else if (!typed && !this.isRequired && this.select.value) this.choose({ value: "", text: "" });
    this.input.value = this.chosen();
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.pop.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    if (this.pop.hidden) { this.show(this.local("")); if (step > 0) step = 1; }
    if (!this.rows.length) return;
    this.at = this.at < 0 && step < 0 ? this.rows.length - 1 : (this.at + step + this.rows.length) % this.rows.length;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    const item = this.list.children[this.at];
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.move(event.key === "ArrowDown" ? 1 : -1); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !this.pop.hidden) {
      event.preventDefault(); // Enter chooses here; it never sends the form half filled
      if (this.rows.length) this.choose(this.rows[Math.max(this.at, 0)]);
      else if (this.add && !this.add.hidden) this.create();
    } else if (event.key === "Escape" && (!this.pop.hidden || this.input.value !== this.chosen())) {
      event.preventDefault();
      this.turn += 1;
      this.close();
      this.input.value = this.chosen();
    }
  }
}
customElements.define("stakeholder-picker", StakeholderPicker);
