// The way to the server: a stream of events, begun anew from a fresh snapshot whenever it is in doubt.

const KINDS = ["opened", "paused", "resumed", "extended", "closed", "made", "corrected", "cancelled", "favourite"];
const SILENT_AFTER = 25_000; // the server's heart beats every 10 s
const SHOWN_LOST_AFTER = 3_000; // a hiccup is nothing to show to a full hall
const LOOK_EVERY = 1_000;
const SLOWEST_RETRY = 5_000;

export class Connection {
  /** `hear` is told: snapshot(snapshot), event(kind, data), time(iso), state(connected). */
  constructor(address, hear) {
    this.address = address;
    this.hear = hear;
    this.position = 0;
    this.tries = 0;
    this.heard = Date.now();
    // Timers stand still while a machine sleeps: the first look after it finds a long silence.
    setInterval(() => this.look(), LOOK_EVERY);
    addEventListener("online", () => this.restart());
  }

  /** Follow the stream after a position. A short break is mended by the browser, which says its last id. */
  follow(position) {
    this.position = position;
    this.heard = Date.now();
    this.source?.close();
    this.source = new EventSource(`${this.address}/events?after=${position}`);
    this.source.addEventListener("beat", (event) => {
      this.alive();
      this.hear.time(JSON.parse(event.data).server_time);
    });
    for (const kind of KINDS) this.source.addEventListener(kind, (event) => this.receive(kind, event));
    this.source.addEventListener("error", () => {
      this.broken ??= Date.now();
      // The browser gives up for good on an answer that is no stream, such as a gateway's 502.
      if (this.source.readyState === EventSource.CLOSED) this.restartLater();
    });
  }

  receive(kind, event) {
    this.alive();
    const position = Number(event.lastEventId);
    if (position <= this.position) return;
    this.position = position;
    this.hear.event(kind, JSON.parse(event.data));
  }

  alive() {
    this.heard = Date.now();
    this.broken = undefined;
    this.tries = 0;
    this.hear.state(true);
  }

  look() {
    const now = Date.now();
    if (now - this.heard > SILENT_AFTER) {
      this.broken ??= this.heard;
      this.restart();
    }
    if (this.broken && now - this.broken > SHOWN_LOST_AFTER) this.hear.state(false);
  }

  restartLater() {
    clearTimeout(this.retry);
    const wait = Math.min(SLOWEST_RETRY, 500 * 2 ** this.tries++);
    this.retry = setTimeout(() => this.restart(), wait * (0.5 + Math.random() / 2));
  }

  async restart() {
    clearTimeout(this.retry);
    this.source?.close();
    this.heard = Date.now();
    try {
      const answer = await fetch(this.address, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error(answer.status);
      const snapshot = await answer.json();
      this.hear.snapshot(snapshot);
      this.follow(snapshot.position);
    } catch {
      this.broken ??= Date.now();
      this.restartLater();
    }
  }
}
