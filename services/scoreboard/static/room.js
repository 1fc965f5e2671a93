// The stage in a pocket.

import { Cards } from "./cards.js";
import { Tally } from "./tally.js";

const cards = new Cards(document.getElementById("latest"), document.getElementById("agreement"));

new Tally(document.getElementById("pocket"), {
  begin: (snapshot) => cards.begin(snapshot.latest),
  tell: (kind, agreement) => {
    if (kind === "made") cards.add(agreement);
    if (kind === "corrected") cards.correct(agreement);
    if (kind === "cancelled") cards.remove(agreement.id);
  },
});
