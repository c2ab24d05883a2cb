// Every staff page: a[data-key] opens by its letter, ? shows what the keys do (dialog[data-shortcuts]). Never while somebody types,
// never together with Ctrl, Alt or Meta, never while a dialog is open.
const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
const dialog = document.querySelector("dialog[data-shortcuts]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?" || event.key === "؟") { event.preventDefault(); dialog?.showModal(); return; }
  // The key's place counts where its letter is another one: an Arabic keyboard has no n.
  const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^Key/, "").toLowerCase();
  const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (link) { event.preventDefault(); link.click(); }
});

for (const button of document.querySelectorAll("[data-show-shortcuts]")) button.addEventListener("click", () => dialog?.showModal());
