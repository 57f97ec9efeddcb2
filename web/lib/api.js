// The only fetch of the site. It speaks the REST API's manners: problems, versions, idempotency, retries.

import { eventsIn } from "./event-lines.js";

const BASE = "/api/v1";
const PATIENCE = 30_000;
const UPLOAD_PATIENCE = 600_000;
const PAUSES = [300, 1200];

/** Fires `unreachable` when no answer came at all. */
export const line = new EventTarget();

/** An answer that says no, or no answer (`unreachable`). `code` is stable; `errors` names fields by JSON pointer. */
export class Problem extends Error {
  constructor({ status = 0, code = "unknown", detail = "", errors = [], requestId = null, retryAfter = null }) {
    super(detail || code);
    this.name = "Problem";
    Object.assign(this, { status, code, detail, errors, requestId, retryAfter });
  }
}

export const api = {
  get: (path, options) => send("GET", path, options),
  /** How the server fares, check by check; it stands beside the API. */
  health: () => once(new URL("/readyz?verbose", location.origin), { method: "GET", cache: "no-store" }, null, PATIENCE),
  /** The same key goes with every retry, so the server does the work once however often we must ask. */
  post: (path, body, options) => send("POST", path, { ...options, body, key: crypto.randomUUID() }),
  /** With `version`, the server refuses (412) to write over what we have not seen. */
  patch: (path, body, options) => send("PATCH", path, { ...options, body }),
  delete: (path, options) => send("DELETE", path, options),
  /** A file as it is; `type` says what it is where the browser does not know. */
  upload: (path, file, options) =>
    send("POST", path, { ...options, body: file, key: crypto.randomUUID(), patience: UPLOAD_PATIENCE }),

  /**
   * An answer that comes piece by piece: `tell(name, data)` hears each event of it. Resolves when it has ended;
   * throws a
   * Problem, with code `cut` when the line broke after it had begun. `key` makes it safe to ask again.
   */
  stream: (method, path, { tell, ...options }) => follow(method, path, tell, options),

  /** What a post makes, as a file: `{blob, name}`. It may take as long as an upload. */
  download: (path, body, options) => send("POST", path, { ...options, body, patience: UPLOAD_PATIENCE, isFile: true }),

  /** Every item of a list, page by page; `each` gets what has come so far. */
  async all(path, { query, each } = {}) {
    const items = [];
    let cursor = null;
    do {
      const page = await api.get(path, { query: { ...query, limit: 200, cursor } });
      items.push(...page.items);
      cursor = page.nextCursor;
      each?.(items);
    } while (cursor);
    return items;
  },
};

/** A drawing of ours as a document of its own; only this old door of the browser reads XML from the network. */
export function drawing(path) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "document";
    request.onload = () => {
      const root = request.responseXML?.documentElement;
      if (request.status === 200 && root) resolve(root);
      else reject(new Problem({ status: request.status }));
    };
    request.onerror = () => reject(new Problem({ code: "unreachable" }));
    request.send();
  });
}

async function send(method, path, { query, body, type, version, key, signal, patience = PATIENCE, isFile = false } = {}) {
  const headers = { Accept: isFile ? "*/*" : "application/json" };
  const isUpload = body instanceof Blob;
  if (isUpload) headers["Content-Type"] = type ?? (/^image\//.test(body.type) ? body.type : "image/png");
  else if (body !== undefined && body !== null) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (version) headers["If-Match"] = `"v${version}"`;
  const text = body && !isUpload ? JSON.stringify(body) : body ?? undefined;
  const request = { method, headers, body: text, cache: "no-store" };
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(address(path, query), request, signal, patience, isFile);
    } catch (problem) {
      const pause = PAUSES[attempt];
      if (!(problem instanceof Problem) || pause === undefined || !mayRepeat(method, problem)) throw problem;
      await new Promise((done) => setTimeout(done, problem.retryAfter ? problem.retryAfter * 1000 : pause));
    }
  }
}

async function follow(method, path, tell, { body, key, signal } = {}) {
  const headers = { Accept: "text/event-stream" };
  if (body !== undefined && body !== null) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const request = { method, headers, body: body ? JSON.stringify(body) : undefined, cache: "no-store", signal };
  let response;
  try {
    response = await fetch(address(path), request);
  } catch (error) {
    if (signal?.aborted) throw error;
    line.dispatchEvent(new Event("unreachable"));
    throw new Problem({ code: "unreachable" });
  }
  const requestId = response.headers.get("X-Request-Id");
  if (!response.ok) throw new Problem({ requestId, ...await read(response, requestId), status: response.status });
  if (!/^text\/event-stream\b/.test(response.headers.get("Content-Type") ?? "")) {
    throw new Problem({ status: response.status, code: "strange_answer", requestId });
  }
  try {
    for await (const { name, data } of eventsIn(response.body)) tell(name, JSON.parse(data));
  } catch (error) {
    if (signal?.aborted || error instanceof Problem) throw error;
    throw new Problem({ code: "cut", requestId });
  }
}

async function once(url, request, signal, patience, isFile) {
  const limit = AbortSignal.timeout(patience);
  let response;
  try {
    response = await fetch(url, { ...request, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (error) {
    if (signal?.aborted) throw error;
    line.dispatchEvent(new Event("unreachable"));
    throw new Problem({ code: error.name === "TimeoutError" ? "timeout" : "unreachable" });
  }
  const requestId = response.headers.get("X-Request-Id");
  if (isFile && response.ok) return fileIn(response, requestId);
  const answer = response.status === 204 ? null : await read(response, requestId);
  if (response.ok) return answer;
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  throw new Problem({ requestId, ...answer, status: response.status, retryAfter });
}

async function fileIn(response, requestId) {
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? null;
  try {
    return { blob: await response.blob(), name };
  } catch {
    throw new Problem({ code: "cut", requestId });
  }
}

async function read(response, requestId) {
  const type = response.headers.get("Content-Type") ?? "";
  try {
    if (/\bjson\b/.test(type)) return await response.json();
  } catch {
    // A body that breaks off is told the same way as one that is no JSON at all.
  }
  throw new Problem({ status: response.status, code: "strange_answer", requestId });
}

/** Only what is safe to ask twice: reads, and posts under their idempotency key; after 503 nothing was done. */
function mayRepeat(method, problem) {
  if (problem.status === 503) return (problem.retryAfter ?? 0) <= 5;
  return problem.code === "unreachable" && (method === "GET" || method === "POST");
}

function address(path, query = {}) {
  const url = new URL(BASE + path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value].flat()) {
      if (each !== null && each !== undefined && each !== "") url.searchParams.append(name, each);
    }
  }
  return url;
}
