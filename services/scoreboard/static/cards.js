// The cards of the latest agreements.

const SHOWN = 6; // cards in the page; the picture has room for three or four of them
const SEEN = 1_500; // how long a card has the top to itself, in milliseconds
const RUSH = 5_000; // of which those who wait get their share: forty at once take some seventeen seconds
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The latest agreements. In a rush they come one after the other, so that each is seen. */
export class Cards {
  constructor(list, pattern) {
    this.list = list;
    this.pattern = pattern;
    this.waiting = [];
  }

  begin(agreements) {
    this.waiting = [];
    this.list.replaceChildren(...agreements.slice(0, SHOWN).map((agreement) => this.card(agreement)));
  }

  add(agreement) {
    this.waiting.push(agreement);
    if (this.waiting.length === 1 && !this.busy) this.next();
  }

  next() {
    this.busy = this.waiting.length > 0;
    if (!this.busy) return;
    // The more wait, the faster they come, so that none is left out and the newest is never far behind.
    const pause = Math.min(SEEN, RUSH / this.waiting.length);
    const agreement = this.waiting.shift();
    this.slide(() => {
      this.list.prepend(this.card(agreement));
      while (this.list.children.length > SHOWN) this.list.lastElementChild.remove();
    });
    this.soon(pause);
  }

  /** Show no more for so many milliseconds; what comes meanwhile waits. */
  rest(milliseconds) {
    this.busy = true;
    this.soon(milliseconds);
  }

  soon(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.next(), milliseconds);
  }

  correct(agreement) {
    this.waiting = this.waiting.map((other) => (other.id === agreement.id ? agreement : other));
    this.find(agreement.id)?.replaceWith(this.card(agreement));
  }

  remove(id) {
    this.waiting = this.waiting.filter((agreement) => agreement.id !== id);
    this.slide(() => this.find(id)?.remove());
  }

  find(id) {
    return this.list.querySelector(`[data-id="${id}"]`);
  }

  card(agreement) {
    const card = this.pattern.content.firstElementChild.cloneNode(true);
    card.dataset.id = agreement.id;
    card.dataset.commitment = agreement.commitment;
    card.dataset.parties = agreement.parties.length;
    card.toggleAttribute("data-mutual", agreement.parties.every((party) => party.gives));
    const side = card.querySelector(".agreement__side");
    side.replaceWith(...agreement.parties.map((party) => filled(side.cloneNode(true), party)));
    return card;
  }

  /** Make a change, and let the cards glide from where they stood. */
  slide(change) {
    const stood = new Map([...this.list.children].map((card) => [card, card.getBoundingClientRect()]));
    change();
    if (calm.matches) return;
    for (const card of this.list.children) {
      const from = stood.get(card);
      const to = card.getBoundingClientRect();
      const start = from
        ? { transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }
        : { opacity: 0, transform: "translateY(-40%) scale(0.92)" };
      // Solid soon, lest its words are read through those of the card that it pushes away.
      const solid = { opacity: 1, offset: 0.15 };
      card.animate([start, solid, { opacity: 1, transform: "none" }], { duration: 650, easing: "cubic-bezier(0.2, 0.9, 0.3, 1)" });
    }
  }
}

function filled(side, party) {
  side.querySelector(".agreement__name").textContent = party.name;
  side.querySelector(".agreement__gives").textContent = party.gives;
  return side;
}
