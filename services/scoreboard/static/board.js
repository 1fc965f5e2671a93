// What the hall sees: the evening's phase, the count, the record, the network and the latest agreements.

import { Cards } from "./cards.js";
import { confetti } from "./confetti.js";
import { timeOfDay } from "./countdown.js";
import { Fragment } from "./fragment.js";
import { Network } from "./network.js";
import { Numbers } from "./numbers.js";
import { end, phase, turned } from "./phase.js";

const CELEBRATION = 6_000;
const SOON = 1_500;
const WALK_INS = 60_000; // whoever is registered at the door gets a place on the ring
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Board {
  constructor(root, countdown, gong) {
    this.root = root;
    this.countdown = countdown;
    this.gong = gong;
    this.numbers = new Numbers(root);
    this.celebration = document.querySelector("#celebration > span");
    this.cards = new Cards(document.getElementById("latest"), document.getElementById("agreement"));
    this.network = new Network(document.getElementById("network"), `${root.dataset.page}/nett`);
    setInterval(() => this.network.renew(), WALK_INS);
    this.results = new Fragment(document.getElementById("results"), `${root.dataset.page}/resultat`, SOON);
  }

  /** Show a snapshot as it is, without ado: it is how things stand, not something that happens now. */
  begin(snapshot) {
    this.evening = snapshot.exchange;
    this.toBeat = snapshot.record;
    this.total = snapshot.count;
    this.market = snapshot.market;
    this.countdown.setClock(snapshot.server_time);
    this.showMarket();
    this.numbers.show(this.total, this.toBeat);
    this.cards.begin(snapshot.latest);
  }

  /** A snapshot after a break: what the page came with, beside it, is as old as the break. */
  beginAgain(snapshot) {
    this.begin(snapshot);
    this.network.renew();
    this.results.renew();
  }

  /** Something happened. */
  tell(kind, data) {
    const { count, ...told } = data;
    const before = this.total;
    this.total = count;
    this.market = turned(this.market, kind, told);
    this.numbers.show(this.total, this.toBeat);
    this.showMarket();
    switch (kind) {
      case "opened":
        this.gong.strike(1);
        break;
      case "closed":
        this.gong.strike(3);
        confetti();
        break;
      case "made":
        this.greet();
        if (this.toBeat !== null && before <= this.toBeat && this.total > this.toBeat) this.celebrate();
        this.cards.add(data.agreement);
        this.network.join(data.agreement.parties.map((party) => party.participant));
        break;
      case "corrected":
        this.cards.correct(data.agreement);
        this.network.renew();
        break;
      case "cancelled":
        this.cards.remove(data.agreement.id);
        this.network.renew();
        break;
    }
    if (this.market.state === "closed") this.results.renew();
  }

  /** The phase may change by itself: doors open, and results follow the celebration. */
  tick(now) {
    if (this.market && phase(this.market, this.evening, now) !== this.root.dataset.phase) this.showMarket();
  }

  showMarket() {
    const current = phase(this.market, this.evening, this.countdown.now());
    this.root.dataset.phase = current;
    this.countdown.setEnd(end(current, this.market, this.evening), this.market.paused_at);
    this.numbers.say("end", timeOfDay(this.market.closes_at ?? this.evening.closes_at));
  }

  /** The number swells. */
  greet() {
    if (calm.matches) return;
    const swell = [{ transform: "scale(1)" }, { transform: "scale(1.09)", offset: 0.3 }, { transform: "scale(1)" }];
    this.numbers.count.animate(swell, { duration: 600, easing: "ease-out" });
  }

  /** It stands where the cards are: they go on after it. */
  celebrate() {
    this.cards.rest(CELEBRATION);
    this.celebration.hidden = false;
    setTimeout(() => (this.celebration.hidden = true), CELEBRATION);
    confetti();
  }
}
