// Who should talk to whom, one suggestion at a time: names of organisations and lines of the catalogue.

const MOST = 40;
const AGAIN_AFTER = 10_000;

export class Hints {
  constructor(section, address) {
    this.section = section;
    this.address = address;
    this.hints = [];
    this.shown = 0;
    section.querySelector("[data-next]").addEventListener("click", () => this.next());
  }

  async fetch() {
    try {
      const answer = await fetch(this.address, { signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error(answer.status);
      this.hints = spread((await answer.json()).meetings);
      this.show();
    } catch {
      setTimeout(() => this.fetch(), AGAIN_AFTER);
    }
  }

  /** After the last one, what has been agreed in the meantime is left out. */
  next() {
    this.shown++;
    if (this.shown < this.hints.length) this.show();
    else {
      this.shown = 0;
      this.fetch();
    }
  }

  show() {
    this.section.hidden = !this.hints.length;
    const hint = this.hints[this.shown];
    if (!hint) return;
    this.say("needs-name", hint.need.participant.name);
    this.say("need", hint.need.text);
    this.say("offers-name", hint.offer.participant.name);
    this.say("offer", hint.offer.text);
  }

  say(name, text) {
    this.section.querySelector(`[data-says="${name}"]`).textContent = text;
  }
}

/** The strongest match of each meeting that nobody has agreed on yet; nobody is named again before others are. */
function spread(meetings) {
  const hints = meetings.map((meeting) => meeting.matches.find((match) => !match.agreed)).filter(Boolean);
  const named = new Set();
  const [fresh, again] = [[], []];
  for (const hint of hints) {
    const names = [hint.need.participant.id, hint.offer.participant.id];
    (names.some((id) => named.has(id)) ? again : fresh).push(hint);
    names.forEach((id) => named.add(id));
  }
  return [...fresh, ...again].slice(0, MOST);
}
