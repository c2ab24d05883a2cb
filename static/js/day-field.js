// input[data-day]: a day typed as people say it. The server tells what it understood (POST text → {words} | {question, choices} |
// {problem}); the button opens the browser's calendar, two short cuts fill in today and yesterday. Words: data-pick, -today, -yesterday.
const make = (name, more = {}, attributes = {}) => {
  const made = Object.assign(document.createElement(name), more);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
const iso = (back) => { const day = new Date(); day.setDate(day.getDate() - back); day.setMinutes(day.getMinutes() - day.getTimezoneOffset()); return day.toISOString().slice(0, 10); };

const equip = (input) => {
  const form = input.form, told = make("p", { className: "hint day-words", id: `${input.id}_words` }, { role: "status" });
  const set = (value) => { input.value = value; input.dispatchEvent(new Event("input", { bubbles: true })); ask(); input.focus(); };
  const calendar = make("input", { type: "date", tabIndex: -1, max: iso(0) }, { "aria-hidden": "true", "data-not-kept": "" });
  const pick = make("button", { type: "button", className: "btn ghost pick-day", title: input.dataset.pick }, { "aria-label": input.dataset.pick });
  pick.innerHTML = '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M3 5h14v12H3zM3 9h14M7 2.5V6M13 2.5V6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>';
  pick.addEventListener("click", () => { try { calendar.showPicker(); } catch { calendar.focus(); } });
  calendar.addEventListener("change", (event) => { event.stopPropagation(); if (calendar.value) set(calendar.value); });
  calendar.addEventListener("input", (event) => event.stopPropagation());
  const row = make("div", { className: "day" });
  input.before(row);
  row.append(input, calendar, pick);
  if (input.required) for (const [back, word] of [[0, input.dataset.today], [1, input.dataset.yesterday]]) {
    const quick = make("button", { type: "button", className: "btn ghost", textContent: word });
    quick.addEventListener("click", () => set(iso(back)));
    row.append(quick);
  }
  row.after(told);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());

  let timer, turn = 0;
  const say = (answer) => {
    told.classList.toggle("err", Boolean(answer.problem));
    told.replaceChildren(answer.words ?? answer.problem ?? answer.question ?? "");
    for (const choice of answer.choices ?? []) {
      const button = make("button", { type: "button", className: "btn ghost", textContent: choice.words });
      button.addEventListener("click", () => set(choice.value));
      told.append(" ", button);
    }
  };
  const ask = async () => {
    const text = input.value.trim(), asked = ++turn;
    if (!text) { say({}); return; }
    const body = new URLSearchParams({ text, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken?.value ?? "" });
    try {
      const answer = await fetch(input.dataset.day, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected && asked === turn) say(await answer.json());
    } catch { say({}); } // no network: the server reads it when it is sent
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
  if (input.value && !input.hasAttribute("aria-invalid")) ask();
};

for (const input of document.querySelectorAll("input[data-day]")) equip(input);
