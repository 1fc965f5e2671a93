// Where a rehearsal's agreements go: a drawer. It is what the app's desk takes for its queue (`outbox.js`), but nothing
// leaves it, and it is emptied by closing the page.

const MONEY = /\b(kr|kroner|nok|penger|betaler?)\b|\d+,-/i;

export class Drawer extends EventTarget {
  #items = [];

  async add({ id, url, body, after }) {
    this.#items.push({ id, url, body, after, added: Date.now(), state: "waiting", reason: null });
    this.dispatchEvent(new Event("change"));
  }

  async all() {
    return this.#items;
  }

  get last() {
    return this.#items.at(-1).body;
  }

  empty() {
    this.#items = [];
  }
}

/** What the server would say of an agreement that speaks of money; it says the rest, too, but not in a rehearsal. */
export function moneyRule(sentence) {
  return async (_url, { parties, money_confirmed: confirmed }) => {
    const spoken = parties.some((party) => MONEY.test(party.gives ?? ""));
    return spoken && !confirmed ? { title: sentence, type: "urn:borsen:problem:money" } : null;
  };
}
