// Everybody at the door as they will be once everything is sent: the server's list, changed by what waits here.
import { index } from "/static/app/search.js";
import { count, say, timeOf } from "/static/app/words.js";
import { desk, isUndo, isWalkIn } from "./desk.js";
import { kit } from "./kit.js";

/** { id, number, name, sector, people, state, came_at, badge, alike, refused }, in no order. */
export async function guests() {
  const found = new Map(kit.guests.map((guest) => [guest.id, guest]));
  let free = kit.free;
  for (const item of await desk.outbox.all()) {
    const { participant } = item.body;
    const before = found.get(participant);
    const refused = item.state === "refused";
    if (before) {
      found.set(participant, { ...before, refused, ...(!refused && after(item, before)) });
    } else if (isWalkIn(item)) {
      const guest = ofWalkIn(item, free);
      if (guest.state === "arrived") free -= guest.people;
      found.set(participant, { ...guest, refused });
    }
  }
  return [...found.values()];
}

/** What a check-in, or one that is undone, makes of a guest. */
function after(item, { state, came_at }) {
  if (isUndo(item)) return Date.parse(item.body.came_at) === Date.parse(came_at) && { state: "expected", came_at: null };
  return state === "expected" && { state: "arrived", came_at: item.body.at };
}

/** How many more people there is room for once everything is sent. */
export async function freePlaces() {
  const waiting = (await desk.outbox.all()).filter((item) => isWalkIn(item) && item.state === "waiting");
  return waiting.reduce((free, { body }) => Math.max(0, free - peopleOf(body)), kit.free);
}

/** A walk-in that only this device knows; where there is no room the server will let it wait. */
function ofWalkIn({ body }, free) {
  const { participant, fields, at } = body;
  const people = peopleOf(body);
  const state = people > free ? "waiting" : "arrived";
  const badge = `${location.origin}/d/${codeOf(participant)}`;
  const [guest] = index([{ id: participant, number: null, name: fields.name, sector: fields.sector, people, badge }]);
  return { ...guest, state, came_at: state === "arrived" ? at : null, alike: [] };
}

function peopleOf({ fields }) {
  return Number(fields.people) || 1;
}

/** An id as 22 characters of base64url, as name tags have it (shared/badge.py). */
function codeOf(id) {
  const bytes = id.replaceAll("-", "").match(/../g).map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What is shown of a guest, wherever one is. */
export function textsOf(guest) {
  return {
    number: guest.number,
    name: guest.name,
    people: count("people", guest.people),
    state: guest.refused ? say("stateRefused") : stateOf(guest),
  };
}

export function stateOf(guest) {
  if (guest.state === "arrived") return say("stateArrived", { time: timeOf(guest.came_at) });
  return say({ expected: "stateExpected", waiting: "stateWaiting", withdrawn: "stateWithdrawn" }[guest.state]);
}

export function sectorTag(guest) {
  return document.getElementById(`sector-tag-${guest.sector}`)?.content.firstElementChild.cloneNode(true) ?? "";
}

/** "Fjordkoret (nr. 3), Koret (nr. 12)" */
export function named(those) {
  return those.map(({ name, number }) => (number ? say("alikeOne", { name, number }) : name)).join(", ");
}
