// Who is expected and who has come: found by name, number or code, and checked in with the next tap.
import { copy, fill, leadTo, onPress } from "/static/app/dom.js";
import { canScan, scan } from "/static/app/scan.js";
import { byName, ofBadge, search } from "/static/app/search.js";
import { say, timeOf } from "/static/app/words.js";
import { desk } from "./desk.js";
import { guests, named, sectorTag, stateOf, textsOf } from "./guests.js";
import { kit } from "./kit.js";
import { askDiscard } from "./queue.js";
import { canPrint, printTag } from "./tag.js";

/** How long the typing rests before the number that was found is told. */
const REST = 400;
const COLOURS = { arrived: "success", waiting: "warning", withdrawn: "neutral" };
const SECTORS = ["voluntary", "public", "business"];

const view = document.querySelector("[data-view='arrivals']");
const list = view.querySelector("[data-guests]");
const field = view.querySelector("[name='search']");
const toast = view.querySelector("[data-toast]");
const dialog = document.getElementById("guest");

let everybody = [];
let shown = null;
let toldFound;

export async function startArrivals() {
  field.addEventListener("input", () => {
    showList();
    tellFound();
  });
  for (const radio of view.querySelectorAll("[name='which']")) radio.addEventListener("change", showList);
  view.querySelector("[data-press='scan']").hidden = !canScan;
  onPress(view, "scan", scanGuest);
  onPress(dialog, "close", () => dialog.close());
  onPress(dialog, "arrive", arrive);
  onPress(dialog, "undo", undo);
  onPress(dialog, "tag", () => printTag(shown));
  dialog.addEventListener("close", () => {
    shown = null;
    field.value = "";
    showList();
    fill(view, { found: null });
    leadTo(view);
  });
  desk.outbox.addEventListener("change", showGuests);
  kit.addEventListener("change", showGuests);
  await showGuests();
}

/** A guest's window, by id. */
export async function openGuest(id) {
  await showGuests();
  open(everybody.find((guest) => guest.id === id));
}

export function tell(sentence, color = "success") {
  toast.dataset.color = color;
  fill(toast, { told: sentence });
  toast.hidden = false;
}

async function showGuests() {
  everybody = await guests();
  const expected = everybody.filter(({ state }) => state === "expected" || state === "arrived");
  showTally(document.querySelector("[data-state]"), expected, "arrivedOf");
  for (const sector of SECTORS) {
    showTally(view.querySelector(`[data-sector='${sector}']`), expected.filter((guest) => guest.sector === sector), "of");
  }
  for (const radio of view.querySelectorAll("[name='which']")) {
    const number = everybody.filter(WHICH[radio.value]).length;
    fill(radio.parentElement, { count: String(number) });
    radio.parentElement.hidden = number === 0 && !["expected", "arrived"].includes(radio.value) && !radio.checked;
  }
  if (shown) showGuest(everybody.find((guest) => guest.id === shown.id) ?? shown);
  showList();
}

const WHICH = {
  expected: ({ state }) => state === "expected",
  arrived: ({ state }) => state === "arrived",
  waiting: ({ state }) => state === "waiting",
  alike: ({ alike }) => alike.length > 0,
};

function showTally(element, those, words) {
  const arrived = those.filter(({ state }) => state === "arrived").length;
  const text = say(words, { arrived, expected: those.length });
  fill(element, { arrived: text, number: text });
  const bar = element.querySelector("progress");
  if (bar) Object.assign(bar, { max: those.length || 1, value: arrived });
}

function showList() {
  const which = view.querySelector("[name='which']:checked").value;
  const text = field.value.trim();
  const found = text
    ? search(everybody, text, ({ state }) => state !== "expected")
    : everybody.filter(WHICH[which]).sort(which === "arrived" ? latestFirst : byName);
  view.querySelector("[data-which]").toggleAttribute("data-quiet", Boolean(text));
  list.replaceChildren(...found.map(line));
  view.querySelector("[data-none]").hidden = found.length > 0;
}

/** To whoever does not see the list. */
function tellFound() {
  clearTimeout(toldFound);
  toldFound = setTimeout(() => {
    fill(view, { found: field.value.trim() ? `${say("hits")} ${list.children.length}` : null });
  }, REST);
}

function latestFirst(one, other) {
  return Date.parse(other.came_at) - Date.parse(one.came_at);
}

function line(guest) {
  const made = copy("guest-line");
  fill(made, { ...textsOf(guest), state: guest.state === "expected" ? (guest.alike.length ? say("markAlike") : null) : textsOf(guest).state });
  made.dataset.state = guest.refused ? "refused" : guest.state;
  made.querySelector("[data-slot='state']").dataset.color = guest.refused ? "danger" : (COLOURS[guest.state] ?? "warning");
  made.querySelector("[data-sector-tag]").replaceChildren(sectorTag(guest));
  onPress(made, "open", () => open(guest));
  return made;
}

function open(guest) {
  if (!guest) return;
  fill(dialog, { wrong: null });
  showGuest(guest);
  if (!dialog.open) dialog.showModal();
}

function showGuest(guest) {
  shown = guest;
  const alike = everybody.filter((other) => guest.alike.includes(other.id));
  fill(dialog, {
    ...textsOf(guest),
    state: guest.state === "arrived" ? say("welcome", { time: timeOf(guest.came_at) }) : stateOf(guest),
    alike: alike.length ? say("alike", { others: named(alike) }) : null,
    stop: { waiting: say("stopWaiting"), withdrawn: say("stopWithdrawn") }[guest.state],
  });
  dialog.dataset.state = guest.state;
  dialog.querySelector("[data-sector-tag]").replaceChildren(sectorTag(guest));
  dialog.querySelector("[data-press='arrive']").hidden = guest.state !== "expected";
  // What was refused is put right, or given up, in the queue.
  const here = guest.state === "arrived" || (isOnlyHere(guest) && guest.state === "waiting");
  dialog.querySelector("[data-press='undo']").hidden = !here || guest.refused;
  dialog.querySelector("[data-press='tag']").hidden = !canPrint() || !["expected", "arrived"].includes(guest.state);
}

async function arrive() {
  const guest = shown;
  if (guest?.state !== "expected") return;
  if (!(await isKept(desk.arrive(guest.id)))) return;
  tell(say("told", { name: guest.name }));
  // Where tags are printed the window stays for one more tap; elsewhere the next guest is waiting.
  if (canPrint()) await showGuests();
  else dialog.close();
}

async function undo() {
  const guest = shown;
  if (!guest) return;
  if (isOnlyHere(guest)) return askDiscard(await desk.itemsOf(guest.id), () => dialog.close());
  if (!(await isKept(desk.undo(guest)))) return;
  tell(say("toldUndone", { name: guest.name }), "info");
  dialog.close();
}

/** A walk-in that the server has not answered yet has its number from nobody. */
function isOnlyHere({ number }) {
  return !number;
}

/** Whether the device could keep what was tapped; a full one cannot, and the window says so. */
async function isKept(tapped) {
  try {
    await tapped;
    return true;
  } catch {
    fill(dialog, { wrong: say("notKept") });
    return false;
  }
}

function scanGuest() {
  scan({
    title: say("scanTitle"),
    found: async (text) => {
      const guest = ofBadge(everybody, text) ?? (await askedOnceMore(text));
      if (!guest) return { sentence: say("notAGuest"), wrong: true };
      document.getElementById("scan").addEventListener("close", () => open(guest), { once: true });
      return { sentence: say("found", { name: guest.name }), done: true };
    },
  });
}

/** Whoever signed up a moment ago, or at another tablet, is not known here yet. */
async function askedOnceMore(text) {
  await kit.refresh();
  return ofBadge(await guests(), text);
}
