import { count, wipe } from "./device-copies.js";

// Every staff page: the menu closes again, long texts are counted, nothing typed stays in the tab after signing out.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); } });
}

// Signing out wipes what is kept on the device. Where the server never got some of it, the person is asked first.
for (const form of document.querySelectorAll("[data-sign-out]")) {
  let isSure = false;
  form.addEventListener("submit", async (event) => {
    if (isSure) return;
    event.preventDefault();
    const left = await count().catch(() => 0);
    if (left && !confirm(form.dataset.signOut)) return;
    await wipe();
    isSure = true;
    form.requestSubmit();
  });
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

// Printing is the browser's; without this file its own menu does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
