// How a participant is shown, wherever one is.
import { copy, fill } from "/static/app/dom.js";
import { say } from "/static/app/words.js";
import { combobox } from "../combobox.js";
import { kit } from "./kit.js";

const ROOM = 360;
const WORDS = { search: say("search"), found: say("found"), none: say("none") };

/** The field by which a participant is chosen: by name or by the number on the tag. */
export function personField(select, chosen) {
  combobox(select, { words: WORDS, search: async (text) => kit.search(text), show: option, chosen });
  const input = select.closest(".ds-field").querySelector("input");
  // Where a keyboard on the screen takes the lower half, the names must still have room.
  input.addEventListener("input", () => {
    if (window.innerHeight - input.getBoundingClientRect().bottom < ROOM) input.closest(".party").scrollIntoView();
  });
}

function option(person) {
  const shown = copy("candidate");
  fill(shown, { number: person.number || null, name: person.name, absent: person.checked_in ? null : say("absent") });
  shown.querySelector("[data-slot='absent']").before(sectorTag(person));
  return shown;
}

export function sectorTag(person) {
  return document.getElementById(`sector-${person.sector}`).content.firstElementChild.cloneNode(true);
}

export function nameOf(participant) {
  return kit.person(participant)?.name ?? say("unknownParty");
}
