// Whom to expect at the door, as the tablet knows it: fetched whole whenever there is network, and forgotten when
// whoever holds the tablet may not know it any more.
import { hear, now } from "/static/app/clock.js";
import { index } from "/static/app/search.js";
import { keep, kept } from "/static/app/store.js";

const PATIENCE = 15_000;

class Kit extends EventTarget {
  #api;
  #content = null;
  #learned = 0;

  /** Whether the server knew who asked, when it was last asked; null before. */
  joined = null;
  /** Whether the last attempt reached the server. */
  online = false;

  async open(api) {
    this.#api = api;
    this.#take(await kept("kit"));
    await this.forgetWhenOver();
  }

  get empty() {
    return this.#content === null;
  }

  get called() {
    return this.#content.called;
  }

  /** How many more people there is room for, as far as the server knows. */
  get free() {
    return this.#content?.free ?? 0;
  }

  get guests() {
    return this.#content?.guests ?? [];
  }

  /** Ask the server for everything. Without network nothing changes. */
  async refresh() {
    const [asked, learned] = [Date.now(), this.#learned];
    try {
      const answer = await fetch(this.#api, { signal: AbortSignal.timeout(PATIENCE) });
      const answered = Date.now();
      const content = await answer.json();
      this.online = true;
      if (answer.ok) {
        await hear(content.now, asked, answered);
        this.joined = true;
        // What was read before the server told us something of its own is older than that.
        if (learned === this.#learned) await this.#replace(content);
      } else if (content.type === "urn:borsen:problem:not_signed_in") {
        this.joined = false;
        await this.forget();
      }
    } catch {
      this.online = false;
    }
    await this.forgetWhenOver();
    this.dispatchEvent(new Event("change"));
  }

  /** The server's word on one guest, as it came with the answer to a command. */
  async learn(guest) {
    if (this.empty) return;
    this.#learned += 1;
    const others = this.guests.filter((other) => other.id !== guest.id);
    const isNew = others.length === this.guests.length && guest.state === "arrived";
    await this.#replace({ ...this.#content, guests: [...others, guest], free: this.free - (isNew ? guest.people : 0) });
    this.dispatchEvent(new Event("change"));
  }

  /** The role ends on the device too, by its own clock, when nobody can tell it so. */
  async forgetWhenOver() {
    if (this.empty || now() < Date.parse(this.#content.until)) return;
    this.joined = false;
    await this.forget();
  }

  /** And with the list, what is half typed of somebody who is not on it. */
  async forget() {
    this.#content = null;
    await keep("kit", undefined);
    await keep("walk-in", undefined);
  }

  async #replace(content) {
    this.#take(content);
    await keep("kit", content);
  }

  #take(content) {
    if (!content) return;
    index(content.guests);
    this.#content = content;
  }
}

export const kit = new Kit();
