// <passage-coder>: select words of the note, choose a theme, send. Positions are counted in Unicode code points of the text, as the
// server counts them; the text itself is never changed: passages are painted with the CSS Custom Highlight API.
// Parts: [data-text] one text node · [data-passage data-start data-end] what is coded already · [data-panel] with a form whose fields
// are start, end, theme, stance · [data-chosen] shows the words · [data-filter] narrows [data-theme-choice] · [data-sentences] is filled
// with one button for each sentence, for the keyboard · [data-whole] codes the whole talk · [data-clear] lets go.
class PassageCoder extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("[data-text]");
    this.panel = this.querySelector("[data-panel], [data-picker]");
    if (!this.text?.firstChild) return;
    this.text.normalize();
    this.paint();
    if (!this.panel) return;
    this.form = this.panel.matches("form") ? this.panel : this.panel.querySelector("form");
    document.addEventListener("selectionchange", () => this.selected());
    this.offerSentences();
    this.querySelector("button[data-whole]")?.addEventListener("click", () => this.take(null, null));
    this.querySelector("[data-clear]")?.addEventListener("click", () => this.clear());
    this.filterBox = this.querySelector("[data-filter]");
    this.filterBox?.addEventListener("input", () => this.filter());
    this.filterBox?.addEventListener("keydown", (event) => this.filterKey(event));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !getSelection().isCollapsed) { event.preventDefault(); this.focusChoice(); }
    });
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") { this.clear(); this.text.focus(); } });
  }

  get node() { return this.text.firstChild; }

  points(units) { return [...this.node.data.slice(0, units)].length; }

  units(points) { return [...this.node.data].slice(0, points).join("").length; }

  range(start, end) {
    const range = new Range();
    range.setStart(this.node, start);
    range.setEnd(this.node, end);
    return range;
  }

  paint() {
    if (!globalThis.Highlight || !CSS.highlights) return;
    const marks = new Highlight();
    for (const item of this.querySelectorAll("[data-passage]")) {
      if (!item.dataset.end) continue; // coded on the whole talk
      const start = this.units(Number(item.dataset.start)), end = this.units(Number(item.dataset.end));
      if (start < end && end <= this.node.length) marks.add(this.range(start, end));
    }
    CSS.highlights.set("coded", marks);
    this.chosenMark = new Highlight();
    CSS.highlights.set("coded-chosen", this.chosenMark);
  }

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!this.text.contains(range.commonAncestorContainer)) return;
    const from = range.startContainer === this.node ? range.startOffset : 0;
    const to = range.endContainer === this.node ? range.endOffset : this.node.length;
    this.take(...this.trim(from, to));
  }

  trim(from, to) { // spaces at the ends belong to nobody, and a character of two units is never cut in half
    const text = this.node.data;
    while (from < to && /\s/.test(text[from])) from += 1;
    while (to > from && /\s/.test(text[to - 1])) to -= 1;
    if (/[\udc00-\udfff]/.test(text[from] ?? "")) from -= 1;
    if (/[\udc00-\udfff]/.test(text[to] ?? "")) to += 1;
    return [from, to];
  }

  take(from, to) {
    const isWhole = from === null;
    if (!isWhole && from >= to) return;
    this.set("start", isWhole ? "" : this.points(from));
    this.set("end", isWhole ? "" : this.points(to));
    this.set("words", "");
    const shown = this.querySelector("[data-chosen]");
    if (shown) shown.textContent = isWhole ? this.panel.dataset.whole ?? "" : this.node.data.slice(from, to);
    this.chosenMark?.clear();
    if (!isWhole) this.chosenMark?.add(this.range(from, to));
    for (const button of this.querySelectorAll("[data-sentence]")) button.setAttribute("aria-pressed", String(!isWhole && Number(button.dataset.from) === from && Number(button.dataset.to) === to));
    this.panel.hidden = false;
  }

  clear() {
    getSelection().removeAllRanges();
    this.chosenMark?.clear();
    for (const name of ["start", "end"]) this.set(name, "");
    const shown = this.querySelector("[data-chosen]");
    if (shown) shown.textContent = this.panel.dataset.whole ?? "";
    for (const button of this.querySelectorAll("[data-sentence]")) button.setAttribute("aria-pressed", "false");
    if (this.panel.hasAttribute("data-panel-hides")) this.panel.hidden = true;
  }

  set(name, value) { const field = this.form?.elements[name]; if (field && "value" in field) field.value = value; }

  offerSentences() {
    const box = this.querySelector("[data-sentences]");
    if (!box || !Intl.Segmenter) return;
    const cutter = new Intl.Segmenter(this.text.lang || document.documentElement.lang, { granularity: "sentence" });
    for (const { segment, index } of cutter.segment(this.node.data)) {
      const [from, to] = this.trim(index, index + segment.length);
      if (from >= to) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", dir: "auto", textContent: this.node.data.slice(from, to) });
      Object.assign(button.dataset, { sentence: "", from, to });
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => { this.take(from, to); this.focusChoice(); });
      box.append(button);
    }
  }

  choices() { return [...this.panel.querySelectorAll("[data-theme-choice]")]; }

  control(choice) { return choice.matches("button, input") ? choice : choice.querySelector("input, button"); }

  focusChoice() { (this.filterBox ?? this.form?.elements.theme ?? this.panel.querySelector("button"))?.focus?.(); }

  filter() {
    const wanted = this.filterBox.value.trim().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLocaleLowerCase();
    let first = null;
    for (const choice of this.choices()) {
      const words = `${choice.textContent} ${choice.dataset.themeChoice}`.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLocaleLowerCase();
      choice.hidden = !words.includes(wanted);
      choice.classList.remove("first");
      if (!choice.hidden) first ??= choice;
    }
    if (wanted && first) {
      first.classList.add("first");
      const control = this.control(first);
      if (control.type === "radio") control.checked = true;
    }
  }

  filterKey(event) {
    const shown = this.choices().filter((choice) => !choice.hidden);
    if (event.key === "ArrowDown" && shown.length) { event.preventDefault(); this.control(shown[0]).focus(); }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (!this.filterBox.value.trim() || !shown.length) return;
    const control = this.control(shown[0]);
    if (control.type === "submit") this.form.requestSubmit(control); else this.form.requestSubmit();
  }
}
customElements.define("passage-coder", PassageCoder);
