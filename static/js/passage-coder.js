// <passage-coder>: select words of the note, choose a theme, send. Positions are counted in Unicode code points of the text;
// the text itself is never changed: passages are painted with the CSS Custom Highlight API.
class PassageCoder extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("[data-text]");
    this.picker = this.querySelector("[data-picker]");
    if (!this.text || !this.text.firstChild) return;
    this.paint();
    if (!this.picker) return;
    document.addEventListener("selectionchange", () => this.selected());
    this.querySelector("[data-whole]")?.addEventListener("click", () => this.take(null, null, ""));
    this.querySelector("[data-filter]")?.addEventListener("input", (event) => this.filter(event.target.value));
    for (const button of this.querySelectorAll("[data-sentence]")) button.addEventListener("click", () => this.take(button.dataset.start, button.dataset.end, button.textContent));
    this.text.addEventListener("keydown", (event) => { if (event.key === "c" && !event.ctrlKey && !event.metaKey) this.querySelector("[data-filter]")?.focus(); });
  }

  points(index) { return [...this.text.firstChild.data.slice(0, index)].length; }

  units(points) { return [...this.text.firstChild.data].slice(0, points).join("").length; }

  paint() {
    if (!CSS.highlights) return;
    const marks = new Highlight();
    for (const item of this.querySelectorAll("[data-passage]")) {
      const range = new Range(), node = this.text.firstChild;
      const start = this.units(Number(item.dataset.start)), end = this.units(Number(item.dataset.end));
      if (end > node.length || start >= end) continue;
      range.setStart(node, start);
      range.setEnd(node, end);
      marks.add(range);
    }
    CSS.highlights.set("coded", marks);
  }

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || selection.anchorNode !== this.text.firstChild || selection.focusNode !== this.text.firstChild) return;
    const range = selection.getRangeAt(0);
    this.take(this.points(range.startOffset), this.points(range.endOffset), range.toString());
  }

  take(start, end, words) {
    const form = this.picker.querySelector("form") ?? this.picker;
    form.elements.start.value = start ?? "";
    form.elements.end.value = end ?? "";
    this.querySelector("[data-chosen]").textContent = words.trim() || this.picker.dataset.whole;
  }

  filter(words) {
    const wanted = words.trim().toLocaleLowerCase();
    let first = null;
    for (const label of this.picker.querySelectorAll("[data-theme-choice]")) {
      label.hidden = !label.textContent.toLocaleLowerCase().includes(wanted);
      if (!label.hidden) first ??= label;
    }
    if (wanted && first) first.querySelector("input").checked = true;
  }
}
customElements.define("passage-coder", PassageCoder);
