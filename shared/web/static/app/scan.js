// The camera in a window of its own, over whatever is being filled in.
import { Scanner } from "/static/scanner.js";
import { fill, onPress } from "./dom.js";
import { say } from "./words.js";

const AGAIN = 2_500;
const dialog = document.getElementById("scan");

let looking;
let last = { text: null, at: 0 };

const scanner = new Scanner(dialog.querySelector("video"), see, () => complain("cameraMissing"));

onPress(dialog, "close", () => dialog.close());
dialog.addEventListener("close", () => scanner.stop());
document.addEventListener("visibilitychange", () => document.hidden && dialog.close());

export const canScan = Scanner.possible;

/** Look for codes. `found` is asked about each and gives { sentence, wrong, done }; the window closes when it is done. */
export async function scan({ title, found }) {
  looking = found;
  last = { text: null, at: 0 };
  fill(dialog, { title, told: say("aim") });
  dialog.dataset.state = "looking";
  dialog.showModal();
  try {
    await scanner.start();
  } catch (error) {
    complain(error.name === "NotAllowedError" ? "cameraForbidden" : "cameraMissing");
  }
}

function complain(words) {
  dialog.dataset.state = "wrong";
  fill(dialog, { told: say(words) });
}

function see(text) {
  const seen = performance.now();
  const same = text === last.text && seen - last.at < AGAIN;
  last = { text, at: seen };
  if (!same) take(text);
}

async function take(text) {
  const { sentence, wrong, done } = await looking(text);
  dialog.dataset.state = wrong ? "wrong" : "found";
  fill(dialog, { told: sentence });
  navigator.vibrate?.(wrong ? [60, 60, 60] : 60);
  if (done) setTimeout(() => dialog.close(), 350);
}
