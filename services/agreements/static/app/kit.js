// The evening as the tablet knows it: the market, who takes part, the lines of the catalogue and the agreements.
// Fetched whole whenever there is network; whatever it was last is enough for the rest of the evening.
import { hear } from "/static/app/clock.js";
import { index, ofBadge, search } from "/static/app/search.js";
import { keep, kept } from "/static/app/store.js";

const PATIENCE = 15_000;
const SHOWN = 8;

class Kit extends EventTarget {
  #api;
  #content = null;
  #people = new Map();
  #learned = new Map();
  #asked = 0;

  /** Whether the server knew who asked, when it was last asked; null before. */
  joined = null;
  /** Whether the last attempt reached the server. */
  online = false;

  async open(api) {
    this.#api = api;
    this.#take(await kept("kit"));
  }

  get empty() {
    return this.#content === null;
  }

  get market() {
    return this.#content.market;
  }

  get called() {
    return this.#content.called;
  }

  get broker() {
    return this.#content.broker;
  }

  /** Whether it was at this tablet: whoever joins anew, after the PIN was changed, gets another number. */
  wasHere(broker) {
    return this.#content.brokers.includes(broker);
  }

  get today() {
    return this.#content.today;
  }

  /** Days by "two_weeks", "one_month" and "end_of_term". */
  get deadlines() {
    return this.#content.deadlines;
  }

  /** Agreements that the server has. */
  get agreements() {
    return this.#content.agreements;
  }

  /** Whether somebody said that two agreements between the same parties are different ones. */
  toldApart(one, other) {
    return (this.#content.told_apart ?? []).some((group) => group.includes(one) && group.includes(other));
  }

  person(id) {
    return this.#people.get(id);
  }

  /** What a name tag's code stands for; undefined for any other code. */
  ofBadge(text) {
    return ofBadge(this.#content.participants, text);
  }

  /** Participants by number, or by the beginning of a word of the name; those who have come stand first. */
  search(text) {
    return search(this.#content.participants, text, (person) => !person.checked_in).slice(0, SHOWN);
  }

  /** Ask the server for everything. Without network nothing changes. */
  async refresh() {
    const mine = ++this.#asked;
    const asked = Date.now();
    try {
      const answer = await fetch(`${this.#api}/tablet`, { signal: AbortSignal.timeout(PATIENCE) });
      const answered = Date.now();
      const content = await answer.json();
      // Who was asked before somebody joined must not have the last word.
      if (mine !== this.#asked) return;
      this.online = true;
      this.joined = answer.status === 401 ? false : (this.joined ?? null);
      if (answer.ok) {
        await hear(content.now, asked, answered);
        this.joined = true;
        const brokers = [...new Set([...(this.#content?.brokers ?? []), content.broker])];
        await this.#replace({ ...content, brokers, agreements: this.#withLearned(content.agreements) });
      }
    } catch {
      if (mine !== this.#asked) return;
      this.online = false;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** The server's word on one agreement, as it came with the answer to a command. */
  async learn(agreement) {
    this.#learned.set(agreement.id, agreement);
    await this.#replace({ ...this.#content, agreements: this.#withLearned(this.agreements) });
    this.dispatchEvent(new Event("change"));
  }

  /** The server's list is a moment older than its answers: what it told us itself stays until the list has it too. */
  #withLearned(agreements) {
    const listed = new Map(agreements.map((agreement) => [agreement.id, agreement]));
    for (const [id, agreement] of this.#learned) {
      if (listed.get(id)?.version >= agreement.version) this.#learned.delete(id);
      else listed.set(id, agreement);
    }
    return [...listed.values()];
  }

  async #replace(content) {
    this.#take(content);
    await keep("kit", content);
  }

  #take(content) {
    if (!content) return;
    index(content.participants);
    this.#content = content;
    this.#people = new Map(content.participants.map((person) => [person.id, person]));
  }
}

export const kit = new Kit();
