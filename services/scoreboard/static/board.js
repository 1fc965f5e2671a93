// What the hall sees: the evening's state, the count, the record and the latest agreements.

import { confetti } from "./confetti.js";

const SHOWN = 6; // cards in the page; the picture has room for three or four of them
const CELEBRATION = 6_000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Board {
  constructor(root, countdown) {
    this.root = root;
    this.countdown = countdown;
    this.count = document.getElementById("count");
    this.record = document.getElementById("record");
    this.celebration = document.querySelector("#celebration > span");
    this.cards = new Cards(document.getElementById("latest"), document.getElementById("agreement"));
  }

  /** Show a snapshot as it is, without ado: it is how things stand, not something that happens now. */
  begin(snapshot) {
    this.evening = snapshot.exchange;
    this.toBeat = snapshot.record;
    this.total = snapshot.count;
    this.setMarket(snapshot.market.state, snapshot.market.closes_at);
    this.countdown.setClock(snapshot.server_time);
    this.showCount();
    this.cards.begin(snapshot.latest);
  }

  /** Something happened. */
  tell(kind, data) {
    const before = this.total;
    this.total = data.count;
    this.showCount();
    switch (kind) {
      case "opened":
        this.setMarket("open", data.closes_at);
        break;
      case "closed":
        this.setMarket("closed");
        confetti();
        break;
      case "made":
        this.greet();
        if (this.toBeat !== null && before <= this.toBeat && this.total > this.toBeat) this.celebrate();
        this.cards.add(data.agreement);
        break;
      case "corrected":
        this.cards.correct(data.agreement);
        break;
      case "cancelled":
        this.cards.remove(data.agreement.id);
        break;
    }
  }

  setMarket(state, closesAt) {
    this.root.dataset.state = state;
    this.countdown.setEnd({ before: this.evening.opens_at, open: closesAt, closed: undefined }[state]);
  }

  showCount() {
    const text = String(this.total);
    this.count.dataset.number = text;
    this.count.dataset.digits = text.length;
    // A live region speaks whenever it is written to.
    if (this.count.textContent !== text) this.count.textContent = text;
    if (this.toBeat === null) return;
    this.root.dataset.record = this.total > this.toBeat ? "beaten" : "chasing";
    this.record.value = Math.min(this.total, this.toBeat);
    this.showNumber("left", Math.max(this.toBeat - this.total, 0));
    this.showNumber("above", Math.max(this.total - this.toBeat, 0));
  }

  showNumber(name, value) {
    for (const element of this.root.querySelectorAll(`[data-shows="${name}"]`)) element.textContent = value;
  }

  /** The number swells, and the two halves behind it meet. */
  greet() {
    if (calm.matches) return;
    const swell = [{ transform: "scale(1)" }, { transform: "scale(1.09)", offset: 0.3 }, { transform: "scale(1)" }];
    this.count.animate(swell, { duration: 600, easing: "ease-out" });
    meet(this.root.querySelector(".halves__give"), "-7px");
    meet(this.root.querySelector(".halves__get"), "7px");
  }

  celebrate() {
    this.celebration.hidden = false;
    setTimeout(() => (this.celebration.hidden = true), CELEBRATION);
    confetti();
  }
}

function meet(half, from) {
  const apart = [{ transform: `translateX(${from})` }, { transform: "translateX(0)" }];
  half.animate(apart, { duration: 900, easing: "cubic-bezier(0.2, 1.6, 0.4, 1)" });
}

/** The latest agreements. In a rush they come one after the other, so that each is seen. */
class Cards {
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
    // What would scroll past unread is left out: the newest matter, and the queue never grows long.
    if (this.waiting.length > SHOWN) this.waiting.splice(0, this.waiting.length - SHOWN);
    const agreement = this.waiting.shift();
    this.slide(() => {
      this.list.prepend(this.card(agreement));
      while (this.list.children.length > SHOWN) this.list.lastElementChild.remove();
    });
    setTimeout(() => this.next(), this.waiting.length > 2 ? 700 : 1500);
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
    card.toggleAttribute("data-mutual", agreement.parties.every((party) => party.gives));
    card.querySelectorAll(".agreement__name").forEach((name, n) => (name.textContent = agreement.parties[n].name));
    card.querySelectorAll(".agreement__gives").forEach((gives, n) => (gives.textContent = agreement.parties[n].gives));
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
      card.animate([start, { opacity: 1, transform: "none" }], { duration: 650, easing: "cubic-bezier(0.2, 0.9, 0.3, 1)" });
    }
  }
}
