// The count, the record and the time left, on a phone; kept right by the stream. What a page has besides listens in.

import { Connection } from "./connection.js";
import { Countdown, timeOfDay } from "./countdown.js";
import { Numbers } from "./numbers.js";
import { end, phase, turned } from "./phase.js";

export class Tally {
  /** `page` may be told: begin(snapshot), tell(kind, data), show() whenever something may look different. */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.numbers = new Numbers(root);
    this.countdown = new Countdown(document.getElementById("countdown"), (now) => this.tick(now));
    const lost = document.querySelector("#connection > span");
    const connection = new Connection(root.dataset.address, {
      snapshot: (fresh) => this.begin(fresh),
      event: (kind, data) => this.tell(kind, data),
      time: (now) => this.countdown.setClock(now),
      state: (connected) => (lost.hidden = connected),
    });
    const snapshot = JSON.parse(root.dataset.snapshot);
    this.begin(snapshot);
    connection.follow(snapshot.position);
  }

  begin(snapshot) {
    this.evening = snapshot.exchange;
    this.toBeat = snapshot.record;
    this.total = snapshot.count;
    this.market = snapshot.market;
    this.countdown.setClock(snapshot.server_time);
    this.show();
    this.page.begin(snapshot);
  }

  tell(kind, data) {
    const { count, agreement, ...told } = data;
    this.total = count;
    this.market = turned(this.market, kind, told);
    this.show();
    this.page.tell(kind, agreement);
  }

  tick(now) {
    if (!this.market) return;
    if (phase(this.market, this.evening, now) !== this.root.dataset.phase) this.show();
    else this.page.show?.(this);
  }

  show() {
    const current = phase(this.market, this.evening, this.countdown.now());
    this.root.dataset.phase = current;
    this.countdown.setEnd(end(current, this.market, this.evening), this.market.paused_at);
    this.numbers.show(this.total, this.toBeat);
    this.numbers.say("end", timeOfDay(this.market.closes_at ?? this.evening.closes_at));
    this.page.show?.(this);
  }
}
