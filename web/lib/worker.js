// keepFiles(): lets /worker.js keep the files of the site, with those that this page has loaded already. When they are
// kept, the document says so: <html data-kept>.

/** Where addresses of workers must be trusted, ours is the only one that ever is. */
const policy = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => "/worker.js" });

export async function keepFiles() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(policy ? policy.createScriptURL("") : "/worker.js");
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
