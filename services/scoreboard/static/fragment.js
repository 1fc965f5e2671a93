// A part of the page that the server draws: asked for anew when it has become old, once for a burst of reasons.

const GATHER = 6_000; // on a national day there are hundreds of stages
const AGAIN_AFTER = 5_000;

export class Fragment {
  /** `gather` is how long reasons are gathered, in milliseconds. */
  constructor(element, address, gather = GATHER) {
    this.element = element;
    this.address = address;
    this.gather = gather;
  }

  /** Soon, and not more than once in a while. */
  renew() {
    this.waiting ??= setTimeout(() => this.fetch(), this.gather);
  }

  async fetch() {
    this.waiting = undefined;
    try {
      const answer = await fetch(this.address, { signal: AbortSignal.timeout(10_000) });
      if (answer.status === 401) return this.refused();
      if (!answer.ok) throw new Error(answer.status);
      this.show(await answer.text());
    } catch {
      this.waiting ??= setTimeout(() => this.fetch(), AGAIN_AFTER);
    }
  }

  /** Whoever reads the page may not any more. */
  refused() {}

  /** The text comes from our own server, and is HTML. */
  show(text) {
    this.element.innerHTML = text;
  }
}
