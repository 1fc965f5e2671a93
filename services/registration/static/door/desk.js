// What a helper does, as commands in the device's queue: each has its own id, so that sending it twice does no harm.
import { now } from "/static/app/clock.js";
import { queue } from "/static/outbox.js";
import { uuid } from "/static/uuid.js";

const PATIENCE = 4_000;

class Desk {
  #api;

  open(api, name) {
    this.#api = api;
    this.outbox = queue(name);
  }

  /** Somebody came through the door. Two taps are one. */
  async arrive(participant) {
    const last = await this.#last(participant);
    if (last && !isUndo(last)) await this.outbox.retry(last.id);
    else await this.#add("arrivals", { participant, at: moment() }, last?.id);
  }

  /** It was the wrong one: the check-in that is shown is taken back, and no other. */
  async undo({ id: participant, came_at }) {
    const last = await this.#last(participant);
    await this.#add("arrivals/undone", { participant, came_at, at: moment() }, last?.id);
  }

  /** The ids of all that is not sent yet of a participant, the oldest first. */
  async itemsOf(participant) {
    return (await this.outbox.all()).filter((item) => item.body.participant === participant).map(({ id }) => id);
  }

  /** Somebody came without having signed up; `instead` are items of the queue that this puts right. */
  async walkIn(participant, fields, instead = []) {
    await this.#add("walk-ins", { participant, fields, at: moment() });
    for (const id of instead) await this.outbox.discard(id);
  }

  /** What the server would say of a walk-in: null when it cannot be asked, { errors } by field, or { waits }. */
  async considered(participant, fields) {
    try {
      const answer = await fetch(`${this.#api}/walk-ins/considered`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ participant, fields }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const content = await answer.json();
      return answer.ok || content.errors ? content : null;
    } catch {
      return null;
    }
  }

  /** The server takes the device's token back. False without network. */
  async leave() {
    try {
      return (await fetch(`${this.#api}/leave`, { method: "POST", signal: AbortSignal.timeout(PATIENCE) })).ok;
    } catch {
      return false;
    }
  }

  /** The last command on a participant that has not been sent yet: what comes after it must be sent after it. */
  async #last(participant) {
    return (await this.outbox.all()).findLast((item) => item.body.participant === participant);
  }

  #add(what, body, after) {
    return this.outbox.add({ id: uuid(), url: `${this.#api}/${what}`, body, after });
  }
}

export const desk = new Desk();

export function isWalkIn({ url }) {
  return url.endsWith("/walk-ins");
}

export function isUndo({ url }) {
  return url.endsWith("/undone");
}

function moment() {
  return new Date(now()).toISOString();
}
