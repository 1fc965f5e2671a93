// Reads QR codes from the camera.
//
//   const scanner = new Scanner(video, found, lost);   // found(text): for each picture in which there is a code;
//                                                      // lost(): something else has taken the camera
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
  #lost;
  #camera = null;
  #worker = null;
  #native = null;
  #canvas = document.createElement("canvas");
  #asking = 0;

  constructor(video, found, lost) {
    this.#video = video;
    this.#found = found;
    this.#lost = lost;
  }

  /** Whether there is any camera to ask for; a page without https gets none. */
  static get possible() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async start() {
    const mine = ++this.#asking;
    try {
      await this.#begin(mine);
    } catch (error) {
      // What was stopped meanwhile, or begun anew, has not failed.
      if (mine !== this.#asking) return;
      this.stop();
      throw error;
    }
  }

  async #begin(mine) {
    const camera = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    // Stopped while somebody was asked for permission.
    if (mine !== this.#asking) return camera.getTracks().forEach((track) => track.stop());
    this.#camera = camera;
    camera.getVideoTracks()[0].addEventListener("ended", () => mine === this.#asking && this.#end());
    this.#native = await nativeReader();
    if (mine !== this.#asking) return;
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

  #end() {
    this.stop();
    this.#lost();
  }

  async #look(mine) {
    while (mine === this.#asking) {
      const text = this.#video.videoWidth ? await this.#read().catch(() => null) : null;
      if (text && mine === this.#asking) this.#found(text);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async #read() {
    if (this.#native) {
      try {
        return (await this.#native.detect(this.#video))[0]?.rawValue ?? null;
      } catch {
        // Android's is a service beside the browser, and not on every device.
        this.#native = null;
      }
    }
    this.#worker ??= new Worker(new URL("./scanner-worker.js", import.meta.url), { type: "module" });
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
