// Becoming one of those who help: by the PIN in the address's fragment, which no server sees, by scanning it, or by typing it.
import { fill, onPress } from "./dom.js";
import { canScan, scan } from "./scan.js";
import { say } from "./words.js";

const view = document.querySelector("[data-view='join']");
const field = view.querySelector("[name='pin']");

let address;
let joined;

/** `door` is where PINs are sent; `done` is called when the server knows who holds this device. */
export function startJoining(door, done) {
  address = door;
  joined = done;
  onPress(document, "join", () => join(field.value));
  field.addEventListener("keydown", (event) => event.key === "Enter" && join(field.value));
  const button = view.querySelector("[data-press='scan-pin']");
  button.hidden = !canScan;
  button.addEventListener("click", scanPin);
  // A code that is scanned while the page is open changes nothing but the fragment.
  window.addEventListener("hashchange", joinByAddress);
  joinByAddress();
}

function joinByAddress() {
  const pin = pinOf(location.hash);
  if (!pin) return;
  // It must not stay where it can be read over a shoulder, or be shared with the address.
  history.replaceState(null, "", location.pathname);
  join(pin);
}

function scanPin() {
  scan({
    title: say("scanPin"),
    found: (text) => {
      const pin = text.startsWith(`${location.origin}${location.pathname}#`) && pinOf(new URL(text).hash);
      if (!pin) return { sentence: say("noPin"), wrong: true };
      join(pin);
      return { sentence: say("joining"), done: true };
    },
  });
}

async function join(pin) {
  const wrong = await attempt(pin);
  fill(view, { wrong });
  field.toggleAttribute("aria-invalid", Boolean(wrong));
  if (wrong) return field.focus();
  field.value = "";
  await joined();
}

/** Null, or a sentence on what is wrong. */
async function attempt(pin) {
  if (!pin.trim()) return say("pinMissing");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ pin }),
    });
    return answer.ok ? null : (await answer.json()).title;
  } catch {
    return say("joinOffline");
  }
}

function pinOf(hash) {
  return /^#\d{6}$/.test(hash) ? hash.slice(1) : null;
}
