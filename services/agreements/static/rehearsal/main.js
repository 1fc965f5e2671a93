// The rehearsal: the brokers' app itself, on an invented evening, with a drawer in place of the queue.
import { blank } from "../app/agreement.js";
import { desk } from "../app/desk.js";
import { kit } from "../app/kit.js";
import { nameOf } from "../app/people.js";
import { open, startSheet } from "../app/sheet.js";
import { copy, fill, onPress } from "/static/app/dom.js";
import { keepFiles } from "/static/app/offline.js";
import { keep, openStore } from "/static/app/store.js";
import { count, dayOf, say } from "/static/app/words.js";
import { Drawer, moneyRule } from "./drawer.js";
import { evening } from "./evening.js";
import { judge } from "./judge.js";

const SECOND = 1000;

const page = document.querySelector("[data-rehearsal]");
const world = JSON.parse(page.dataset.rehearsal);
const drawer = new Drawer();

/** What has been done so far: { ends, began, results }; `began` is when the assignment that is worked on was shown. */
let round = null;
let ready = false;

start();

function start() {
  openStore("ovelse");
  desk.open("", drawer, moneyRule(say("noMoneyRule")));
  onPress(document, "begin-rehearsal", begin);
  onPress(document, "again", begin);
  onPress(document, "skip", skip);
  onPress(document, "finish", finish);
  setInterval(tick, SECOND);
  show("briefing");
  keepFiles(page.dataset.worker);
}

async function begin() {
  const now = Date.now();
  drawer.empty();
  await keep("kit", evening(world, now, say("called")));
  await kit.open(null);
  if (!ready) await startSheet(registered);
  ready = true;
  round = { ends: now + world.minutes * 60_000, began: now, results: [] };
  fill(page, { feedback: null });
  await next();
}

function registered() {
  const assignment = world.assignments[round.results.length];
  const wrong = judge(assignment, drawer.last, kit.deadlines, { nameOf, dayOf });
  conclude({ assignment, wrong: wrong.map(([key, values]) => say(key, values)), seconds: (Date.now() - round.began) / SECOND });
}

function skip() {
  conclude({ assignment: world.assignments[round.results.length], skipped: true });
}

/** One assignment is over: say how it went, and give the next one while there is time. */
async function conclude(result) {
  round.results.push(result);
  const feedback = page.querySelector("[data-slot='feedback']");
  feedback.dataset.color = result.skipped ? "neutral" : result.wrong.length ? "warning" : "success";
  fill(page, { feedback: verdict(result) });
  if (round.results.length === world.assignments.length || left() <= 0) finish();
  else await next();
}

async function next() {
  round.began = Date.now();
  const number = round.results.length;
  fill(page, {
    step: say("step", { number: number + 1, of: world.assignments.length }),
    assignment: world.assignments[number].text,
  });
  await open(blank(kit.deadlines.two_weeks));
  show("sheet");
}

function finish() {
  const made = round.results.filter((result) => !result.skipped);
  const mean = made.reduce((sum, result) => sum + result.seconds, 0) / (made.length || 1);
  fill(page, {
    made: String(made.length),
    right: String(made.filter((result) => result.wrong.length === 0).length),
    mean: made.length ? count("seconds", Math.round(mean)) : "–",
  });
  page.querySelector("[data-results]").replaceChildren(...round.results.map(shown));
  round = null;
  show("result");
}

function shown(result) {
  const made = copy("rehearsed");
  made.dataset.color = result.skipped ? "neutral" : result.wrong.length ? "warning" : "success";
  return fill(made, {
    told: result.assignment.text,
    verdict: verdict(result),
    took: result.skipped ? null : count("seconds", Math.round(result.seconds)),
  });
}

function verdict({ skipped, wrong }) {
  if (skipped) return say("skipped");
  return wrong.length ? `${say("look")} ${wrong.join(" ")}` : say("allRight");
}

function left() {
  return Math.ceil((round.ends - Date.now()) / SECOND);
}

function tick() {
  if (!round) return;
  const seconds = Math.max(0, left());
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  fill(document.querySelector("[data-state]"), { left: clock });
  // Whoever is at the table when the gong goes is served to the end.
  if (seconds === 0 && !document.querySelector("[data-view='sheet'] .party:not([data-empty-party])")) finish();
}

function show(name) {
  for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
  for (const bar of document.querySelectorAll("[data-bar]")) bar.hidden = bar.dataset.bar !== name;
  page.querySelector("[data-assignment]").hidden = name !== "sheet";
  document.querySelector("[data-press='finish']").hidden = name !== "sheet";
  if (name !== "sheet") fill(document.querySelector("[data-state]"), { left: null });
  window.scrollTo(0, 0);
  document.querySelector(`[data-view='${name}'] h1`)?.focus({ preventScroll: true });
}
