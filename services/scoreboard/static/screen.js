// What a projector needs of its machine: the whole screen, and to stay awake.

export function fillScreen(button) {
  const show = () => (button.hidden = !document.fullscreenEnabled || document.fullscreenElement !== null);
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", show);
  show();
}

export async function stayAwake() {
  document.addEventListener("visibilitychange", lock);
  await lock();
}

async function lock() {
  if (document.visibilityState !== "visible") return;
  // A machine that saves power may say no; then its own settings decide.
  await navigator.wakeLock?.request("screen").catch(() => {});
}
