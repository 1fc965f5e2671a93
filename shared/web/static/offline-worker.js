// Answers with what pages have kept (offline.js) where the network does not. It decides nothing and keeps nothing
// itself, so that it is the same for every page that works without a network; each registers it for its own scope.

/** Milliseconds after which a network that says nothing is taken for none. */
const PATIENCE = 4_000;

/** Statuses by which the server says that this reader may not see the page, or no more. */
const NOT_YOURS = new Set([401, 403, 404, 410]);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/^\/(static|farger)\//.test(url.pathname)) event.respondWith(file(request, url));
});

async function page(request) {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  const answer = await fresh(request, kept);
  // A sign-in page in its place: whoever holds the device now is not the one that the page was kept for.
  if (answer.type === "opaqueredirect" || NOT_YOURS.has(answer.status)) await drop(request);
  return kept && answer.status >= 500 ? kept : answer;
}

/** A file with its content's hash in its address never changes. */
async function file(request, url) {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept && url.searchParams.has("v") ? kept : fresh(request, kept);
}

async function fresh(request, kept) {
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fetch(request).catch(() => kept), late]);
}

async function drop(request) {
  for (const name of await caches.keys()) {
    await (await caches.open(name)).delete(request, { ignoreSearch: true, ignoreVary: true });
  }
}
