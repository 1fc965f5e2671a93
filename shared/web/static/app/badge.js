// Whether everything has been sent: always in sight, and said to whoever listens when it is something to know.
import { fill } from "./dom.js";
import { count, say } from "./words.js";

const PATIENCE = 1_000; // with network an item waits for less than this, and that is nobody's concern
const SPOKEN = 5_000; // what stands longer is read again each time a dialog closes
const WAITS = { "signed-out": "waitPin", server: "waitServer" };

const badge = document.querySelector("[data-queue]");
const status = document.querySelector("[data-queue-said]");

let said = say("allSent");
let saying;
let silence;

/** Show what is still in the queue; `trouble` is why it is not sent. Gives the sentence that explains it, or null. */
export function showSent(items, trouble) {
  const refused = items.filter((item) => item.state === "refused").length;
  const waiting = items.length - refused;
  const why = WAITS[trouble] ?? "waitNetwork";
  const text = refused ? count("refused", refused) : waiting ? count(why, waiting) : say("allSent");
  badge.dataset.state = refused ? "refused" : waiting ? "waiting" : "empty";
  fill(badge, { queued: text });
  clearTimeout(saying);
  saying = setTimeout(() => speak(text), PATIENCE);
  return items.length ? (waiting ? say(`${why}Lead`) : null) : say("allSentLead");
}

function speak(text) {
  if (text === said) return;
  said = text;
  status.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => (status.textContent = ""), SPOKEN);
}
