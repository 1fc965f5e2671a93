// What a person did, kept on this device until the server has it.
//
//   const outbox = queue("broker-oslo");
//   await outbox.add({ id: uuid(), url: "/api/…", body: { … } });  // on the disk once the promise is kept
//   outbox.addEventListener("change", show);                        // whoever changed it, another tab too
//   outbox.addEventListener("sent", ({ detail }) => …);             // { item, answer }: the server's own JSON
//
// An item leaves when the server has accepted it, or when a person gives it up; never by itself. It is sent as a POST
// of JSON with its id as Idempotency-Key, so that sending it twice does no harm, and in no order to rely on. There is
// no Background Sync on iPads: a page must be open for anything to be sent. A browser that is short of space may
// delete what it holds; a page that cannot bear that asks for navigator.storage.persist().

import { database } from "./database.js";
import { deleteDB } from "./vendor/idb.js";

const STORE = "items";
const PATIENCE = 20_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

/** Statuses that say nothing about the item itself: it is sent again. */
const TRY_AGAIN = new Set([408, 425, 429]);

const queues = new Map();

/** The queue of a name; what it holds outlives the page. It begins to send at once. */
export function queue(name) {
  if (!queues.has(name)) queues.set(name, new Outbox(name));
  return queues.get(name);
}

/** Delete a queue with all that it holds: for whoever signs out. */
export async function forget(name) {
  queues.get(name)?.close();
  queues.delete(name);
  await deleteDB(`outbox-${name}`);
}

class Outbox extends EventTarget {
  #name;
  #database;
  #others;
  #asked = false;
  #running;
  #timer;
  #pause = FIRST_PAUSE;
  #closed = new AbortController();

  /**
   * Why what waits is not sent: "network", "server" (it answers, but cannot), "signed-out"; null when nothing waits,
   * or before the first attempt.
   */
  trouble = null;

  constructor(name) {
    super();
    this.#name = `outbox-${name}`;
    this.#database = database(this.#name, (made) => {
      const items = made.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
      items.createIndex("id", "id", { unique: true });
    });
    this.#others = new BroadcastChannel(this.#name);
    this.#others.onmessage = () => this.dispatchEvent(new Event("change"));
    const within = { signal: this.#closed.signal };
    window.addEventListener("online", () => this.#hurry(), within);
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry(), within);
    this.flush();
  }

  /** Keep something to send. The same id a second time is the same thing, and kept once. */
  async add({ id, url, body, after }) {
    const adding = (await this.#opened()).transaction(STORE, "readwrite", { durability: "strict" });
    if ((await adding.store.index("id").getKey(id)) === undefined) {
      await adding.store.add({ id, url, body, after, added: Date.now(), state: "waiting", reason: null });
    }
    await adding.done;
    this.#changed();
    this.#hurry();
  }

  /**
   * Everything that the server has not accepted, the oldest first. `state` is "waiting" or "refused"; a refused one has
   * `reason`: { status, title, type } as the server gave them (RFC 9457).
   */
  async all() {
    return (await this.#opened()).getAll(STORE);
  }

  /** Send what waits, now. Resolves when each waiting item has been tried, or the network has turned out to be away. */
  flush() {
    this.#asked = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Let a refused item be sent once more. */
  async retry(id) {
    await this.#replace(id, (item) => ({ ...item, state: "waiting", reason: null }));
    this.#hurry();
  }

  /** Give an item up: only ever because a person said so. */
  async discard(id) {
    await this.#replace(id, () => null);
  }

  /** Send no more from this page. What waits stays on the device. */
  close() {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#others.close();
    this.#database().then((opened) => opened.close());
  }

  /** Not after the end: a queue that was forgotten would be there again, empty. */
  async #opened() {
    this.#closed.signal.throwIfAborted();
    return this.#database();
  }

  #hurry() {
    this.#pause = FIRST_PAUSE;
    this.flush();
  }

  async #run() {
    clearTimeout(this.#timer);
    try {
      while (this.#asked) {
        this.#asked = false;
        await this.#alone(() => this.#sendAll());
        await this.#later();
      }
    } catch (error) {
      // A queue that was closed in mid-work has no database any more.
      if (this.#closed.signal.aborted) return;
      this.#timer = setTimeout(() => this.flush(), this.#pause);
      throw error;
    } finally {
      this.#running = undefined;
    }
  }

  /** One tab sends at a time where browsers have locks, which is over https; elsewhere the server sorts it out. */
  #alone(work) {
    return navigator.locks ? navigator.locks.request(this.#name, work) : work();
  }

  async #sendAll() {
    let met = null;
    const next = async (number) => {
      const items = await this.all();
      const held = new Set(items.map((item) => item.id));
      return items.find((item) => item.number > number && item.state === "waiting" && !held.has(item.after));
    };
    for (let item = await next(0); item && !this.#closed.signal.aborted; item = await next(item.number)) {
      const trouble = await this.#send(item);
      met = trouble ?? met;
      if (trouble === "network" || trouble === "signed-out") break;
    }
    this.trouble = met;
    this.dispatchEvent(new Event("change"));
  }

  /** Send one item. Gives the trouble that kept it from its decision, if any. */
  async #send(item) {
    const outcome = await post(item);
    if (outcome.trouble) return outcome.trouble;
    if (outcome.reason) {
      await this.#replace(item.id, (found) => ({ ...found, state: "refused", reason: outcome.reason }));
    } else {
      await this.#replace(item.id, () => null);
      this.dispatchEvent(new CustomEvent("sent", { detail: { item, answer: outcome.answer } }));
    }
    return null;
  }

  async #later() {
    const waiting = (await this.all()).some((item) => item.state === "waiting");
    clearTimeout(this.#timer);
    if (!waiting || this.#closed.signal.aborted) return;
    // Two hundred phones lost the network in the same second, and must not come back in the same one.
    this.#timer = setTimeout(() => this.flush(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  async #replace(id, change) {
    const changing = (await this.#opened()).transaction(STORE, "readwrite", { durability: "strict" });
    const found = await changing.store.index("id").get(id);
    if (found) {
      const changed = change(found);
      await (changed ? changing.store.put(changed) : changing.store.delete(found.number));
    }
    await changing.done;
    this.#changed();
  }

  #changed() {
    if (this.#closed.signal.aborted) return;
    this.dispatchEvent(new Event("change"));
    this.#others.postMessage("change");
  }
}

/** What became of a POST: { answer } accepted, { reason } refused, { trouble } undecided. */
async function post({ id, url, body }) {
  let response, answer;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": id },
      body: JSON.stringify(body),
      // A hall's network may answer in our place, with a page of its own or the way to it: only JSON is our word.
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    answer = await response.json();
  } catch {
    return { trouble: response && response.status >= 500 ? "server" : "network" };
  }
  if (response.ok) return { answer };
  if (response.status === 401) return { trouble: "signed-out" };
  if (response.status >= 500 || TRY_AGAIN.has(response.status)) return { trouble: "server" };
  return { reason: { status: response.status, title: answer.title, type: answer.type } };
}
