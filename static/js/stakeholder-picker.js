// <stakeholder-picker data-search-url>: its <select> becomes an ARIA 1.2 combobox; the select stays the form's value.
// What is typed goes to the server in a POST body, so that no name ever stands in an address or a log.
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, "").replace(/[أإآ]/g, "ا").toLowerCase();

class StakeholderPicker extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    if (!this.select || this.input) return;
    this.build();
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => { this.close(); this.input.value = this.chosen(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
  }

  build() {
    const { select } = this, { id } = select;
    this.input = Object.assign(document.createElement("input"), { type: "text", id, autocomplete: "off", spellcheck: false });
    select.id = `${id}-value`;
    select.hidden = true;
    this.list = Object.assign(document.createElement("ul"), { id: `${id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${id}"]`)?.firstChild.textContent.trim() ?? "");
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(states)) this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    if (select.required) { this.input.required = true; select.required = false; }
    this.input.value = this.chosen();
    this.status = Object.assign(document.createElement("span"), { className: "vh" });
    this.status.setAttribute("role", "status");
    this.append(this.input, this.list, this.status);
    this.at = -1;
  }

  chosen() { return this.select.value ? this.select.selectedOptions[0].text : ""; }

  local(words) {
    const rows = [...this.select.options].filter((option) => option.value && fold(`${option.text} ${option.dataset.meta ?? ""}`).includes(fold(words)));
    return rows.map((option) => ({ value: option.value, text: option.text, meta: option.dataset.meta ?? "" }));
  }

  search() {
    const words = this.input.value.trim();
    clearTimeout(this.timer);
    if (!words || !this.dataset.searchUrl) { this.show(this.local(words)); return; }
    this.timer = setTimeout(() => this.ask(words), 120);
  }

  async ask(words) {
    this.abort?.abort();
    this.abort = new AbortController();
    const body = new URLSearchParams({ q: words, csrfmiddlewaretoken: this.closest("form").elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(this.dataset.searchUrl, { method: "POST", body, signal: this.abort.signal, headers: { Accept: "application/json" } });
      this.show(answer.ok && !answer.redirected ? (await answer.json()).results : this.local(words));
    } catch (error) {
      if (error.name !== "AbortError") this.show(this.local(words));
    }
  }

  show(rows) {
    this.rows = rows;
    this.at = -1;
    this.list.replaceChildren(...rows.map((row, index) => this.option(row, index)));
    if (!rows.length) this.list.append(Object.assign(document.createElement("li"), { className: "hint", textContent: this.dataset.none ?? "" }));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.status.textContent = `${rows.length} ${this.dataset.count ?? ""}`;
  }

  option(row, index) {
    const item = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}` });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi"), meta = document.createElement("small");
    name.textContent = row.text;
    meta.textContent = row.meta;
    item.append(name, meta);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); this.choose(row); });
    return item;
  }

  choose(row) {
    if (![...this.select.options].some((option) => option.value === row.value)) this.select.add(new Option(row.text, row.value));
    this.select.value = row.value;
    this.input.value = row.text;
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    if (this.list.hidden) this.show(this.local(""));
    if (!this.rows.length) return;
    this.at = (this.at + step + this.rows.length) % this.rows.length;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    const item = this.list.children[this.at];
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.move(event.key === "ArrowDown" ? 1 : -1); }
    else if (event.key === "Enter" && !event.ctrlKey && !this.list.hidden && this.rows.length) { event.preventDefault(); this.choose(this.rows[Math.max(this.at, 0)]); }
    else if (event.key === "Escape") { this.close(); this.input.value = this.chosen(); }
  }
}
customElements.define("stakeholder-picker", StakeholderPicker);
