// The evening as the tablet knows it: the market, who takes part, the lines of the catalogue and the agreements.
// Fetched whole whenever there is network; whatever it was last is enough for the rest of the evening.
import { hear } from "/static/app/clock.js";
import { keep, kept } from "/static/app/store.js";
import { norwegian } from "/static/app/norwegian.js";

const PATIENCE = 15_000;
const SHOWN = 8;

class Kit extends EventTarget {
  #api;
  #content = null;
  #people = new Map();

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

  get today() {
    return this.#content.today;
  }

  /** Days by "two_weeks", "one_month" and "end_of_term". */
  get deadlines() {
    return this.#content.deadlines;
  }

  /** Agreements that the server has, the latest first. */
  get agreements() {
    return this.#content.agreements;
  }

  person(id) {
    return this.#people.get(id);
  }

  /** What a name tag's code stands for; undefined for any other code. */
  ofBadge(text) {
    const path = pathOf(text);
    return path && this.#content.participants.find((person) => pathOf(person.badge) === path);
  }

  /** Participants by number, or by the beginning of a word of the name; those who have come stand first. */
  search(text) {
    const wanted = norwegian(text);
    if (!wanted) return [];
    return this.#content.participants
      .map((person) => ({ person, rank: rank(person, wanted) }))
      .filter(({ rank }) => rank < Infinity)
      .sort((one, other) => one.rank - other.rank || one.person.key.localeCompare(other.person.key, "nb"))
      .slice(0, SHOWN)
      .map(({ person }) => person);
  }

  /** Ask the server for everything. Without network nothing changes. */
  async refresh() {
    const asked = Date.now();
    try {
      const answer = await fetch(`${this.#api}/tablet`, { signal: AbortSignal.timeout(PATIENCE) });
      const answered = Date.now();
      const content = await answer.json();
      this.online = true;
      this.joined = answer.status === 401 ? false : (this.joined ?? null);
      if (answer.ok) {
        await hear(content.now, asked, answered);
        this.joined = true;
        await this.#replace(content);
      }
    } catch {
      this.online = false;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** The server's word on one agreement, as it came with the answer to a command. */
  async learn(agreement) {
    const others = this.agreements.filter((other) => other.id !== agreement.id);
    const first = others.length === this.agreements.length;
    const agreements = first ? [agreement, ...others] : this.agreements.map((other) => (other.id === agreement.id ? agreement : other));
    await this.#replace({ ...this.#content, agreements });
    this.dispatchEvent(new Event("change"));
  }

  async #replace(content) {
    this.#take(content);
    await keep("kit", content);
  }

  #take(content) {
    if (!content) return;
    for (const person of content.participants) {
      person.key = norwegian(person.name);
      person.words = person.key.split(" ");
    }
    this.#content = content;
    this.#people = new Map(content.participants.map((person) => [person.id, person]));
  }
}

export const kit = new Kit();

/** Smaller is better: the number, the name's beginning, a word's beginning, anywhere. Absent ones a little later. */
function rank(person, wanted) {
  const late = person.checked_in ? 0 : 0.5;
  if (/^\d+$/.test(wanted)) return String(person.number) === wanted ? 0 : Infinity;
  if (person.key.startsWith(wanted)) return 1 + late;
  if (person.words.some((word) => word.startsWith(wanted))) return 2 + late;
  return person.key.includes(wanted) ? 3 + late : Infinity;
}

function pathOf(address) {
  try {
    return new URL(address).pathname;
  } catch {
    return null;
  }
}
