// A file dropped anywhere on the form is the file that was chosen; its name is said aloud. Without this module the page works as it is.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  if (!input) continue;
  const zone = input.closest(".field");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "chosen";
  zone.append(said);
  zone.classList.add("drop");
  const tell = () => { said.textContent = input.files.length ? form.dataset.chosen.replace("%s", input.files[0].name) : ""; };
  input.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "dragend", "drop"]) form.addEventListener(name, () => zone.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    tell();
    input.focus();
  });
  tell();
}
