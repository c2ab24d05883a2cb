// form[data-autosave-url]: what is typed goes to the server 1.5 s after a pause and when the page is left; a copy stays in this tab
// until the server has it. The server answers {"saved_at", "version"}; 409 when another tab was quicker; the sign-in page or 401
// when signed out. The words of each state stand on the status line [data-draft], translated: data-saving, data-saved ("%s" is the
// time), data-offline, data-conflict, data-signed-out. A button [data-restore] offers a copy that the server never got.
const PAUSE = 1500;
const OWN = new Set(["csrfmiddlewaretoken", "draft_version", "version"]);

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = document.querySelector("[data-draft]");
    this.version = Number(form.dataset.draftVersion || 0);
    this.key = `draft ${form.dataset.autosaveUrl}`;
    this.changes = 0; // counted, so that what is typed while a save is on its way is saved after it
    this.saved = 0;
    this.isSending = this.isStopped = false;
    this.offer();
    for (const name of ["input", "change"]) form.addEventListener(name, () => this.touch());
    form.addEventListener("submit", () => { this.isStopped = true; clearTimeout(this.timer); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.save(true); });
    addEventListener("pagehide", () => this.save(true));
    addEventListener("online", () => this.save());
    addEventListener("focus", () => { if (this.state === "signed-out") this.save(); });
    addEventListener("beforeunload", (event) => { if (this.isDirty && !this.isStopped) event.preventDefault(); });
  }

  get isDirty() { return this.changes > this.saved; }

  say(state, detail = "") {
    this.state = state;
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.querySelector("span").textContent = (this.line.getAttribute(`data-${state}`) ?? "").replace("%s", detail);
  }

  touch() {
    this.changes += 1;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save(isLeaving = false) {
    if (!this.isDirty || this.isSending || this.isStopped) return;
    clearTimeout(this.timer);
    this.isSending = true;
    const sent = this.changes, body = new FormData(this.form);
    body.set("draft_version", String(this.version));
    if (!isLeaving) this.say("saving");
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, { method: "POST", body, keepalive: isLeaving, headers: { Accept: "application/json" } });
      await this.read(answer, sent);
    } catch { this.say("offline"); } finally {
      this.isSending = false;
      if (this.isDirty && !this.isStopped) this.timer = setTimeout(() => this.save(), this.state === "saved" ? PAUSE : 10000);
    }
  }

  async read(answer, sent) {
    if (answer.status === 409) { this.isStopped = true; this.say("conflict"); return; }
    if (answer.redirected || answer.status === 401 || answer.status === 403) { this.say("signed-out"); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    this.version = told.version;
    const field = this.form.elements.draft_version;
    if (field) field.value = String(told.version); // the form itself, when sent, goes on from what was kept
    this.saved = sent;
    if (!this.isDirty) this.forget();
    this.say("saved", told.saved_at);
  }

  keep() {
    const fields = [...new FormData(this.form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
    try { sessionStorage.setItem(this.key, JSON.stringify(fields)); } catch { /* full or closed: the server's copy counts */ }
  }

  forget() { try { sessionStorage.removeItem(this.key); } catch { /* nothing was kept */ } }

  offer() {
    const button = document.querySelector("[data-restore]");
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(this.key)); } catch { /* unreadable: as if there were none */ }
    if (!button || !kept) return;
    const now = JSON.stringify([...new FormData(this.form)].filter(([name]) => !OWN.has(name)));
    if (now === JSON.stringify(kept)) { this.forget(); return; }
    button.hidden = false;
    button.addEventListener("click", () => { this.restore(kept); button.hidden = true; }, { once: true });
  }

  restore(kept) {
    for (const field of this.form.elements) {
      if (!field.name || OWN.has(field.name) || field.type === "submit") continue;
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values.at(-1);
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) form.autosave = new Autosave(form);
