// The door's app: it opens without network, and what is tapped on it is kept until the server has it.
import { startClock } from "/static/app/clock.js";
import { entitle, fill, leadTo } from "/static/app/dom.js";
import { startJoining } from "/static/app/join.js";
import { keepFiles } from "/static/app/offline.js";
import { keep, kept, openStore } from "/static/app/store.js";
import { count, say, timeOf } from "/static/app/words.js";
import { forget } from "/static/outbox.js";
import { startArrivals, tell } from "./arrivals.js";
import { desk, isUndo, isWalkIn } from "./desk.js";
import { kit } from "./kit.js";
import { startQueue } from "./queue.js";
import { startTags } from "./tag.js";
import { putRight, refreshWalkIn, startWalkIns } from "./walk_in.js";

const OFTEN = 10_000;

const app = document.querySelector("[data-app]");
const { slug, api } = app.dataset;
const name = `dor-${slug}`;
const joining = document.querySelector("[data-view='join']");

let begun = false;

await start();

async function start() {
  openStore(name);
  await startClock();
  desk.open(api, name);
  // Whoever left without network is signed out before anybody else begins.
  if (await kept("left")) await signOut();
  await kit.open(api);
  startQueue(openFix, leave);
  if (!kit.empty) await begin();
  startJoining(`${api}/helpers`, join);
  for (const link of document.querySelectorAll("[data-go]")) link.addEventListener("click", () => turnTo(link.dataset.go));
  kit.addEventListener("change", showState);
  window.addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(() => document.hidden || refresh(), OFTEN);
  await refresh();
  // An app on the Home Screen keeps what it holds; in an open tab the browser may be asked to.
  navigator.storage?.persist?.();
}

/** The server knows this helper now. */
async function join() {
  await keep("left", undefined);
  await kit.refresh();
  await begin();
  desk.outbox.flush();
}

/** Everything that needs an evening, once there is one. */
async function begin() {
  if (kit.empty) return;
  if (!begun) {
    begun = true;
    await startTags();
    await startArrivals();
    await startWalkIns(() => show("arrivals"));
    desk.outbox.addEventListener("sent", learn);
  }
  show("arrivals");
}

async function refresh() {
  keepFiles(app.dataset.worker);
  if (await kept("left")) return end();
  await kit.refresh();
  if (kit.empty) return end();
  if (!begun) await begin();
}

function show(view) {
  for (const each of document.querySelectorAll("[data-view]")) each.hidden = each.dataset.view !== view;
  for (const bar of document.querySelectorAll("[data-bar]")) bar.hidden = bar.dataset.bar !== view;
  for (const link of document.querySelectorAll("[data-go]")) {
    link.toggleAttribute("aria-current", link.dataset.go === view);
    if (link.dataset.go === view) link.setAttribute("aria-current", "page");
  }
  const noForm = view === "walk-in" && !document.getElementById("walk-in-form");
  document.querySelector("[data-nav]").hidden = kit.empty;
  document.querySelector(".action-bar").hidden = noForm || !document.querySelector("[data-bar]:not([hidden])");
  entitle(document.querySelector(`[data-view='${view}']`));
  window.scrollTo(0, 0);
  if (view === "walk-in") refreshWalkIn();
}

function turnTo(view) {
  show(view);
  leadTo(document.querySelector(`[data-view='${view}']`));
}

function openFix(item) {
  show("walk-in");
  putRight(item);
}

/** The server's own word, which is told where it is another than the helper's hope. */
async function learn({ detail: { item, answer } }) {
  if (!answer.guest) return;
  await kit.learn(answer.guest);
  const { name, state, came_at } = answer.guest;
  if (isWalkIn(item) && state === "waiting") tell(say("toldWaiting", { name }), "warning");
  if (isUndo(item) && state === "arrived") tell(say("toldElsewhere", { name, time: timeOf(came_at) }), "warning");
}

/** Nobody has joined, or the role has ended: what is not sent yet waits for the next PIN, or is given up here. */
async function end() {
  const left = (await desk.outbox.all()).length;
  fill(joining, { ended: left ? count("endedUnsent", left) : begun && kit.joined === false ? say("ended") : null });
  joining.querySelector("[data-press='give-up']").hidden = !left;
  if (!joining.hidden) return;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  show("join");
}

/** Nothing of the evening stays on the device. */
async function leave() {
  await keep("left", true);
  await kit.forget();
  await keep("clock", undefined);
  await forget(name);
  await signOut();
  location.reload();
}

async function signOut() {
  if (await desk.leave()) await keep("left", undefined);
}

function showState() {
  if (!kit.empty) fill(document.querySelector("[data-state]"), { called: kit.called });
}
