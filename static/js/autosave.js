// form[data-autosave-url]: what is typed goes to the server 1.5 s after a pause and when the page is left.
// The words of each state stand in the page (data-saving, data-saved, data-offline, data-conflict, data-signed-out), translated.
const PAUSE = 1500;

for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const line = document.querySelector("[data-draft]"), words = line?.querySelector("span");
  let version = Number(form.dataset.draftVersion || 0), timer, sending = false, dirty = false, stopped = false;

  const say = (state, detail = "") => {
    if (!line) return;
    line.dataset.state = state === "saved" ? "clean" : "dirty";
    words.textContent = (line.dataset[state] ?? "").replace("%s", detail);
  };
  const keep = () => { try { sessionStorage.setItem(form.dataset.autosaveUrl, JSON.stringify([...new FormData(form)])); } catch { /* the server's copy counts */ } };

  const save = async (leaving = false) => {
    if (!dirty || sending || stopped) return;
    sending = true;
    dirty = false;
    if (!leaving) say("saving");
    const body = new FormData(form);
    body.set("draft_version", String(version));
    try {
      const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body, keepalive: leaving, headers: { Accept: "application/json" } });
      if (answer.status === 409) { stopped = true; say("conflict"); return; }
      if (answer.redirected || answer.status === 401 || answer.status === 403) { dirty = true; say("signedOut"); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = await answer.json();
      version = saved.version;
      say("saved", saved.saved_at);
    } catch { dirty = true; say("offline"); } finally {
      sending = false;
      if (dirty && !stopped) timer = setTimeout(save, PAUSE * 4);
    }
  };
  const touch = () => { dirty = true; keep(); clearTimeout(timer); timer = setTimeout(save, PAUSE); };

  form.addEventListener("input", touch);
  form.addEventListener("change", touch);
  form.addEventListener("submit", () => { stopped = true; try { sessionStorage.removeItem(form.dataset.autosaveUrl); } catch { /* nothing kept */ } });
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); } });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  addEventListener("beforeunload", (event) => { if (dirty && !stopped) event.preventDefault(); });
}
