// What has not been sent yet, and what the server would not take; and the end of the tablet's evening.
import { showSent } from "/static/app/badge.js";
import { copy, fill, onPress } from "/static/app/dom.js";
import { count, say, timeOf } from "/static/app/words.js";
import { desk, isUndo, isWalkIn } from "./desk.js";
import { guests } from "./guests.js";
import { kit } from "./kit.js";

const view = document.querySelector("[data-view='queue']");
const list = view.querySelector("[data-items]");
const discarding = document.getElementById("discard");
const leaving = document.getElementById("leave");

let fix;

/** `change` opens the form with a walk-in that is to be put right; `end` wipes the device. */
export function startQueue(change, end) {
  fix = change;
  onPress(view, "send", () => desk.outbox.flush());
  onPress(view, "leave", askToLeave);
  onPress(document, "give-up", askToLeave);
  onPress(leaving, "stay", () => leaving.close());
  onPress(leaving, "leave", async () => {
    await end();
    leaving.close();
  });
  onPress(discarding, "keep", () => discarding.close());
  desk.outbox.addEventListener("change", showQueue);
  kit.addEventListener("change", showQueue);
  showQueue();
}

async function showQueue() {
  const items = await desk.outbox.all();
  fill(view, { lead: showSent(items, kit.joined === false ? "signed-out" : desk.outbox.trouble) });
  view.querySelector("[data-press='send']").hidden = items.length === 0;
  const people = new Map((await guests()).map((guest) => [guest.id, guest]));
  list.replaceChildren(...items.map((item) => shown(item, people.get(item.body.participant))));
}

function shown(item, guest) {
  const made = copy("queued");
  const refused = item.state === "refused";
  made.dataset.state = item.state;
  fill(made, {
    name: guest?.name,
    kind: say(isWalkIn(item) ? "walkIn" : isUndo(item) ? "undone" : "arrival"),
    at: say("tapped", { time: timeOf(item.body.at) }),
    reason: refused ? item.reason.title : null,
  });
  made.querySelector(".queued__actions").hidden = !refused;
  made.querySelector("[data-press='fix']").hidden = !isWalkIn(item);
  onPress(made, "fix", () => fix(item));
  onPress(made, "retry", () => desk.outbox.retry(item.id));
  onPress(made, "discard", () => askDiscard([item.id]));
  return made;
}

/** Ask before items are given up; `discarded` is called when they are. */
export function askDiscard(ids, discarded = () => {}) {
  discarding.querySelector("[data-press='discard']").onclick = async () => {
    for (const id of ids) await desk.outbox.discard(id);
    discarding.close();
    discarded();
  };
  discarding.showModal();
}

async function askToLeave() {
  await desk.outbox.flush();
  const left = (await desk.outbox.all()).length;
  fill(leaving, { unsent: left ? count("unsent", left) : null });
  leaving.showModal();
}
