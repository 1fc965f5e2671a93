// The brokers' app: it opens without network, and what is tapped on it is kept until the server has it.
import { startClock, now } from "/static/app/clock.js";
import { entitle, fill, leadTo, onPress } from "/static/app/dom.js";
import { startJoining } from "/static/app/join.js";
import { keepFiles } from "/static/app/offline.js";
import { openStore } from "/static/app/store.js";
import { count, say, timeOf } from "/static/app/words.js";
import { queue } from "/static/outbox.js";
import { desk } from "./desk.js";
import { kit } from "./kit.js";
import { startList } from "./list.js";
import { startQueue } from "./queue.js";
import { isClosed, open, refreshSheet, startSheet } from "./sheet.js";

const OFTEN = 3_000;
const SELDOM = 45_000;
const TICK = 10_000;
const TOLD = 20_000;
const STATES = { planned: "marketPlanned", open: "marketOpen", closed: "marketClosed" };

const app = document.querySelector("[data-app]");
const { slug, api } = app.dataset;
const toast = document.querySelector("[data-toast]");

let toldFor;
let begun = false;
let asked = 0;

await start();

async function start() {
  openStore(`megler-${slug}`);
  await startClock();
  await kit.open(api);
  desk.open(api, queue(`megler-${slug}`));
  await begin();
  startJoining(`${api}/brokers`, join);
  onPress(document, "begin", () => show("sheet"));
  for (const link of document.querySelectorAll("[data-go]")) link.addEventListener("click", () => turnTo(link.dataset.go));
  kit.addEventListener("change", showState);
  window.addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(tick, OFTEN);
  setInterval(showState, TICK);
  await refresh();
  // An app on the Home Screen keeps what it holds; in an open tab the browser may be asked to.
  navigator.storage?.persist?.();
}

/** The server knows this broker now. */
async function join() {
  await kit.refresh();
  await begin();
}

/** Everything that needs an evening, once there is one. */
async function begin() {
  if (kit.empty) return;
  if (!begun) {
    begun = true;
    await startSheet(told);
    startList(change);
    startQueue(api, `${slug}-ko`, change);
    desk.outbox.addEventListener("change", showState);
  }
  showState();
  show(landing());
  desk.outbox.flush();
}

function landing() {
  return kit.market.state === "open" ? "sheet" : "waiting";
}

function tick() {
  const waiting = !kit.empty && kit.market.state === "planned";
  if (Date.now() - asked > (waiting ? OFTEN : SELDOM) && !document.hidden) refresh();
}

async function refresh() {
  asked = Date.now();
  const before = kit.empty ? null : kit.market.state;
  await kit.refresh();
  keepFiles(app.dataset.worker);
  if (kit.empty) return show("join");
  if (!begun) return begin();
  if (kit.market.state !== before) show(landing());
  refreshSheet();
}

function show(name) {
  for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
  for (const bar of document.querySelectorAll("[data-bar]")) bar.hidden = bar.dataset.bar !== name;
  for (const link of document.querySelectorAll("[data-go]")) {
    link.toggleAttribute("aria-current", link.dataset.go === name);
    if (link.dataset.go === name) link.setAttribute("aria-current", "page");
  }
  document.querySelector("[data-nav]").hidden = kit.empty;
  entitle(document.querySelector(`[data-view='${name}']`));
  window.scrollTo(0, 0);
  if (name === "sheet" && !isClosed()) document.querySelector("[data-view='sheet'] input[role='combobox']")?.focus({ preventScroll: true });
}

function turnTo(name) {
  show(name);
  const view = document.querySelector(`[data-view='${name}']`);
  if (!view.contains(document.activeElement)) leadTo(view);
}

function change(sheet) {
  open(sheet);
  show("sheet");
}

function told({ names, change }) {
  fill(toast, { told: say(change ? "savedChange" : "saved", { names: names.join(" – ") }) });
  toast.hidden = false;
  clearTimeout(toldFor);
  toldFor = setTimeout(() => (toast.hidden = true), TOLD);
  show("sheet");
}

function showState() {
  if (kit.empty) return;
  const { market } = kit;
  const left = Math.ceil((Date.parse(market.closes_at) - now()) / 60_000);
  const running = market.state === "open" && !market.paused_at && left > 0;
  fill(document.querySelector("[data-state]"), {
    called: kit.called,
    market: say(market.paused_at ? "marketPaused" : STATES[market.state], { time: timeOf(market.closes_at) }),
    left: running ? count("left", left) : null,
  });
  fill(document.querySelector("[data-view='waiting']"), {
    title: say(market.state === "closed" ? "closedTitle" : "waitingTitle", { name: kit.called }),
    lead: say(market.state === "closed" ? "closedLead" : "waitingLead"),
  });
  document.querySelector("[data-press='begin']").hidden = market.state !== "planned" || kit.online;
  document.querySelector("[data-rejoin]").hidden = kit.joined !== false && desk.outbox.trouble !== "signed-out";
}
