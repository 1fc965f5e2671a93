// The sheet of one agreement: the parties, what each gives, and the terms. What is typed is kept as it is typed.
import { copy, entitle, fill, onPress } from "/static/app/dom.js";
import { scan } from "/static/app/scan.js";
import { keep, kept } from "/static/app/store.js";
import { dayOf, say, shortDayOf } from "/static/app/words.js";
import { MOST_PARTIES, blank, couldGiveBack, missing, nobody, offersOf, present } from "./agreement.js";
import { deals } from "./deals.js";
import { kit } from "./kit.js";
import { nameOf, personField, sectorTag } from "./people.js";
import { read } from "./review.js";

const COLORS = ["accent", "brand1", "info", "voluntary", "public", "business"];

const view = document.querySelector("[data-view='sheet']");
const parties = view.querySelector(".parties");
const bar = document.querySelector("[data-bar='sheet']");
const date = view.querySelector("[name='deadline']");

let sheet;
let saved;

/** Show the sheet that was left here, or a blank one; `done` is called with what was saved. */
export async function startSheet(done) {
  saved = done;
  sheet = await leftHere();
  onPress(view, "scan", scanParties);
  onPress(view, "more", addParty);
  onPress(view, "give-up", giveUp);
  onPress(bar, "review", review);
  for (const radio of view.querySelectorAll("[name='commitment']")) {
    radio.addEventListener("change", () => write({ commitment: radio.value }));
  }
  view.querySelector("[data-deadlines]").addEventListener("click", ({ target }) => {
    const day = target.closest("[data-day]")?.dataset.day;
    if (day) write({ deadline: day });
  });
  date.addEventListener("change", () => write({ deadline: date.value }));
  kit.addEventListener("change", showClosed);
  show();
}

/** Fill in another agreement instead: one that is to be changed. */
export async function open(other) {
  sheet = other;
  complain(null);
  show();
  await keep("sheet", sheet);
}

/**
 * Whether what is on the sheet comes too late. Not by the planned time, which a tablet without network knows as well: by
 * the gong, as far as it was heard here. What was made before can still be changed.
 */
export function isClosed() {
  return kit.market.state === "closed" && !sheet.change;
}

/** Write what the evening's kit has changed: names, lines, days. Never while somebody is typing. */
export function refreshSheet() {
  if (!view.contains(document.activeElement)) show();
}

/** The sheet that somebody was filling in when the page went away, unless it was saved in that same moment. */
async function leftHere() {
  const left = await kept("sheet");
  const done = left && !left.change && (await deals()).some((deal) => deal.id === left.agreement);
  return left && !done ? left : fresh();
}

function fresh() {
  return blank(kit.deadlines.two_weeks);
}

async function giveUp() {
  await open(fresh());
  entitle(view);
}

function write(change, shown = showTerms) {
  sheet = { ...sheet, ...change };
  keep("sheet", sheet);
  complain(null);
  shown();
}

function withParty(number, change) {
  return { parties: sheet.parties.map((party, each) => (each === number ? { ...party, ...change } : party)) };
}

function show() {
  view.querySelector("[data-of='new']").hidden = Boolean(sheet.change);
  view.querySelector("[data-of='change']").hidden = !sheet.change;
  parties.replaceChildren(...sheet.parties.map((_party, number) => card(number)));
  view.querySelector("[data-press='scan']").hidden = present(sheet).length === sheet.parties.length;
  view.querySelector("[data-press='more']").hidden = sheet.parties.length === MOST_PARTIES || present(sheet).length < 2;
  showClosed();
  showTerms();
}

function showClosed() {
  const closed = isClosed();
  const { late_until: until } = kit.market;
  const told = until ? say("marketHasClosedLate", { day: dayOf(until) }) : say("marketHasClosed");
  fill(view, { closed: closed ? told : null });
  bar.querySelector("[data-press='review']").disabled = closed;
}

function card(number) {
  const party = sheet.parties[number];
  const person = kit.person(party.participant);
  const made = copy(person ? "party" : "party-to-choose");
  made.dataset.color = COLORS[number];
  const place = say("party", { number: number + 1 });
  made.setAttribute("aria-label", person?.name ?? place);
  fill(made, { place });
  const remove = made.querySelector("[data-press='remove']");
  remove.hidden = sheet.parties.length === 2;
  remove.addEventListener("click", () => removeParty(number));
  return person ? chosenCard(made, number, person) : choosingCard(made, number, place);
}

function choosingCard(made, number, place) {
  const select = made.querySelector("select");
  select.id = `party-${number}`;
  made.querySelector("label").htmlFor = select.id;
  personField(select, (person) => person && choose(number, person));
  made.querySelector("input").setAttribute("aria-label", place);
  return made;
}

function chosenCard(made, number, person) {
  fill(made, { number: person.number || null, name: person.name, ask: say("ask", { name: person.name }) });
  made.querySelector(".chosen__more").prepend(sectorTag(person));
  onPress(made, "change", () => choose(number, null));
  const text = made.querySelector("textarea");
  text.id = `gives-${number}`;
  made.querySelector("label").htmlFor = text.id;
  fill(made, { gives: say("gives", { name: person.name }) });
  text.value = sheet.parties[number].gives;
  text.addEventListener("input", () => {
    const listing = text.value.trim() ? sheet.parties[number].listing : null;
    write(withParty(number, { gives: text.value, listing }), showPressed);
  });
  const lines = made.querySelector(".lines");
  lines.replaceChildren(...offersOf(sheet, number, (id) => kit.person(id)).map((offer) => lineButton(number, offer)));
  return made;
}

function lineButton(number, { line, whose }) {
  const button = copy(`line-${line.kind}`);
  button.dataset.listing = line.id;
  fill(button, { text: line.text, whose: whose && say("needs", { name: whose }) });
  button.addEventListener("click", () => {
    const taken = sheet.parties[number].listing === line.id;
    write(withParty(number, taken ? { gives: "", listing: null } : { gives: line.text, listing: line.id }), showPressed);
    parties.children[number].querySelector("textarea").value = sheet.parties[number].gives;
  });
  return button;
}

function choose(number, person) {
  const twice = person && sheet.parties.some((party, each) => each !== number && party.participant === person.id);
  if (twice) return complain(say("sameParty", { name: person.name }), number);
  write(withParty(number, { participant: person?.id ?? null, gives: "", listing: null }), show);
  const next = person ? sheet.parties.findIndex((party) => !party.participant) : number;
  if (next >= 0) parties.children[next].querySelector("input[role='combobox']").focus();
  else leadToGifts();
}

/** The field that had the focus is gone. A keyboard goes on where somebody still gives nothing; a screen stays put. */
function leadToGifts() {
  const next = Math.max(0, sheet.parties.findIndex((party) => !party.gives));
  parties.children[next].querySelector("h2").focus({ preventScroll: true });
}

function addParty() {
  write({ parties: [...sheet.parties, nobody()] }, show);
  parties.lastElementChild.querySelector("input").focus();
}

function removeParty(number) {
  const contact = sheet.contact === number ? 0 : sheet.contact - (sheet.contact > number);
  write({ parties: sheet.parties.filter((_party, each) => each !== number), contact }, show);
  view.querySelector("[data-press='more']:not([hidden]), input[role='combobox']").focus({ preventScroll: true });
}

/** Each tag that is scanned takes the next empty place, until there is none. One that is not known may be brand new. */
function scanParties() {
  scan({
    title: say("scanTags"),
    found: async (text) => {
      const person = kit.ofBadge(text) ?? (await kit.refresh(), kit.ofBadge(text));
      if (!person) return { sentence: say("noTag"), wrong: true };
      if (sheet.parties.some((party) => party.participant === person.id)) return { sentence: say("alreadyScanned", { name: person.name }) };
      choose(sheet.parties.findIndex((party) => !party.participant), person);
      return { sentence: person.name, done: present(sheet).length === sheet.parties.length };
    },
  });
}

function showTerms() {
  for (const radio of view.querySelectorAll("[name='commitment']")) radio.checked = radio.value === sheet.commitment;
  for (const button of view.querySelectorAll("[data-proposal]")) {
    const day = kit.deadlines[button.dataset.proposal];
    button.dataset.day = day;
    button.setAttribute("aria-pressed", String(day === sheet.deadline));
    fill(button, { day: shortDayOf(day) });
  }
  date.value = sheet.deadline;
  date.min = sheet.change ? "" : kit.today;
  showContacts();
  showPressed();
}

function showContacts() {
  const group = view.querySelector("[data-contacts]");
  group.closest("fieldset").hidden = present(sheet).length < 2;
  const choices = sheet.parties.map((party, number) => {
    const choice = copy("contact");
    const radio = choice.querySelector("input");
    radio.id = `contact-${number}`;
    radio.checked = sheet.contact === number;
    radio.addEventListener("change", () => write({ contact: number }));
    choice.querySelector("label").htmlFor = radio.id;
    fill(choice, { name: nameOf(party.participant) });
    return party.participant ? choice : null;
  });
  const held = group.contains(document.activeElement);
  group.replaceChildren(...choices.filter(Boolean));
  if (held) group.querySelector("input:checked")?.focus();
}

/** Which lines are chosen, and who should be asked what it could give back. */
function showPressed() {
  sheet.parties.forEach((party, number) => {
    const made = parties.children[number];
    for (const button of made.querySelectorAll("[data-listing]")) {
      button.setAttribute("aria-pressed", String(button.dataset.listing === party.listing));
    }
    const ask = made.querySelector("[data-slot='ask']");
    if (ask) ask.hidden = !couldGiveBack(sheet, number);
  });
}

async function review() {
  const wrong = missing(sheet, kit.today);
  if (wrong) return complain(say(wrong), sheet.parties.findIndex((party) => !party.participant));
  const names = await read(sheet, (change) => write(change));
  if (!names) return;
  const { change } = sheet;
  await open(fresh());
  saved({ names, change });
}

/** Say beside the button what is wrong, and lead there; null when all is well. */
function complain(sentence, number = -1) {
  fill(bar, { wrong: sentence });
  if (number >= 0) parties.children[number].querySelector("input, textarea")?.focus();
}
