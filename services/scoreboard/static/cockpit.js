// The host's phone: how far ahead of the record, what to read aloud, and what the server says beside it.

import { Fragment } from "./fragment.js";
import { Hints } from "./hints.js";
import { Tally } from "./tally.js";

const EVERY = 30_000; // the run sheet goes on by itself
const SOON = 500; // one phone asks, and the host who has opened the market looks for what to do next

const root = document.getElementById("pocket");

class Beside extends Fragment {
  /** Whose code has ended is asked for the new one. */
  refused() {
    location.reload();
  }

  /** What the host has unfolded stays unfolded. */
  show(text) {
    const unfolded = [...this.element.querySelectorAll("details[open]")].map(({ id }) => id);
    super.show(text);
    for (const details of this.element.querySelectorAll("details")) details.open = unfolded.includes(details.id);
  }
}

const beside = new Beside(document.getElementById("beside"), `${root.dataset.page}/videre`, SOON);
setInterval(() => beside.renew(), EVERY);
new Hints(document.getElementById("hints"), root.dataset.hints).fetch();

new Tally(root, {
  begin: () => beside.renew(),
  tell: () => beside.renew(),
  show: (tally) => showPace(tally),
});

/** The record is spread evenly over the hour (pace.py says the same of the page as it comes). */
function showPace({ total, toBeat, market, countdown, numbers }) {
  if (toBeat === null || !market.opened_at || !market.closes_at) return;
  const [from, to] = [Date.parse(market.opened_at), Date.parse(market.closes_at)];
  const now = market.paused_at ? Date.parse(market.paused_at) : countdown.now();
  const passed = Math.min(Math.max(now - from, 0), to - from);
  const ahead = total - Math.round((toBeat * passed) / (to - from));
  root.dataset.pace = ahead > 0 ? "ahead" : ahead < 0 ? "behind" : "level";
  numbers.say("pace", Math.abs(ahead));
}
