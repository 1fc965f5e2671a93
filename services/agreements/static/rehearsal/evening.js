// An evening that does not exist, as the server would have sent it to the app (`kit.js`), on the day of the rehearsal.

const DAY = 86_400_000;
const TERM_ENDS = ["06-20", "12-20"];
const SHORTEST_TERM = 21;

/** `world` is what the page brought along; `began` is a moment in milliseconds since 1970. */
export function evening(world, began, called) {
  const today = day(began);
  return {
    today,
    broker: "megler-0",
    called,
    market: { state: "open", opened_at: iso(began), closes_at: iso(began + world.minutes * 60_000), paused_at: null },
    deadlines: { two_weeks: day(began + 14 * DAY), one_month: day(began + 30 * DAY), end_of_term: endOfTerm(began) },
    participants: world.participants,
    agreements: [],
  };
}

/** The rule of services/agreements/domain/deadline.py, for a device without network. */
function endOfTerm(began) {
  const year = new Date(began).getFullYear();
  const ends = [year, year + 1].flatMap((each) => TERM_ENDS.map((end) => `${each}-${end}`));
  return ends.find((end) => end >= day(began + SHORTEST_TERM * DAY));
}

function day(moment) {
  return new Date(moment).toLocaleDateString("sv");
}

function iso(moment) {
  return new Date(moment).toISOString();
}
