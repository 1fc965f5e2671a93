// When it is. The moment of an agreement is the moment of the broker's tap, and a tablet's clock may be wrong by an
// hour. So each time the server is heard from, the difference between its clock and ours is kept (by the middle of the
// exchange, NTP's rule, RFC 5905 §8), and what is tapped later is stamped with our clock plus that difference. The
// quickest of the latest exchanges counts: it is wrong by half its duration at most.
//
// What this cannot know: that somebody sets the tablet's clock while it is offline. The server keeps such a moment
// within the market hour (`moment_of_tap`).

import { keep, kept } from "./store.js";

const LATEST = 8;

/** { difference, lasted } in milliseconds, the oldest first. */
let heard = [];

export async function startClock() {
  heard = (await kept("clock")) ?? [];
}

/** The server said that it was `theirs` (ISO) between two moments of our own clock. */
export async function hear(theirs, asked, answered) {
  const difference = Date.parse(theirs) - (asked + answered) / 2;
  const before = heard.filter((other) => Math.abs(other.difference - difference) < other.lasted + (answered - asked) + 1000);
  // Exchanges that contradict the latest are from before the clock was set.
  heard = [...before, { difference, lasted: answered - asked }].slice(-LATEST);
  await keep("clock", heard);
}

/** Now by the server's clock, as milliseconds since 1970. */
export function now() {
  const best = heard.reduce((best, other) => (other.lasted <= best.lasted ? other : best), heard[0]);
  return Date.now() + (best?.difference ?? 0);
}
