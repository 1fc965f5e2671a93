// Those who come without having signed up: the sign-up's questions, asked here and judged by the same rules.
import { fill, onPress } from "/static/app/dom.js";
import { norwegian } from "/static/app/norwegian.js";
import { keep, kept } from "/static/app/store.js";
import { say } from "/static/app/words.js";
import { uuid } from "/static/uuid.js";
import { openGuest, tell } from "./arrivals.js";
import { desk } from "./desk.js";
import { freePlaces, guests, named } from "./guests.js";
import { canPrint } from "./tag.js";

const TELLING = 4;
const view = document.querySelector("[data-view='walk-in']");
const bar = document.querySelector("[data-bar='walk-in']");
const form = document.getElementById("walk-in-form");

/** What the form is about, besides its fields: an id, and the items of the queue that it puts right. */
let about = fresh();
let saving = false;
let done;

/** `saved` is called when a walk-in is on the device. */
export async function startWalkIns(saved) {
  done = saved;
  // An exchange for the invited alone has no form.
  view.querySelector("[data-press='clear']").hidden = !form;
  if (!form) return;
  onPress(view, "clear", clear);
  form.addEventListener("submit", submit);
  form.addEventListener("input", ({ target }) => {
    mark(target.name, null);
    complain(null);
    keepTyped();
  });
  form.elements.name.addEventListener("input", showAlike);
  form.elements.people.addEventListener("input", showRoom);
  await findTyped();
}

/** What is being typed outlives the page, until it is saved or cleared. */
function keepTyped() {
  return keep("walk-in", { about, fields: typed() });
}

/** What somebody was typing when the page went away, unless it was saved in that same moment. */
async function findTyped() {
  const left = await kept("walk-in");
  const done = left && (await guests()).some(({ id, refused }) => id === left.about.participant && !refused);
  if (!left || done) return;
  about = left.about;
  writeAll(left.fields);
}

/** The form with what the server did not take. */
export async function putRight({ id, body }) {
  clear();
  about = { participant: body.participant, instead: [id] };
  writeAll(body.fields);
  await keepTyped();
  const verdict = await desk.considered(body.participant, body.fields);
  if (verdict?.errors) complainOf(verdict.errors);
  showRoom();
}

/** What stands beside the form may have changed while another page was shown. */
export function refreshWalkIn() {
  if (form) showRoom();
}

async function submit(event) {
  event.preventDefault();
  if (saving) return;
  saving = true;
  try {
    await save(typed());
  } finally {
    saving = false;
  }
}

async function save(fields) {
  const verdict = await desk.considered(about.participant, fields);
  const errors = verdict ? (verdict.errors ?? {}) : missingOf(fields);
  if (Object.keys(errors).length) return complainOf(errors);
  const { participant, instead } = about;
  const waits = verdict ? verdict.waits : Number(fields.people) > (await freePlaces());
  try {
    await desk.walkIn(participant, fields, instead);
  } catch {
    return complain(say("notKept"));
  }
  clear();
  done();
  tell(say(waits ? "toldWaiting" : "told", { name: fields.name }), waits ? "warning" : "success");
  if (!waits && canPrint()) await openGuest(participant);
}

/** What the tablet can see for itself where the server cannot be asked, which has the last word on everything. */
function missingOf(fields) {
  const errors = {};
  const required = [...form.querySelectorAll("[required]")].map((input) => input.name);
  for (const name of [...required, "sector"]) if (!fields[name]?.trim()) errors[name] = say("missing");
  if (errors.consent) errors.consent = say("missingConsent");
  if (fields.email?.trim() && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(fields.email.trim())) errors.email = say("wrongEmail");
  return errors;
}

function complainOf(errors) {
  for (const [place, sentence] of Object.entries(errors)) {
    // Nothing at all was written of what they need, or offer.
    const name = place in form.elements ? place : `${place}-0-text`;
    mark(name, sentence);
    // A text that is there and still wrong speaks of money, most likely.
    for (const money of form.querySelectorAll(`[data-money='${name}']`)) money.hidden = !form.elements[name].value.trim();
  }
  complain(say("putRight"));
  form.querySelector("[aria-invalid]")?.focus();
}

function complain(sentence) {
  fill(bar, { wrong: sentence });
}

/** A sentence beside a field, as pages from the server have it; null takes it away. */
function mark(name, sentence) {
  const [input] = form.querySelectorAll(`[name='${name}']`);
  const frame = input?.closest(".ds-fieldset") ?? input?.closest(".ds-field");
  const id = `${name}-error`;
  document.getElementById(id)?.remove();
  if (!frame) return sentence && complain(sentence);
  for (const each of form.querySelectorAll(`[name='${name}']`)) {
    each.toggleAttribute("aria-invalid", Boolean(sentence));
    if (sentence) each.setAttribute("aria-invalid", "true");
    sentence ? each.setAttribute("aria-describedby", id) : each.removeAttribute("aria-describedby");
  }
  if (!sentence) return;
  const message = document.createElement("p");
  message.className = "ds-validation-message";
  message.dataset.field = "validation";
  message.id = id;
  message.textContent = sentence;
  frame.append(message);
}

function typed() {
  return Object.fromEntries(new FormData(form));
}

function writeAll(fields) {
  for (const input of form.querySelectorAll("[name]")) {
    const value = fields[input.name];
    if (["radio", "checkbox"].includes(input.type)) input.checked = input.value === value;
    else if (value !== undefined) input.value = value;
  }
}

function clear() {
  about = fresh();
  keep("walk-in", undefined);
  form.reset();
  for (const input of form.querySelectorAll("[aria-invalid]")) mark(input.name, null);
  for (const part of form.querySelectorAll("[data-money], [data-alike], [data-room]")) part.hidden = true;
  complain(null);
}

/** Whoever is on the list already should not be on it twice. */
async function showAlike() {
  const typed = norwegian(form.elements.name.value);
  const close = ({ key, state, id }) =>
    state !== "withdrawn" && id !== about.participant && (key === typed || (typed.length >= TELLING && key.startsWith(typed)));
  const others = typed ? (await guests()).filter(close).slice(0, 3) : [];
  const hint = form.querySelector("[data-alike]");
  hint.textContent = others.length ? say("knownAlready", { others: named(others) }) : "";
  hint.hidden = others.length === 0;
}

async function showRoom() {
  const free = await freePlaces();
  const hint = form.querySelector("[data-room]");
  hint.hidden = Number(form.elements.people.value) <= free;
  hint.textContent = hint.hidden ? "" : say("roomFor", { number: free });
}

function fresh() {
  return { participant: uuid(), instead: [] };
}
