// The ring of participants and the threads between them. The server draws it (network.py); a new agreement's threads are
// drawn at once, and the rest follows when the picture is renewed.

import { Fragment } from "./fragment.js";

const SVG = "http://www.w3.org/2000/svg";
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Network extends Fragment {
  /** Two or more participants, by id, have an agreement. */
  join(participants) {
    const places = participants.map((id) => this.element.querySelector(`[data-participant="${id}"]`)).filter(Boolean);
    for (const place of places) this.light(place);
    for (const [n, one] of places.entries()) for (const other of places.slice(n + 1)) this.thread(one, other);
    // The numbers beside the picture, and whoever has come since it was drawn.
    this.renew();
  }

  light(place) {
    place.dataset.met = "";
    if (!calm.matches) place.animate([{ r: "7px" }, { r: "2px" }], { duration: 1_600, easing: "ease-out" });
  }

  thread(one, other) {
    const [x1, y1, x2, y2] = [one, other].flatMap((place) => [place.cx.baseVal.value, place.cy.baseVal.value]);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${x1} ${y1}Q${(x1 + x2) / 5} ${(y1 + y2) / 5} ${x2} ${y2}`);
    this.element.querySelector("#threads").append(path);
    if (calm.matches) return;
    const length = path.getTotalLength();
    const spun = [
      { strokeDasharray: length, strokeDashoffset: length, strokeWidth: 2.4, stroke: "#fbb636", opacity: 1 },
      { strokeDasharray: length, strokeDashoffset: 0, strokeWidth: 2.4, stroke: "#fbb636", opacity: 1, offset: 0.4 },
      { strokeDasharray: length, strokeDashoffset: 0 },
    ];
    path.animate(spun, { duration: 2_600, easing: "ease-in-out" });
  }

  show(text) {
    // In the middle of a rush the picture is complete already: threads that still move are not cut off.
    const moving = [...this.element.querySelectorAll("#threads path")].some((path) => path.getAnimations().length);
    if (moving) this.renew();
    else super.show(text);
  }
}
