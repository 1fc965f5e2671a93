// Reads QR codes from the camera.
//
//   const scanner = new Scanner(video, (text) => …);   // called for each picture in which there is a code
//   await scanner.start();                             // rejects as getUserMedia does: NotAllowedError, NotFoundError, …
//   scanner.stop();                                    // the camera's light goes out
//
// Where the browser has a reader of its own it is used (Android, macOS); elsewhere, and that is every iPad, a worker
// decodes, so that the page stays as quick as it was.

const PAUSE = 90;
const LONGEST_SIDE = 960;
const PATIENCE = 2_000;

export class Scanner {
  #video;
  #found;
  #camera = null;
  #worker = null;
  #native = null;
  #canvas = document.createElement("canvas");
  #asking = 0;

  constructor(video, found) {
    this.#video = video;
    this.#found = found;
  }

  /** Whether there is any camera to ask for; a page without https gets none. */
  static get possible() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async start() {
    const mine = ++this.#asking;
    const camera = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    // Stopped while somebody was asked for permission.
    if (mine !== this.#asking) return camera.getTracks().forEach((track) => track.stop());
    this.#camera = camera;
    this.#native = await nativeReader();
    this.#worker ??= this.#native ? null : new Worker(new URL("./scanner-worker.js", import.meta.url), { type: "module" });
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = camera;
    await this.#video.play();
    this.#look(mine);
  }

  stop() {
    this.#asking += 1;
    this.#camera?.getTracks().forEach((track) => track.stop());
    this.#camera = null;
    this.#video.srcObject = null;
    this.#worker?.terminate();
    this.#worker = null;
  }

  async #look(mine) {
    while (mine === this.#asking) {
      const text = this.#video.videoWidth ? await this.#read().catch(() => null) : null;
      if (text && mine === this.#asking) this.#found(text);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async #read() {
    if (this.#native) return (await this.#native.detect(this.#video))[0]?.rawValue ?? null;
    return decode(this.#worker, this.#picture());
  }

  #picture() {
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
    this.#canvas.width = Math.round(videoWidth * scale);
    this.#canvas.height = Math.round(videoHeight * scale);
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    return context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
  }
}

async function nativeReader() {
  try {
    const formats = await window.BarcodeDetector?.getSupportedFormats();
    return formats?.includes("qr_code") ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

/** The text of the code in a picture; null where there is none. The picture's bytes move to the worker. */
function decode(worker, { data, width, height }) {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, PATIENCE, null);
    worker.onmessage = ({ data: text }) => {
      clearTimeout(late);
      resolve(text);
    };
    worker.postMessage({ data, width, height }, [data.buffer]);
  });
}
