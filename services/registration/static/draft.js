// Keeps what is typed in the sign-up form on this device until it is sent: a closed tab, an expired page and a lost
// network lose nothing. The command's id is kept as well, so that a sign-up that did arrive is not made twice.

const DAYS = 7;
/** A consent is given anew each time, and the others belong to the page that was open. */
const NOT_KEPT = new Set(["csrf", "consent", "step"]);
const MOST_ROWS = 20;

const keyOf = (exchange) => `borsen-draft-${exchange}`;

/** Storage that is full, or that the browser keeps from us, is as good as none. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

function stored(key) {
  const draft = attempt(() => JSON.parse(localStorage.getItem(key)));
  return draft && Date.now() - draft.at < DAYS * 24 * 3600 * 1000 ? draft.values : null;
}

function store(key, form) {
  const values = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));
  attempt(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })));
}

/** Rows that were added are added again, by the button that adds them. */
function makeRoom(form, name) {
  const group = name.match(/^([a-z_]+)-\d+-text$/)?.[1];
  const add = group && form.querySelector(`button[name="add_row"][value="${group}"]`);
  for (let row = 0; add && row < MOST_ROWS && !form.elements[name]; row += 1) add.click();
}

function fill(form, values) {
  for (const [name] of values) makeRoom(form, name);
  for (const [name, value] of values) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  document.activeElement?.blur();
  form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
}

function keep(box) {
  const key = keyOf(box.dataset.draft);
  const form = box.querySelector("form");
  const note = box.querySelector("[data-draft-note]");
  const values = "fresh" in box.dataset ? stored(key) : null;
  if (values) fill(form, values);
  note.hidden = false;
  // A form that came back from the server may have a picture now, which only the server named.
  if (!("fresh" in box.dataset)) store(key, form);
  form.addEventListener("input", () => store(key, form));
  note.querySelector("[data-draft-delete]").addEventListener("click", () => {
    attempt(() => localStorage.removeItem(key));
    form.reset();
  });
}

document.querySelectorAll("[data-draft]").forEach(keep);
document.querySelectorAll("[data-draft-sent]").forEach((page) => {
  // An invitation's form has a draft of its own.
  const sent = keyOf(page.dataset.draftSent);
  attempt(() => {
    for (const key of Object.keys(localStorage)) if (key === sent || key.startsWith(`${sent}/`)) localStorage.removeItem(key);
  });
});
