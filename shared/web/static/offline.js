// A page that opens without a network, once it has been opened with one. offline-worker.js answers with what is kept.

/**
 * Keep `page`, a fresh answer with this page, and the files that it is made of, under the name of a cache. `worker` is
 * the address of offline-worker.js, `scope` the path below which it answers. False where the browser has no such
 * thing, which is everywhere but over https and on localhost.
 */
export async function keepOffline(name, page, { worker, scope }) {
  if (!navigator.serviceWorker || !window.caches) return false;
  await navigator.serviceWorker.register(worker, { scope });
  const cache = await caches.open(name);
  const files = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
  const wanted = new Set(files.filter((file) => /^\/(static|farger)\//.test(file.slice(location.origin.length))));
  const held = (await cache.keys()).map((request) => request.url);
  await cache.addAll([...wanted].filter((file) => !held.includes(file)));
  await cache.put(location.pathname, page);
  return true;
}
