// What every page gains from a script. Without it each form still works; the server decides everything.

/** A form is sent once, however often its button is pressed while the answer is on its way. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
}

/** A page that comes back from the browser's memory holds a form that was sent: make it a fresh one. */
function refresh(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  form.querySelectorAll("input[data-command-id]").forEach((input) => {
    input.value = crypto.randomUUID?.() ?? uuid();
  });
}

/** crypto.randomUUID exists only over https and on localhost; a tablet on the hall's network may have neither. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Adds an empty row to a repeated group where the button's server round trip would do the same. */
function addRow(event) {
  const button = event.target.closest("button[name='add_row']");
  const group = button?.closest("[data-repeat]");
  const template = group?.querySelector("template");
  if (!template) return;
  event.preventDefault();
  const next = Number(group.dataset.next);
  group.dataset.next = next + 1;
  const row = document.createElement("template");
  row.innerHTML = template.innerHTML.replaceAll("__row__", next).replaceAll("__number__", next + 1);
  button.before(row.content);
  button.previousElementSibling.querySelector("input, select, textarea").focus();
}

document.addEventListener("submit", sendOnce);
document.addEventListener("click", addRow);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(refresh);
});
document.querySelector(".ds-error-summary")?.focus();
