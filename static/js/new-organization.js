// dialog[data-new-organization]: naming an organization that is not there yet, without leaving the form. While the name is typed, those
// with a name like it are shown with the words that say so, and are chosen by one click. Opened by "name-new" {name, choose}.
for (const dialog of document.querySelectorAll("dialog[data-new-organization]")) {
  const form = dialog.querySelector("form"), likely = dialog.querySelector("[data-likely]"), list = likely.querySelector("ul"), name = form.elements.namedItem("name");
  let choose = () => null, timer, turn = 0;

  const tell = (errors) => {
    for (const line of form.querySelectorAll("[data-error]")) line.textContent = errors[line.dataset.error] ?? "";
    const first = Object.keys(errors)[0];
    if (first) form.elements.namedItem(first)?.focus();
  };

  const post = (url, fields) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    return fetch(url, { method: "POST", body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: token }), headers: { Accept: "application/json" } });
  };

  const row = (found) => {
    const item = document.createElement("li"), button = Object.assign(document.createElement("button"), { type: "button", className: "btn ghost" });
    const called = Object.assign(document.createElement("bdi"), { textContent: found.text });
    const why = Object.assign(document.createElement("span"), { className: "small muted", textContent: `${found.meta} · ${found.why}` });
    button.append(called);
    button.addEventListener("click", () => { dialog.close(); choose(found); });
    item.append(button, why);
    return item;
  };

  const look = async () => {
    const asked = ++turn;
    try {
      const answer = await post(dialog.dataset.likelyUrl, { name: name.value });
      if (!answer.ok || answer.redirected || asked !== turn) return;
      const found = (await answer.json()).likely;
      list.replaceChildren(...found.map(row));
      likely.hidden = !found.length;
    } catch { likely.hidden = true; }
  };

  name.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
  dialog.addEventListener("name-new", (event) => {
    choose = event.detail.choose;
    form.reset();
    tell({});
    list.replaceChildren();
    likely.hidden = true;
    name.value = event.detail.name;
    dialog.showModal();
    (name.value ? form.elements.namedItem("sector") : name).focus();
    look();
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    tell({});
    try {
      const answer = await post(dialog.dataset.proposeUrl, { name: name.value, sector: form.elements.namedItem("sector").value });
      const told = await answer.json();
      if (answer.status === 201) { dialog.close(); choose(told); } else tell(told.errors ?? {});
    } catch { tell({ name: dialog.dataset.offline }); }
  });
}
