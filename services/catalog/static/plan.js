// The plan: what one marks, notes and moves is kept on the phone at once, and sent when there is a network.

import { hear, now, startClock } from "/static/app/clock.js";
import { openStore } from "/static/app/store.js";
import { keepOffline } from "/static/offline.js";
import { queue } from "/static/outbox.js";
import { uuid } from "/static/uuid.js";

const plan = document.querySelector("#plan");
const state = document.querySelector("#plan-state");
const status = state.querySelector("[data-plan-status]");
const moved = document.querySelector("[data-plan-moved]");
const says = plan.dataset;
const name = `plan-${says.participant}`;
const outbox = queue(name);

const TYPING = 700;
const LOOK_AGAIN = 30_000;

let typing;
let unreachable = !navigator.onLine;
let worksOffline = false;
let served = plan.innerHTML;

function write(about, aspect, value) {
  return outbox.add({ id: uuid(), url: says.url, body: { about, aspect, value, at: new Date(now()).toISOString() } });
}

/** Show on the page what is written but not yet in what the server served. */
function apply({ about, aspect, value }) {
  const card = document.getElementById(`plan-${about}`);
  if (aspect === "mark" && card) card.querySelector(`[name="mark"][value="${value}"]`).checked = true;
  if (aspect === "note" && card && document.activeElement !== card.querySelector("textarea")) {
    card.querySelector("textarea").value = value;
  }
  if (aspect === "line" && !value) plan.querySelector(`[data-line="${about}"]`)?.remove();
  if (aspect === "order") {
    const cards = value.split(" ").map((id) => document.getElementById(`plan-${id}`)).filter(Boolean);
    arrange([...cards, ...cardsNow().filter((one) => !cards.includes(one))]);
  }
}

function cardsNow() {
  return Array.from(plan.querySelectorAll(".plan__item"));
}

function arrange(cards) {
  const list = plan.querySelector(".plan");
  if (cards.some((card, place) => list.children[place] !== card)) list.append(...cards);
  cards.forEach((card, place) => {
    card.querySelector(".plan__place").textContent = place + 1;
  });
}

async function move(button, steps) {
  const cards = cardsNow();
  const card = button.closest(".plan__item");
  const from = cards.indexOf(card);
  const to = Math.min(Math.max(from + steps, 0), cards.length - 1);
  if (to === from) return;
  cards.splice(to, 0, ...cards.splice(from, 1));
  arrange(cards);
  card.scrollIntoView({ block: "nearest" });
  // At an end the button is not there any more: the other one is, and keeps the keyboard's place.
  const other = card.querySelector(`[name="move"]:not([value="${button.value}"])`);
  (getComputedStyle(button).visibility === "hidden" ? other : button).focus();
  moved.textContent = says.moved
    .replace("{name}", card.dataset.name)
    .replace("{place}", to + 1)
    .replace("{all}", cards.length);
  await write(says.participant, "order", cards.map((one) => one.dataset.other).join(" "));
}

async function show() {
  const items = await outbox.all();
  const refused = items.filter((item) => item.state === "refused");
  const [how, sentence] = summary(items.length - refused.length, refused.length);
  state.hidden = false;
  state.dataset.state = how;
  // A screen reader would read the same sentence again.
  if (status.textContent !== sentence) status.textContent = sentence;
  state.querySelector("[data-plan-refused]").replaceChildren(...refused.map(explained));
}

function summary(waiting, refused) {
  if (refused) return ["refused", says.refused];
  if (waiting && outbox.trouble === "signed-out") return ["waiting", says.signedOut];
  if (waiting && (outbox.trouble || unreachable)) return ["waiting", says.waiting];
  if (waiting) return ["saved", says.sending];
  if (unreachable) return ["waiting", says.offline.replace("{time}", says.asOf)];
  return ["saved", worksOffline ? says.kept : says.saved];
}

function explained({ id, reason }) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "ds-button", textContent: says.discard });
  Object.assign(button.dataset, { variant: "secondary", size: "sm" });
  button.addEventListener("click", async () => {
    await outbox.discard(id);
    served = "";
    refresh();
  });
  line.append(reason.title ?? reason.status, button);
  return line;
}

/** Whether somebody writes, or has written what the server does not have yet. */
async function busy() {
  const unsent = (await outbox.all()).length;
  return Boolean(unsent || typing || document.activeElement?.matches("#plan textarea"));
}

/** What another phone of the organisation, or a new suggestion, has changed; never under somebody's fingers. */
async function refresh() {
  if (await busy()) return;
  const asked = Date.now();
  let answer;
  try {
    answer = await fetch(location.pathname, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(10_000) });
  } catch {
    unreachable = true;
    return show();
  }
  // Signed out, or not in this exchange any more: whatever the server says then, it shall say to the reader.
  if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return location.reload();
  if (!answer.ok) return;
  unreachable = false;
  const answered = Date.now();
  const copy = answer.clone();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#plan");
  if (page) await hear(page.dataset.now, asked, answered);
  // The answer may have taken its time, in which somebody has begun to write.
  if (page && page.innerHTML !== served && !(await busy())) {
    const focused = document.activeElement?.id;
    served = page.innerHTML;
    says.asOf = page.dataset.asOf;
    plan.innerHTML = served;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  worksOffline = await keepOffline(name, copy, { worker: says.worker, scope: says.scope }).catch(() => worksOffline);
  await show();
}

plan.addEventListener("change", ({ target }) => {
  if (target.name === "mark") write(target.closest(".plan__item").dataset.other, "mark", target.value);
  if (target.name === "note") keepNote(target);
});

plan.addEventListener("input", ({ target }) => {
  if (target.name !== "note") return;
  clearTimeout(typing);
  typing = setTimeout(() => keepNote(target), TYPING);
});

/** A phone that is put in a pocket may close the page, without a word, in the middle of a sentence. */
document.addEventListener("visibilitychange", () => {
  const field = document.activeElement;
  if (document.hidden && typing && field?.name === "note") keepNote(field);
});

function keepNote(field) {
  clearTimeout(typing);
  typing = undefined;
  if (field.dataset.kept === field.value) return;
  field.dataset.kept = field.value;
  write(field.closest(".plan__item").dataset.other, "note", field.value);
}

plan.addEventListener("submit", (event) => {
  const button = event.submitter;
  event.preventDefault();
  if (button?.name === "move") move(button, button.value === "up" ? -1 : 1);
  if (button?.name === "remove") {
    const next = button.closest(".plan__item").querySelector('[name="mark"]:checked');
    write(button.value, "line", "");
    apply({ about: button.value, aspect: "line", value: "" });
    next.focus();
  }
});

outbox.addEventListener("change", show);
outbox.addEventListener("sent", async () => {
  unreachable = false;
  if (!(await outbox.all()).length) refresh();
});
window.addEventListener("online", refresh);
window.addEventListener("offline", () => {
  unreachable = true;
  show();
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());
setInterval(() => document.hidden || refresh(), LOOK_AGAIN);

openStore("plan");
await startClock();
for (const { body, state: is } of await outbox.all()) if (is === "waiting") apply(body);
await show();
await refresh();
