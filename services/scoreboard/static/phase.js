// Where the evening is (evening.py says the same of the page as it comes).

const CURTAIN = 12_000; // how long the hall celebrates the closing before it reads the results

/** `market` as in a snapshot, `now` in milliseconds by the server's clock. */
export function phase(market, evening, now) {
  switch (market.state) {
    case "before":
      return now < Date.parse(evening.doors_at) ? "doors" : "before";
    case "closed":
      return now < Date.parse(market.closed_at) + CURTAIN ? "closed" : "results";
    default:
      return market.state;
  }
}

/** What the phase's countdown runs to. */
export function end(phase, market, evening) {
  return { doors: evening.doors_at, before: evening.opens_at, open: market.closes_at, paused: market.closes_at }[phase];
}

/** The market after an event of the stream. */
export function turned(market, kind, told) {
  switch (kind) {
    case "opened":
      return { ...market, ...told, state: "open" };
    case "paused":
      return { ...market, ...told, state: "paused" };
    case "resumed":
      return { ...market, ...told, paused_at: null, state: "open" };
    case "extended":
      return { ...market, ...told };
    case "closed":
      return { ...market, ...told, paused_at: null, state: "closed" };
    default:
      return market;
  }
}
