// <passage-coder>: select words of the note, press C, type the first letters of a theme, Enter. Positions are counted in Unicode code
// points of the text, as the server counts them; the text itself is never changed: passages are painted with the CSS Custom Highlight
// API. Without this file the form works by pasting words.
// Parts: [data-text] one text node · [data-passage data-start data-end] what is coded already · [data-picker] with a form whose fields
// are start, end, theme, stance · [data-chosen] shows the words · [data-filter] narrows [data-theme-choice] · [data-about] says what the
// theme means · [data-sentences] is filled with one button for each sentence · [data-whole] codes the whole talk · [data-clear] lets go ·
// [data-live] is replaced after each step by what the server answers to a form[data-step], to the picker's form, and to data-undo and
// data-redo of the element · form[data-place] sends the selected words · [data-go] opens the picker where it lies below the text.
const folded = (text) => text.normalize("NFKD").replace(/\p{M}|ـ/gu, "").replaceAll("ى", "ي").replaceAll("ة", "ه").toLocaleLowerCase();

class PassageCoder extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("[data-text]");
    this.panel = this.querySelector("[data-panel], [data-picker]");
    if (!this.text?.firstChild) return;
    this.text.normalize();
    this.live = this.querySelector("[data-live]");
    this.paint();
    if (!this.panel) return;
    this.form = this.panel.matches("form") ? this.panel : this.panel.querySelector("form");
    this.filterBox = this.querySelector("[data-filter]");
    this.refused = this.querySelector("[data-refused]");
    this.go = this.querySelector("[data-go]");
    this.cut();
    this.offerSentences();
    this.listen();
    this.count();
    this.about();
  }

  listen() {
    document.addEventListener("selectionchange", () => this.selected());
    this.querySelector("button[data-whole]")?.addEventListener("click", () => this.take(null, null));
    this.querySelector("[data-clear]")?.addEventListener("click", () => { this.clear(); this.close(); this.text.focus(); });
    this.go?.addEventListener("click", () => this.focusChoice());
    this.filterBox?.addEventListener("input", () => this.filter());
    this.filterBox?.addEventListener("keydown", (event) => this.filterKey(event));
    this.form?.addEventListener("change", (event) => { if (event.target.name === "theme") this.about(); });
    this.text.addEventListener("keydown", (event) => this.textKey(event));
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") { this.clear(); this.close(); this.text.focus(); } });
    document.addEventListener("keydown", (event) => this.shortcut(event));
    this.addEventListener("submit", (event) => this.send(event));
    for (const kind of ["pointerover", "focusin"]) this.addEventListener(kind, (event) => this.point(event.target));
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

  // --- Painting ---
  paint() {
    if (!globalThis.Highlight || !CSS.highlights) return;
    const placed = [...this.querySelectorAll("[data-passage]")].filter((item) => item.dataset.end)
      .map((item) => [this.units(Number(item.dataset.start)), this.units(Number(item.dataset.end))])
      .filter(([start, end]) => start < end && end <= this.node.length);
    CSS.highlights.set("coded", new Highlight(...placed.map(([start, end]) => this.range(start, end))));
    const cuts = [...new Set(placed.flat())].sort((one, other) => one - other);
    const twice = cuts.slice(1).map((end, place) => [cuts[place], end])
      .filter(([from, to]) => placed.filter(([start, end]) => start <= from && to <= end).length > 1);
    CSS.highlights.set("coded-twice", new Highlight(...twice.map(([from, to]) => this.range(from, to))));
    this.chosenMark = new Highlight();
    CSS.highlights.set("coded-chosen", this.chosenMark);
  }

  point(target) { // the words of the passage in the list that is looked at
    const item = target.closest?.("[data-passage]");
    if (!item || !this.chosenMark || !item.dataset.end) return;
    this.chosenMark.clear();
    this.chosenMark.add(this.range(this.units(Number(item.dataset.start)), this.units(Number(item.dataset.end))));
  }

  // --- Selecting ---
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.node)) return;
    const from = range.startContainer === this.node ? range.startOffset : 0;
    const to = range.endContainer === this.node ? range.endOffset : this.node.length;
    const starts = range.startContainer === this.node || range.comparePoint(this.node, 0) === 0;
    if (starts) this.take(...this.trim(from, to));
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
    this.taken = isWhole ? null : [from, to];
    this.set("start", isWhole ? "" : this.points(from));
    this.set("end", isWhole ? "" : this.points(to));
    this.set("words", "");
    this.show(isWhole ? this.panel.dataset.whole ?? "" : this.node.data.slice(from, to));
    this.chosenMark?.clear();
    if (!isWhole) this.chosenMark?.add(this.range(from, to));
    for (const button of this.querySelectorAll("[data-sentence]")) button.setAttribute("aria-pressed", String(!isWhole && Number(button.dataset.from) === from && Number(button.dataset.to) === to));
    this.panel.hidden = false;
    if (this.go) this.go.hidden = isWhole;
  }

  show(words) { const shown = this.querySelector("[data-chosen]"); if (shown) shown.textContent = words; }

  clear() {
    getSelection().removeAllRanges();
    this.chosenMark?.clear();
    this.taken = null;
    for (const name of ["start", "end"]) this.set(name, "");
    this.show(this.panel.dataset.whole ?? "");
    for (const button of this.querySelectorAll("[data-sentence]")) button.setAttribute("aria-pressed", "false");
    if (this.panel.hasAttribute("data-panel-hides")) this.panel.hidden = true;
    if (this.go) this.go.hidden = true;
  }

  set(name, value) { const field = this.form?.elements[name]; if (field && "value" in field) field.value = value; }

  // --- The keyboard in the text ---
  cut() { // words and sentences, each without the spaces around it
    const language = this.text.lang || document.documentElement.lang;
    const pieces = (granularity) => {
      if (!Intl.Segmenter) return [];
      return [...new Intl.Segmenter(language, { granularity }).segment(this.node.data)]
        .filter((piece) => granularity !== "word" || piece.isWordLike)
        .map(({ segment, index }) => this.trim(index, index + segment.length)).filter(([from, to]) => from < to);
    };
    [this.words, this.sentences] = [pieces("word"), pieces("sentence")];
    this.at = this.from = -1;
  }

  textKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && this.taken) { event.preventDefault(); this.focusChoice(); return; }
    const ahead = getComputedStyle(this.text).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const move = { ArrowRight: ["word", ahead === "ArrowRight" ? 1 : -1], ArrowLeft: ["word", ahead === "ArrowLeft" ? 1 : -1], ArrowDown: ["sentence", 1], ArrowUp: ["sentence", -1] }[event.key];
    if (!move || !this.words.length) return;
    event.preventDefault();
    this.move(...move, event.shiftKey);
  }

  move(unit, step, isExtending) {
    const last = this.words.length - 1;
    let next = this.at + step;
    if (unit === "sentence") {
      const here = this.sentences.findIndex(([, to]) => this.at >= 0 && this.words[this.at][0] < to);
      const sentence = this.sentences[Math.max(0, Math.min(this.sentences.length - 1, this.at < 0 ? 0 : here + (isExtending && this.from === this.at ? 0 : step)))];
      const inside = this.words.map((word, place) => [word, place]).filter(([[from]]) => from >= sentence[0] && from < sentence[1]).map(([, place]) => place);
      if (!inside.length) return;
      if (!isExtending) this.from = inside[0];
      next = isExtending && step < 0 ? inside[0] : inside.at(-1);
    }
    this.at = Math.max(0, Math.min(last, next));
    if (unit === "word" && !isExtending) this.from = this.at;
    if (this.from < 0) this.from = this.at;
    const [one, other] = [Math.min(this.from, this.at), Math.max(this.from, this.at)];
    const end = this.sentences.find(([, to]) => unit === "sentence" && to >= this.words[other][1])?.[1] ?? this.words[other][1];
    getSelection().setBaseAndExtent(this.node, this.words[one][0], this.node, end);
    this.take(...this.trim(this.words[one][0], end)); // now: selectionchange comes later than a quick hand
  }

  offerSentences() {
    const box = this.querySelector("[data-sentences]");
    if (!box) return;
    for (const [from, to] of this.sentences) {
      const button = Object.assign(document.createElement("button"), { type: "button", dir: "auto", textContent: this.node.data.slice(from, to) });
      Object.assign(button.dataset, { sentence: "", from, to });
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => { this.take(from, to); this.focusChoice(); });
      box.append(button);
    }
  }

  shortcut(event) {
    const isTyping = event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
    if (isTyping || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase(), isCommand = event.ctrlKey || event.metaKey;
    const isCode = event.code === "KeyC" || key === "c"; // the same key, whatever the keyboard's script
    if (!isCommand && isCode && !event.shiftKey) { event.preventDefault(); this.focusChoice(); }
    const isZ = event.code === "KeyZ" || key === "z";
    if (isCommand && isZ && this.dataset.undo) { event.preventDefault(); this.step(event.shiftKey ? this.dataset.redo : this.dataset.undo); }
    if (isCommand && key === "y" && this.dataset.redo) { event.preventDefault(); this.step(this.dataset.redo); }
  }

  // --- Choosing a theme ---
  choices() { return [...this.panel.querySelectorAll("[data-theme-choice]")]; }

  control(choice) { return choice.matches("button, input") ? choice : choice.querySelector("input, button"); }

  focusChoice() {
    this.selected(); // what was selected a moment ago: selectionchange comes later than a quick hand
    this.panel.toggleAttribute("data-open", true);
    if (this.go) this.go.hidden = true;
    (this.filterBox ?? this.form?.elements.theme ?? this.panel.querySelector("button"))?.focus?.();
    this.filterBox?.select?.();
  }

  close() { this.panel.removeAttribute("data-open"); }

  score(choice, wanted) { // whole beginnings before beginnings of a word before anything inside
    const names = [choice.textContent, choice.dataset.themeChoice].map((text) => folded(text.trim()));
    if (names.some((name) => name.startsWith(wanted))) return 3;
    if (names.some((name) => name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted)))) return 2;
    return names.some((name) => name.includes(wanted)) ? 1 : 0;
  }

  filter() {
    const wanted = folded(this.filterBox.value.trim());
    const rated = this.choices().map((choice) => [choice, wanted ? this.score(choice, wanted) : 1]);
    for (const [choice, score] of rated) { choice.hidden = !score; choice.classList.remove("first"); }
    const best = wanted ? rated.filter(([, score]) => score).sort((one, other) => other[1] - one[1])[0]?.[0] : null;
    if (best) {
      best.classList.add("first");
      best.scrollIntoView({ block: "nearest" });
      const control = this.control(best);
      if (control.type === "radio") control.checked = true;
    }
    for (const name of this.panel.querySelectorAll("[data-group]")) name.hidden = !rated.some(([choice, score]) => score && choice.dataset.in === name.dataset.group);
    this.best = best;
    const told = this.querySelector("[data-best]");
    if (told) told.textContent = best ? best.querySelector("span")?.textContent ?? "" : "";
    this.about();
  }

  filterKey(event) {
    const shown = this.choices().filter((choice) => !choice.hidden);
    if (event.key === "ArrowDown" && shown.length) { event.preventDefault(); this.control(this.best ?? shown[0]).focus(); }
    const stance = { 1: 0, 2: 1, 3: 2 }[event.key], stances = this.form?.elements.stance;
    if (stance !== undefined && stances?.length && !this.filterBox.value.trim()) { event.preventDefault(); stances[stance].checked = true; }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (!this.filterBox.value.trim() || !shown.length) return;
    const control = this.control(this.best ?? shown[0]);
    if (control.type === "submit") this.form.requestSubmit(control); else this.form.requestSubmit();
  }

  about() { // what the theme means, beside the choice
    const chosen = this.form?.elements.theme?.value;
    for (const text of this.querySelectorAll("[data-about]")) text.hidden = text.dataset.about !== chosen;
  }

  // --- Sending ---
  send(event) {
    const form = event.target;
    if (!this.live || !(form === this.form || form.matches("[data-step]"))) return;
    event.preventDefault();
    if (form.matches("[data-place]") && this.taken) { form.elements.start.value = this.points(this.taken[0]); form.elements.end.value = this.points(this.taken[1]); }
    const data = new FormData(form);
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
    this.step(event.submitter?.formAction && event.submitter.hasAttribute("formaction") ? event.submitter.formAction : form.action, data, form === this.form);
  }

  step(address, data = new FormData(), isCode = false) { // one after the other: a quick hand loses no step
    this.line = (this.line ?? Promise.resolve()).then(() => this.post(address, data, isCode));
  }

  async post(address, data, isCode) {
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(address, { method: "POST", body: data, headers: { "X-Coder": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && !answer.redirected) this.taken_up(page, isCode);
      else this.refuse([...page.querySelectorAll("[data-refusal], .summary li")].map((found) => found.textContent).join(" ") || this.dataset.failed);
    } catch { this.refuse(this.dataset.failed); }
  }

  taken_up(page, isCode) {
    this.refuse("");
    const open = [...this.live.querySelectorAll("details")].map((fold) => fold.open);
    const told = page.querySelector("[data-told]")?.textContent ?? "";
    this.live.replaceChildren(...page.body.childNodes);
    const status = this.live.querySelector("[data-told]");
    if (status) { status.textContent = ""; setTimeout(() => { status.textContent = told; }); } // a change is read out, a new element is not
    this.live.querySelectorAll("details").forEach((fold, place) => { if (open.length === this.live.querySelectorAll("details").length) fold.open = open[place]; });
    const before = this.taken;
    this.paint();
    this.count();
    if (!isCode) { if (document.activeElement === document.body) this.text.focus({ preventScroll: true }); return; } // its button is gone
    this.filterBox.value = "";
    this.filter();
    for (const radio of this.form.querySelectorAll("[name=theme]")) radio.checked = false;
    this.about();
    this.clear();
    this.close();
    if (before) this.at = this.from = this.words.findLastIndex(([from]) => from < before[1]);
    this.text.focus({ preventScroll: true });
  }

  refuse(sentence) {
    if (!this.refused) return;
    this.refused.hidden = !sentence;
    this.refused.textContent = sentence;
  }

  count() { // here and in the phase, beside each theme
    const rows = new Map([...this.querySelectorAll("[data-counts] [data-code]")].map((row) => [row.dataset.code, row]));
    for (const out of this.querySelectorAll("[data-count]")) {
      const row = rows.get(out.dataset.count);
      out.textContent = row ? `${row.dataset.here} / ${row.textContent}` : "";
    }
  }
}
customElements.define("passage-coder", PassageCoder);
