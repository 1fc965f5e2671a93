// What every page gains from a script. Without it each form still works; the server decides everything.

import { uuid } from "./uuid.js";

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
    input.value = uuid();
  });
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

/** The enter key in a text of one line, which is only shown on several to be read whole, sends the form. */
function enter(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("textarea[data-one-line]")) return;
  event.preventDefault();
  event.target.form.requestSubmit(event.target.form.querySelector("[type='submit']"));
}

/** A form that signs out says so, and what the device keeps of its reader goes first. */
async function forgetFirst(event) {
  const form = event.target;
  if (!("unsent" in form.dataset) || form.dataset.forgotten) return;
  event.preventDefault();
  const { leave } = await import("./leaving.js");
  form.dataset.forgotten = (await leave(form.dataset)) ? "yes" : "";
  if (form.dataset.forgotten) form.requestSubmit();
}

/** A page that a participant has just signed in to. */
async function greet(participant) {
  const { welcome } = await import("./leaving.js");
  await welcome(participant);
}

document.addEventListener("submit", forgetFirst);
document.addEventListener("submit", sendOnce);
document.addEventListener("click", addRow);
document.addEventListener("keydown", enter);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(refresh);
});
document.querySelector(".ds-error-summary")?.focus();
document.querySelectorAll("[data-signed-in]").forEach((element) => greet(element.dataset.signedIn));
