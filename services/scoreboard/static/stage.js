// The stage: shows the snapshot that the page came with, then what the stream tells after it, for as long as the
// screen is on. The count is always the one that the server told last.

import { Board } from "./board.js";
import { Connection } from "./connection.js";
import { Countdown } from "./countdown.js";
import { Gong } from "./gong.js";
import { fillScreen, stayAwake } from "./screen.js";

const root = document.getElementById("scoreboard");
const snapshot = JSON.parse(root.dataset.snapshot);
const countdown = new Countdown(document.getElementById("countdown"), (now) => board.tick(now));
const board = new Board(root, countdown, new Gong(document.getElementById("sound")));
const lost = document.querySelector("#connection > span");

const connection = new Connection(root.dataset.address, {
  snapshot: (fresh) => board.beginAgain(fresh),
  event: (kind, data) => board.tell(kind, data),
  time: (now) => countdown.setClock(now),
  state: (connected) => (lost.hidden = connected),
});

board.begin(snapshot);
connection.follow(snapshot.position);
fillScreen(document.getElementById("full"));
stayAwake();
