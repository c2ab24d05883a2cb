// While a name is typed: organizations with a name like it, fetched by POST so that no name stands in an address.
const PAUSE = 400;

for (const panel of document.querySelectorAll("[data-lookalikes]")) {
  const field = document.getElementById(panel.dataset.watch);
  const found = panel.querySelector("[data-found]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!field || !found || !token) continue;
  let timer = 0;
  let asked = "";

  const look = async () => {
    const name = field.value.trim();
    if (name.length < 3 || name === asked) return;
    asked = name;
    const body = new URLSearchParams({ name, csrfmiddlewaretoken: token.value });
    try {
      const answer = await fetch(panel.dataset.lookalikes, { method: "POST", body });
      if (answer.ok && name === asked) found.innerHTML = await answer.text();
    } catch {
      asked = ""; // no connection: the page asks once more when the form is sent
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
}
