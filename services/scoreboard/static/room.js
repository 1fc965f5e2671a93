// The stage in a pocket.

import { Cards } from "./cards.js";
import { Tally } from "./tally.js";

const late = document.getElementById("late");
const cards = new Cards(document.getElementById("latest"), document.getElementById("agreement"));

new Tally(document.getElementById("pocket"), {
  begin: (snapshot) => cards.begin(snapshot.latest),
  tell: (kind, agreement) => {
    if (kind === "made") cards.add(agreement);
    if (kind === "corrected") cards.correct(agreement);
    if (kind === "cancelled") cards.remove(agreement.id);
  },
  // A phone that was there before the closing has the way to late agreements too, once it is known that there is one.
  show: ({ market }) => late?.toggleAttribute("hidden", !market.late_until),
});
