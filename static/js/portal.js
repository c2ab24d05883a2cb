// Progressive enhancement only: every public page works without this file.
const root = document.documentElement, KEY = "theme";
try { const chosen = localStorage.getItem(KEY); if (chosen) root.dataset.theme = chosen; } catch { /* storage is closed: the system's theme holds */ }
for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    try { localStorage.setItem(KEY, root.dataset.theme); } catch { /* as above */ }
  });
}
document.querySelector("[data-focus]")?.focus();
