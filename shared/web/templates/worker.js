// Keeps one page and all that it is made of on the device, so that it opens without network.
// A new version is fetched as a whole before any of it is used; the addresses below change with the files' contents.
const { version, page, files } = {{ kept | tojson }};
const CACHE = `${page} ${version}`;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const ours = request.method === "GET" && address.origin === location.origin;
  const wanted = ours && (request.mode === "navigate" ? address.pathname === page : known.has(address.pathname));
  if (wanted) event.respondWith(kept(request, address.pathname));
});

const known = new Set(files.map(pathOf));

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all([
    cache.add(new Request(page, { cache: "reload" })),
    // Scripts import each other by addresses without a hash, so a file is kept under its path alone.
    ...files.map(async (file) => {
      const answer = await fetch(file);
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      await cache.put(pathOf(file), answer);
    }),
  ]);
  await self.skipWaiting();
}

async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(`${page} `) && name !== CACHE);
  // The latest of them is still asked, by a worker that is answering a page in the moment in which this one takes over.
  for (const name of others.slice(0, -1)) await caches.delete(name);
  await self.clients.claim();
}

/** From the device. Where that has lost it, from the network, which may change in the middle of a page: asked twice. */
async function kept(request, path) {
  const held = await caches.match(path, { cacheName: CACHE }).catch(() => undefined);
  return held ?? fetch(request).catch(() => fetch(request));
}

function pathOf(address) {
  return new URL(address, location.origin).pathname;
}
