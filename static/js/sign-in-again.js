// dialog[data-sign-in]: signing in again without leaving the page, with the second step where the account has one. The words, the
// addresses and the user name stand in the dialog. Resolves to true when the same person is signed in again, false when given up.
const read = async (url) => new DOMParser().parseFromString(await (await fetch(url, { headers: { Accept: "text/html" } })).text(), "text/html");
const tokenOn = (page) => page.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

const post = (url, fields) => fetch(url, {
  method: "POST", body: new URLSearchParams(fields), headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
});

// Who is signed in now: {user, token}, or null. Every form of the page gets the fresh token.
export const whoIsSignedIn = async (url) => {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return null;
  const told = await answer.json();
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = told.token;
  return told;
};

const attempt = async (dialog, form) => {
  const { login, second, who, owner } = dialog.dataset;
  const code = form.elements.code, step = code.closest("[data-second]");
  if (step.hidden) {
    const answer = await post(login, { csrfmiddlewaretoken: tokenOn(await read(login)), login: form.elements.login.value, password: form.elements.password.value });
    if (answer.status === 429) return "slow";
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) return "wrong";
    if (String(told.location).includes(second)) { step.hidden = false; code.required = true; code.focus(); return ""; }
  } else {
    await post(second, { csrfmiddlewaretoken: tokenOn(await read(second)), code: code.value });
  }
  const now = await whoIsSignedIn(who);
  if (!now) return "wrong";
  return now.user === owner ? "done" : "other";
};

export const signInAgain = (dialog) => new Promise((resolve) => {
  const form = dialog.querySelector("form"), problem = dialog.querySelector("[data-problem]");
  const close = (isDone) => { form.elements.password.value = form.elements.code.value = ""; dialog.close(); resolve(isDone); };
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    let told;
    try { told = await attempt(dialog, form); } catch { told = "offline"; }
    if (told === "done") { close(true); return; }
    problem.textContent = problem.getAttribute(`data-${told}`) ?? "";
    if (told && told !== "offline") form.elements[form.elements.code.required ? "code" : "password"].select();
  };
  dialog.querySelector("[data-later]").onclick = () => close(false);
  dialog.oncancel = (event) => { event.preventDefault(); close(false); };
  form.querySelector("[data-second]").hidden = true;
  form.elements.code.required = false;
  dialog.showModal();
  form.elements.password.focus();
});
