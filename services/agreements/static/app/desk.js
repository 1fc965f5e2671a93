// What a broker does, as commands in the device's queue: each has its own id, so that sending it twice does no harm.
import { now } from "/static/app/clock.js";
import { uuid } from "/static/uuid.js";
import { terms } from "./agreement.js";
import { kit } from "./kit.js";

const PATIENCE = 4_000;

class Desk {
  #api;
  #ask;

  /** `outbox` keeps what is to be sent; `ask` gives what the server would refuse at an address, if it can be asked. */
  open(api, outbox, ask = refusalOf) {
    this.#api = api;
    this.#ask = ask;
    this.outbox = outbox;
    this.outbox.addEventListener("sent", ({ detail: { answer } }) => answer.agreement && kit.learn(answer.agreement));
  }

  /**
   * A new agreement, made at this very moment; or, as the sheet's `change` says, a correction of one, or another try at
   * what the server refused: `items` of the queue then go, once their successor is safe.
   */
  async save(sheet) {
    const { agreement, change } = sheet;
    const tapped = new Date(now()).toISOString();
    if (change?.version) {
      const address = `${this.#api}/agreements/${agreement}/corrections`;
      await this.#add(address, { ...terms(sheet), version: change.version, at: tapped }, await this.#last(agreement, change.items));
    } else {
      await this.#add(`${this.#api}/agreements`, { ...terms(sheet), agreement, at: change?.at ?? tapped });
    }
    for (const id of change?.items ?? []) await this.outbox.discard(id);
  }

  async cancel(agreement, reason) {
    await this.#add(`${this.#api}/agreements/${agreement}/cancel`, { reason }, await this.#last(agreement));
  }

  /** What the server would say of a sheet: null when it is fine or cannot be asked, else its answer. */
  async considered(sheet) {
    const { version, at } = sheet.change ?? {};
    const known = version && !(await this.#last(sheet.agreement)) ? sheet.agreement : null;
    const body = { ...terms(sheet), agreement: known, at: at ?? new Date(now()).toISOString() };
    return this.#ask(`${this.#api}/agreements/considered`, body);
  }

  /** The last command on an agreement that has not been sent yet: what comes after it must be sent after it. */
  async #last(agreement, but = []) {
    const items = (await this.outbox.all()).filter((item) => agreementOf(item) === agreement && !but.includes(item.id));
    return items.at(-1)?.id;
  }

  #add(url, body, after) {
    return this.outbox.add({ id: uuid(), url, body, after });
  }
}

export const desk = new Desk();

async function refusalOf(url, body) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.status === 409 ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** "make", "correct" or "cancel". */
export function kindOf({ url }) {
  if (url.endsWith("/cancel")) return "cancel";
  return url.endsWith("/corrections") ? "correct" : "make";
}

export function agreementOf({ url, body }) {
  return body.agreement ?? url.split("/").at(-2);
}
