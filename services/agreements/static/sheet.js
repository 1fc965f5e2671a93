// The agreement form: parties by type-ahead, lines of the catalogue to tap, and quick deadlines.
import { combobox } from "./combobox.js";

const parties = document.querySelector(".parties");
const words = document.getElementById("words").dataset;
const chosen = {};

for (const party of document.querySelectorAll("[data-party]")) {
  const side = party.dataset.party;
  const select = party.querySelector("select");
  const placeholder = labelOf(side).textContent;
  combobox(select, {
    words,
    show,
    search: (text) => search(select, text),
    chosen: (candidate) => {
      chosen[side] = candidate;
      labelOf(side).textContent = candidate?.name ?? placeholder;
      for (const each of document.querySelectorAll("[data-party]")) showLines(each);
    },
  });
}
quickDeadlines();
if ("focus" in parties.dataset) parties.querySelector("input[role='combobox']").focus();

/** Asks the server; where it does not answer, the page's own list of names will do. */
async function search(select, text) {
  try {
    const answer = await fetch(`${parties.dataset.search}?q=${encodeURIComponent(text)}`);
    if (answer.ok) return await answer.json();
  } catch {
    // No network: fall through.
  }
  const sought = text.toLocaleLowerCase("nb");
  return [...select.options]
    .filter((option) => option.value && option.text.toLocaleLowerCase("nb").includes(sought))
    .slice(0, 10)
    .map((option) => ({ id: option.value, name: option.text, listings: [] }));
}

function show(candidate) {
  const shown = document.createDocumentFragment();
  const name = document.createElement("span");
  name.className = "candidate__name";
  name.textContent = candidate.name;
  shown.append(name);
  if (candidate.sector) shown.append(copy(`template[data-sector="${candidate.sector}"]`));
  if (candidate.checked_in === false) {
    const absent = document.createElement("span");
    absent.className = "subtle";
    absent.textContent = words.absent;
    shown.append(absent);
  }
  return shown;
}

/** What a party can give: its own offers, and what the others need. */
function showLines(party) {
  const own = chosen[party.dataset.party];
  const lines = party.querySelector("[data-lines]");
  const offers = own?.listings.filter((line) => line.kind === "offer").map((line) => [line]) ?? [];
  const needs = Object.values(chosen)
    .filter((other) => own && other && other !== own)
    .flatMap((other) => other.listings.filter((line) => line.kind === "need").map((line) => [line, other.name]));
  const offered = [...offers, ...needs];
  lines.replaceChildren(...offered.map(([line, whose]) => button(party, line, whose)));
  lines.hidden = offered.length === 0;
}

function button(party, line, whose) {
  const text = party.querySelector("textarea");
  const listing = party.querySelector("input[type=hidden]");
  const made = copy(`template[data-line="${line.kind}"]`).firstElementChild;
  made.querySelector("[data-text]").textContent = line.text;
  made.querySelector("[data-who]")?.append(whose);
  made.setAttribute("aria-pressed", String(listing.value === line.id));
  made.addEventListener("click", () => {
    const taken = made.getAttribute("aria-pressed") === "true";
    for (const other of made.parentElement.children) other.setAttribute("aria-pressed", "false");
    made.setAttribute("aria-pressed", String(!taken));
    listing.value = taken ? "" : line.id;
    text.value = taken ? "" : line.text;
  });
  return made;
}

function labelOf(side) {
  return document.querySelector(`input[name="first_contact"][value="${side}"] + label`);
}

function quickDeadlines() {
  const date = document.getElementById("deadline");
  const quick = document.querySelector("[data-quick]");
  const mark = () => {
    for (const one of quick.children) one.setAttribute("aria-pressed", String(one.dataset.date === date.value));
  };
  quick.hidden = false;
  quick.addEventListener("click", (event) => {
    const chosenDate = event.target.closest("[data-date]")?.dataset.date;
    if (!chosenDate) return;
    date.value = chosenDate;
    mark();
  });
  date.addEventListener("input", mark);
  mark();
}

function copy(template) {
  return document.querySelector(template).content.cloneNode(true);
}
