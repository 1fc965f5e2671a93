// An evening that does not exist, as the server would have sent it to the app (`kit.js`), on the day of the rehearsal.

const DAY = 86_400_000;

/** `world` is what the page brought along; `began` is a moment in milliseconds since 1970. */
export function evening(world, began, called) {
  const today = day(began);
  return {
    today,
    broker: "megler-0",
    called,
    market: { state: "open", opened_at: iso(began), closes_at: iso(began + world.minutes * 60_000), paused_at: null },
    deadlines: proposals(world.deadlines, began),
    participants: world.participants,
    agreements: [],
  };
}

/** As services/agreements/domain/deadline.py proposes them, from its own numbers of days and ends of terms. */
function proposals({ two_weeks, one_month, shortest_term, term_ends }, began) {
  const after = (days) => day(began + days * DAY);
  const year = new Date(began).getFullYear();
  const ends = [year, year + 1].flatMap((each) => term_ends.map((end) => `${each}-${end}`));
  return {
    two_weeks: after(two_weeks),
    one_month: after(one_month),
    end_of_term: ends.find((end) => end >= after(shortest_term)),
  };
}

function day(moment) {
  return new Date(moment).toLocaleDateString("sv");
}

function iso(moment) {
  return new Date(moment).toISOString();
}
