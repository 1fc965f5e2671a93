// The time that is left, by the server's clock.

const LAST_MINUTES = 5 * 60;
const LAST_SECONDS = 10;
const FAR = 24 * 60 * 60;

export class Countdown {
  /** `tick` is told the server's time, in milliseconds, several times a second. */
  constructor(element, tick = () => {}) {
    this.element = element;
    this.time = element.querySelector("[data-clock]");
    this.tick = tick;
    this.offset = 0;
    this.to = undefined;
    this.held = undefined;
    setInterval(() => {
      this.tick(this.now());
      this.show();
    }, 200);
  }

  setClock(iso) {
    this.offset = Date.parse(iso) - Date.now();
    this.show();
  }

  now() {
    return Date.now() + this.offset;
  }

  /** Count down to an instant (ISO 8601), or to nothing; `held` at another instant, in a pause. */
  setEnd(iso, held) {
    this.to = iso ? Date.parse(iso) : undefined;
    this.held = held ? Date.parse(held) : undefined;
    this.show();
  }

  show() {
    if (this.to === undefined) return;
    const left = Math.floor((this.to - (this.held ?? this.now())) / 1000);
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

/** An instant (ISO 8601) as "18.45", in Norway. */
export function timeOfDay(iso) {
  const norway = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" };
  return new Date(iso).toLocaleTimeString("nb-NO", norway).replace(":", ".");
}
