// The map of influence and interest. Without this file each entry opens and holds a small form; with it entries are dragged or
// moved with the arrow keys, and saved at once.
const RTL = document.documentElement.dir === "rtl";
const STEPS = {
  ArrowUp: [1, 0],
  ArrowDown: [-1, 0],
  ArrowRight: [0, RTL ? -1 : 1],
  ArrowLeft: [0, RTL ? 1 : -1],
};
const within = (value) => Math.min(5, Math.max(1, value));

class InfluenceMap extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", (event) => {
      this.dragged = event.target.closest("[data-entry]");
      event.dataTransfer.effectAllowed = "move";
    });
    this.addEventListener("dragover", (event) => {
      if (this.dragged && event.target.closest("[data-influence]")) event.preventDefault();
    });
    this.addEventListener("drop", (event) => {
      const place = event.target.closest("[data-influence]");
      if (!this.dragged || !place) return;
      event.preventDefault();
      this.move(this.dragged, place);
      this.dragged = null;
    });
    this.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const step = STEPS[event.key];
    const summary = event.target.closest("summary");
    if (!step || !summary) return;
    event.preventDefault();
    const entry = summary.closest("[data-entry]");
    const from = entry.closest("[data-influence]").dataset;
    const influence = from.influence ? within(Number(from.influence) + step[0]) : 3;
    const interest = from.interest ? within(Number(from.interest) + step[1]) : 3;
    const place = this.querySelector(`td[data-influence="${influence}"][data-interest="${interest}"]`);
    this.move(entry, place);
    summary.focus();
  }

  async move(entry, place) {
    const from = entry.parentElement;
    if (from === place) return;
    const form = entry.querySelector("form");
    const { influence, interest } = place.dataset;
    form.elements.influence.value = influence;
    form.elements.interest.value = interest;
    place.append(entry);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.say(entry, influence, interest);
    } catch {
      from.append(entry); // not saved: it stands where the server has it
      form.submit(); // and the page says why
    }
  }

  say(entry, influence, interest) {
    const said = this.querySelector("[data-said]");
    const words = { name: entry.dataset.name, influence, interest };
    said.textContent = said.dataset.words.replace(/%\((\w+)\)s/g, (_all, key) => words[key]);
  }
}

customElements.define("influence-map", InfluenceMap);
