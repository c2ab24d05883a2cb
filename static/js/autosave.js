// form[data-autosave-url]: nothing typed is lost. At once a sealed copy stays on the device (own devices only, device-copies.js);
// the server gets it 1.2 s after a pause, every 8 s of steady typing, and when the page is left. The server answers {"saved_at", "version"};
// 409 when another tab or device was quicker: it then keeps both, and [data-choose] leads to them side by side. Signed out: the person
// signs in again here (sign-in-again.js) and the form goes on. A form is sent only when the server is there and knows who sends it.
// The words of each state stand on the status line [data-draft]: data-saving, -saved ("%s" is the time), -offline, -conflict,
// -signed-out, -refused. [data-deliver] names the person whose copies are delivered.
import * as device from "./device-copies.js";
import { signInAgain, whoIsSignedIn } from "./sign-in-again.js";

const PAUSE = 1200, LONGEST = 8000, AGAIN = 3000;
const OWN = new Set(["csrfmiddlewaretoken", "draft_version", "tab", "was", "action"]);
const lockOf = (tab) => `draft ${tab}`;
const typed = (form) => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = document.querySelector("[data-draft]");
    this.dialog = document.querySelector("dialog[data-sign-in]");
    this.owner = form.dataset.owner ?? "";
    this.url = form.dataset.autosaveUrl;
    this.version = Number(form.dataset.draftVersion || 0);
    this.tab = form.elements.tab.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    this.changes = 0; // counted, so that what is typed while a save is on its way is saved after it
    this.saved = 0;
    this.isSent = false;
    this.sending = null;
    navigator.locks?.request(lockOf(this.tab), () => new Promise(() => {})); // held as long as this tab lives
    for (const name of ["input", "change"]) form.addEventListener(name, (event) => { if (!event.target.closest("[data-not-kept]")) this.touch(); });
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.save(true); else this.back(); });
    addEventListener("pagehide", () => this.save(true));
    for (const name of ["online", "focus"]) addEventListener(name, () => this.back());
    addEventListener("beforeunload", (event) => { if (this.isDirty && !this.isSent && !this.isOnDevice) event.preventDefault(); });
  }

  get copyId() { return `${this.url} ${this.tab}`; }

  get isDirty() { return this.changes > this.saved; }

  say(state, detail = "") {
    this.state = state;
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.querySelector("span").textContent = (this.line.getAttribute(`data-${state}`) ?? "").replace("%s", detail);
    const choose = this.line.querySelector("[data-choose]");
    if (choose) choose.hidden = state !== "conflict";
  }

  touch() {
    this.changes += 1;
    this.since ??= Date.now();
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, this.since + LONGEST - Date.now())));
  }

  back() { if (this.isDirty && ["offline", "signed-out"].includes(this.state)) this.save(); }

  save(isLeaving = false) {
    if (this.isSent || !this.isDirty) return Promise.resolve(true);
    return this.send(isLeaving);
  }

  // One at a time; who asks while one is on its way gets the next one. Resolves to whether the server has everything.
  async send(isLeaving = false) {
    if (this.sending && !isLeaving) { await this.sending; if (!this.isDirty) return this.state === "saved"; }
    clearTimeout(this.timer);
    const sent = this.changes, body = new FormData(this.form);
    this.since = null;
    body.set("draft_version", String(this.version));
    body.set("tab", this.tab);
    body.set("changes", String(sent)); // of two saves of one tab the one with more changes is the newer, whichever comes first
    if (!isLeaving) this.say("saving");
    this.sending = fetch(this.url, { method: "POST", body, keepalive: isLeaving, headers: { Accept: "application/json" } })
      .then((answer) => this.read(answer, sent))
      .catch(() => this.say("offline"))
      .finally(() => { this.sending = null; });
    await this.sending;
    if (this.isDirty && !this.isSent && this.state !== "signed-out") this.timer = setTimeout(() => this.save(), this.state === "offline" ? AGAIN : PAUSE);
    return this.state === "saved";
  }

  async read(answer, sent) {
    if (answer.redirected || answer.status === 401 || answer.status === 403) { await this.signedOut(); return; }
    if (answer.status === 409) { this.settled(sent); this.say("conflict"); return; }
    if (answer.status >= 400 && answer.status < 500) { this.say("refused"); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    this.version = told.version;
    this.form.elements.draft_version.value = String(told.version); // the form itself, when sent, goes on from what was kept
    this.settled(sent);
    this.say("saved", told.saved_at);
  }

  settled(sent) {
    this.saved = sent;
    if (!this.isDirty && this.isOnDevice) { this.isOnDevice = false; this.keeping = this.keeping?.then(() => device.drop(this.owner, this.copyId)).catch(() => null); }
  }

  // A token may only be stale: then the next save goes through. Else the person is asked, once for each time they are signed out.
  async signedOut() {
    this.say("signed-out");
    if (this.isAsking || !this.dialog) return;
    const now = await whoIsSignedIn(this.dialog.dataset.who).catch(() => null);
    if (now?.user === this.owner) { this.state = "offline"; this.timer = setTimeout(() => this.save(), 0); return; }
    this.isAsking = true;
    const before = document.activeElement;
    this.asked = signInAgain(this.dialog).finally(() => { this.isAsking = false; before?.focus?.(); });
    this.asked.then((isBack) => { if (isBack) { this.say("saving"); this.save(); } });
  }

  // The browser's own sending happens only after a save went through: no text is posted to a closed door.
  async submit(event) {
    if (this.isCleared) { this.isSent = true; return; }
    event.preventDefault();
    if (this.isChecking) return; // pressed twice
    const button = event.submitter;
    this.isChecking = true;
    let isThere = await this.send();
    if (this.state === "signed-out" && this.asked) isThere = await this.asked && await this.send();
    this.isChecking = false;
    if (!isThere && this.state !== "conflict") { this.line?.scrollIntoView({ block: "center" }); return; }
    this.isCleared = true;
    setTimeout(() => { this.isCleared = this.isSent = false; }, 8000); // the answer never came: it may be sent again
    this.form.requestSubmit(button);
  }

  keep() {
    if (!device.isOwn(this.owner)) return;
    this.isOnDevice = true;
    const copy = { fields: typed(this.form), url: this.url, version: this.version, tab: this.tab, changes: this.changes };
    this.keeping = (this.keeping ?? Promise.resolve()).then(() => device.keep(this.owner, this.copyId, copy)).catch(() => { this.isOnDevice = false; });
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) form.autosave = new Autosave(form);

// "This is my own device": the choice, and what it means, stand beside the form.
for (const box of document.querySelectorAll("input[data-own-device]")) {
  box.checked = device.isOwn(box.dataset.ownDevice);
  box.addEventListener("change", () => {
    if (box.checked) device.claim(box.dataset.ownDevice); else device.release();
    if (box.checked) for (const form of document.querySelectorAll("form[data-autosave-url]")) if (form.autosave.isDirty) form.autosave.keep();
  });
}

// A copy that is still here, and whose tab is gone, is text that the server never got. It goes there now, as a change of the version
// it was typed over: where that was changed elsewhere in the meantime, the server keeps both and lays them side by side.
const deliver = async (owner, token) => {
  const alive = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  let isAny = false;
  for (const copy of await device.all(owner)) {
    if (alive.has(lockOf(copy.tab))) continue;
    const body = new URLSearchParams(copy.fields);
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, draft_version: copy.version, tab: copy.tab, changes: copy.changes })) body.set(name, String(value));
    const answer = await fetch(copy.url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.redirected || !(answer.ok || answer.status === 409)) continue;
    await device.drop(owner, copy.id);
    isAny = true;
  }
  return isAny;
};

for (const place of document.querySelectorAll("[data-deliver]")) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  if (await deliver(place.dataset.deliver, token).catch(() => false)) location.reload(); // it is in the form, or in the list, now
}
