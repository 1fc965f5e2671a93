// All agreements of the evening as they will be once everything is sent: the server's, changed by what waits here.
import { agreementOf, desk, kindOf } from "./desk.js";
import { kit } from "./kit.js";

/**
 * The latest first: { id, terms, at, version, number, broker, cancelled, items, state }. `version` is what the next
 * change must name; `state` is "sent", "waiting" or "refused", `items` are the commands of the queue that concern it.
 */
export async function deals() {
  const found = new Map(kit.agreements.map((agreement) => [agreement.id, ofServer(agreement)]));
  for (const item of await desk.outbox.all()) {
    const id = agreementOf(item);
    const before = found.get(id) ?? ofQueue(item);
    if (before) found.set(id, after(before, item));
  }
  return [...found.values()].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/**
 * The agreements that stand between the very same parties as this one. Two brokers may have registered the same thing,
 * or the parties have agreed on something else too: only they know, so it is shown, until somebody has told them apart or
 * called one off, and never merged.
 */
export function twinsOf(deal, all) {
  const key = (other) => other.terms.parties.map((party) => party.participant).sort().join();
  const isTwin = (other) => other.id !== deal.id && !other.cancelled && key(other) === key(deal);
  return all.filter((other) => isTwin(other) && !kit.toldApart(deal.id, other.id));
}

function ofServer(agreement) {
  const { id, at, version, broker, cancelled_at: cancelledAt, reason } = agreement;
  return { id, terms: agreement, at, version, broker, cancelled: Boolean(cancelledAt), reason, items: [], state: "sent" };
}

/** An agreement that only this device knows: the server will call its first version 1. */
function ofQueue(item) {
  if (kindOf(item) !== "make") return null;
  const { body } = item;
  return { id: body.agreement, terms: body, at: body.at, version: 0, broker: kit.broker, cancelled: false, items: [], state: "sent" };
}

function after(deal, item) {
  const items = [...deal.items, item];
  const state = item.state === "refused" || deal.state === "refused" ? "refused" : "waiting";
  const kind = kindOf(item);
  // What was refused changes nothing, except that the broker must see what was meant.
  if (kind === "cancel") return { ...deal, items, state, cancelled: deal.cancelled || item.state !== "refused", reason: item.body.reason };
  return { ...deal, items, state, terms: item.body, version: item.state === "refused" ? deal.version : deal.version + 1 };
}
