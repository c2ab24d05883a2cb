// Every staff page: the menu closes again, long texts are counted, nothing typed stays in the tab after signing out.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); } });
}

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", () => { try { sessionStorage.clear(); } catch { /* nothing was kept */ } });
}

// A counter appears when four fifths of the room are used; it is read out when typing stops for a moment.
for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const out = document.querySelector(`[data-counter-for="${area.id}"]`), limit = Number(area.dataset.limit);
  if (!out || !limit) continue;
  const words = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn" });
  let timer;
  const count = () => {
    const left = limit - [...area.value].length;
    out.hidden = left > limit / 5;
    out.classList.toggle("over", left < 0);
    out.textContent = (left < 0 ? out.dataset.over : out.dataset.left).replace("%s", words.format(Math.abs(left)));
  };
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 400); });
  count();
}
