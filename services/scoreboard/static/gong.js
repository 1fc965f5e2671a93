// A gong (handbook: 'Gong, konfetti og pynt'), made of sound waves. A browser lets a page sound only after a click, and
// the switch shows whether it does.

const WANTED = "borsen-sound";
const BETWEEN_STRIKES = 1.8;

// A gong's overtones are no multiples of its tone: [ratio, loudness, seconds until it has died away].
const PARTIALS = [
  [1, 1, 7],
  [1.51, 0.7, 6],
  [2.06, 0.5, 4.6],
  [2.68, 0.42, 3.6],
  [3.37, 0.3, 2.6],
  [4.25, 0.2, 1.8],
  [5.6, 0.12, 0.9],
];
const TONE = 92; // Hz

export class Gong {
  constructor(button) {
    this.button = button;
    this.button.hidden = !window.AudioContext;
    this.button.addEventListener("click", () => this.turn());
    // Where the browser lets a page sound by itself, as on a screen that is set up for it, a restart needs no click.
    if (localStorage.getItem(WANTED)) this.begin();
    this.show();
  }

  get sounding() {
    return this.context?.state === "running";
  }

  begin() {
    this.context = new AudioContext();
    this.context.onstatechange = () => this.show();
  }

  async turn() {
    const wanted = !this.sounding;
    if (!this.context) this.begin();
    await (wanted ? this.context.resume() : this.context.suspend());
    if (wanted) localStorage.setItem(WANTED, "on");
    else localStorage.removeItem(WANTED);
    this.show();
    if (wanted && this.sounding) this.strike(1, 0.25);
  }

  show() {
    this.button.setAttribute("aria-pressed", this.sounding);
  }

  /** So many strokes, of a loudness up to 1. */
  strike(times, loudness = 1) {
    if (!this.sounding) return;
    for (let stroke = 0; stroke < times; stroke++) this.stroke(this.context.currentTime + stroke * BETWEEN_STRIKES, loudness);
  }

  stroke(at, loudness) {
    for (const [ratio, part, seconds] of PARTIALS) {
      const wave = new OscillatorNode(this.context, { frequency: TONE * ratio });
      const volume = new GainNode(this.context, { gain: 0 });
      // The overtones bloom a little after the stroke, as they do in bronze; the pitch sinks a little as it dies away.
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.2 * part * loudness, at + 0.012 + 0.05 * (ratio - 1) * 0.5);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
      wave.frequency.setValueAtTime(TONE * ratio * 1.012, at);
      wave.frequency.exponentialRampToValueAtTime(TONE * ratio, at + 0.4);
      wave.connect(volume).connect(this.context.destination);
      wave.start(at);
      wave.stop(at + seconds);
    }
  }
}
