// Keeps the site's own files, so that it opens and works when the studio is away for a moment. It never looks at the
// API: what the studio knows is asked for, every time, by the page itself. Files come from the server as long as it
// answers, so nothing is ever older than the server's.

const SHELF = "pixazo-files-1";
const SHELL = "/";
/** What lies beside the API and is not a file of the site. */
const NOT_OURS = /^\/(api\/|livez|readyz|healthz|metrics|openapi\.json)/;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep([SHELL]));
});

self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), sweep()])));

/** A page tells which files it loaded before there was a worker to see them. */
self.addEventListener("message", (event) => {
  const { keep: paths } = event.data ?? {};
  if (!Array.isArray(paths)) return;
  const known = paths.filter((path) => typeof path === "string" && isOurs(new URL(path, self.location.origin)));
  event.waitUntil(keep(known).then(() => event.ports[0]?.postMessage("kept")));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || !isOurs(url)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});

function isOurs(url) {
  return url.origin === self.location.origin && !NOT_OURS.test(url.pathname);
}

/** Every address of the site is the same page; which one, its scripts read from the address. */
async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return await (await caches.open(SHELF)).match(SHELL) ?? Promise.reject(error);
  }
}

async function file(request) {
  const shelf = await caches.open(SHELF);
  // A version is in the path of others' files, so what is here is what is there.
  const kept = new URL(request.url).pathname.startsWith("/vendor/") && await shelf.match(request);
  if (kept) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) await shelf.put(request, answer.clone());
    return answer;
  } catch (error) {
    return await shelf.match(request) ?? Promise.reject(error);
  }
}

async function keep(paths) {
  const shelf = await caches.open(SHELF);
  await Promise.allSettled(paths.map((path) => shelf.add(path)));
}

async function sweep() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)));
}
