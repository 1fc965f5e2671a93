// The evening's agreements: to be looked up, corrected, joined by a third party, or called off.
import { copy, fill, onPress } from "/static/app/dom.js";
import { say, shortDayOf, timeOf } from "/static/app/words.js";
import { filled } from "./agreement.js";
import { deals, twinsOf } from "./deals.js";
import { desk } from "./desk.js";
import { kit } from "./kit.js";
import { nameOf } from "./people.js";

const view = document.querySelector("[data-view='deals']");
const list = view.querySelector("[data-deals]");
const cancelling = document.getElementById("cancel");
const reason = cancelling.querySelector("[name='reason']");

let change;
let calledOff = null;

/** `open` opens a sheet on which an agreement is to be changed. */
export function startList(open) {
  change = open;
  for (const radio of view.querySelectorAll("[name='whose']")) radio.addEventListener("change", showDeals);
  onPress(cancelling, "keep", () => cancelling.close());
  onPress(cancelling, "cancel", callOff);
  desk.outbox.addEventListener("change", showDeals);
  kit.addEventListener("change", showDeals);
  showDeals();
}

async function showDeals() {
  const all = view.querySelector("[name='whose']:checked").value === "all";
  const every = await deals();
  const found = every.filter((deal) => all || kit.wasHere(deal.broker));
  list.replaceChildren(...found.map((deal) => shown(deal, every)));
  view.querySelector("[data-empty]").hidden = found.length > 0;
}

function shown(deal, every) {
  const { terms } = deal;
  const [twin] = deal.cancelled ? [] : twinsOf(deal, every);
  const made = copy("deal");
  made.dataset.state = deal.state;
  made.toggleAttribute("data-cancelled", deal.cancelled);
  fill(made, {
    parties: terms.parties.map((party) => nameOf(party.participant)).join(" – "),
    gives: terms.parties.map((party) => party.gives).filter(Boolean).join(" · "),
    facts: [
      say("tapped", { time: timeOf(deal.at) }),
      say(terms.commitment),
      say("deadline", { day: shortDayOf(terms.deadline) }),
    ].join(" · "),
    state: deal.state === "sent" ? null : say(deal.state === "refused" ? "isRefused" : "isWaiting"),
    twin: twin ? say("twin", { time: timeOf(twin.at) }) : null,
    cancelled: deal.cancelled ? say("cancelled", { reason: deal.reason }) : null,
  });
  made.querySelector("[data-slot='state']").dataset.color = deal.state === "refused" ? "danger" : "brand1";
  for (const button of made.querySelectorAll("[data-press]")) button.hidden = deal.cancelled || deal.state === "refused";
  const names = terms.parties.map((party) => nameOf(party.participant)).join(" – ");
  for (const place of made.querySelectorAll("[data-of]")) place.textContent = names;
  onPress(made, "correct", () => change(filled(terms, { agreement: deal.id, version: deal.version, items: [] })));
  onPress(made, "cancel", () => askReason(deal, names));
  return made;
}

function askReason(deal, names) {
  calledOff = deal.id;
  reason.value = "";
  fill(cancelling, { parties: names, wrong: null });
  cancelling.showModal();
}

async function callOff() {
  if (!reason.value.trim()) {
    fill(cancelling, { wrong: say("reasonMissing") });
    return reason.focus();
  }
  const agreement = calledOff;
  // Two taps are one.
  if (!agreement) return;
  calledOff = null;
  try {
    await desk.cancel(agreement, reason.value.trim());
    cancelling.close();
  } catch {
    calledOff = agreement;
    fill(cancelling, { wrong: say("notKept") });
  }
}
