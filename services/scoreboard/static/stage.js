// The stage: shows the snapshot that the page came with, then what the stream tells after it, for as long as the
// screen is on. The count is always the one that the server told last.

import { Board } from "./board.js";
import { Connection } from "./connection.js";
import { Countdown } from "./countdown.js";

const root = document.getElementById("scoreboard");
const snapshot = JSON.parse(root.dataset.snapshot);
const countdown = new Countdown(document.getElementById("countdown"));
const board = new Board(root, countdown);
const lost = document.querySelector("#connection > span");

const connection = new Connection(root.dataset.address, {
  snapshot: (fresh) => board.begin(fresh),
  event: (kind, data) => board.tell(kind, data),
  time: (now) => countdown.setClock(now),
  state: (connected) => (lost.hidden = connected),
});

board.begin(snapshot);
connection.follow(snapshot.position);
