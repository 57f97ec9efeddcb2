// keepFiles(): lets /worker.js keep the files of the site, with those that this page has loaded already. When they are
// kept, the document says so: <html data-kept>.

export async function keepFiles() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(address());
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name))
      .filter(({ origin }) => origin === location.origin).map(({ pathname }) => pathname);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { document.documentElement.dataset.kept = ""; };
    active.postMessage({ keep: [...new Set(loaded)] }, [port2]);
  } catch {
    // Private windows and managed browsers refuse; the site then needs its server, as any does.
  }
}

/** Where addresses of workers must be trusted, ours is the only one that ever is. */
function address() {
  const policy = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => "/worker.js" });
  return policy ? policy.createScriptURL("") : "/worker.js";
}
