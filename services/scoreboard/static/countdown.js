// The time that is left, by the server's clock.

const LAST_MINUTES = 5 * 60;
const LAST_SECONDS = 10;
const FAR = 24 * 60 * 60;

export class Countdown {
  constructor(element) {
    this.element = element;
    this.time = element.querySelector("[role='timer']");
    this.offset = 0;
    this.to = undefined;
    setInterval(() => this.show(), 200);
  }

  setClock(iso) {
    this.offset = Date.parse(iso) - Date.now();
    this.show();
  }

  /** Count down to an instant (ISO 8601), or to nothing. */
  setEnd(iso) {
    this.to = iso ? Date.parse(iso) : undefined;
    this.show();
  }

  show() {
    if (this.to === undefined) return;
    const left = Math.floor((this.to - Date.now() - this.offset) / 1000);
    this.element.toggleAttribute("data-over", left <= 0);
    this.element.toggleAttribute("data-far", left > FAR);
    this.element.toggleAttribute("data-last-minutes", left > 0 && left <= LAST_MINUTES);
    this.element.toggleAttribute("data-last-seconds", left > 0 && left <= LAST_SECONDS);
    const text = clock(Math.max(left, 0));
    if (this.time.textContent !== text) this.time.textContent = text;
  }
}

/** 3723 -> "1:02:03", 1425 -> "23:45" */
function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
