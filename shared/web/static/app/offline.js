/**
 * Keep the app's files on the device, so that it opens without network; `worker` is the address of its service worker.
 * Where they could not all be fetched nothing is kept, so this is to be called again until they are.
 */
export function keepFiles(worker) {
  if (!navigator.serviceWorker || navigator.serviceWorker.controller) return;
  navigator.serviceWorker.register(worker, { scope: location.pathname }).catch(() => {});
}
