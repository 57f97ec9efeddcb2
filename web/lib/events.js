// The only EventSource of the site, shared by all its tabs: a browser gives one host six connections, so the tab
// that holds the lock keeps the stream and passes everything on. When that tab goes, the next one takes over.

import { line } from "./api.js";

/** The event types that pages react to; EventSource needs each by name. */
const TYPES = [
  "workspace.created", "workspace.updated", "workspace.deleted", "workspace.restored", "workspace.purged",
  "image.created", "image.updated", "image.deleted", "image.restored", "image.purged",
  "album.created", "album.updated", "album.deleted", "album.restored", "album.purged",
  "generation.queued", "generation.started", "generation.progressed", "generation.previewed", "generation.succeeded",
  "generation.failed", "generation.cancelled", "generation.updated", "generation.deleted", "queue.changed",
  "chat.created", "chat.updated", "chat.deleted", "chat.restored", "chat.purged",
  "message.created", "message.progressed", "message.completed", "message.failed", "message.updated", "message.deleted",
  "message.restored",
  "prompt.created", "prompt.updated", "prompt.deleted", "prompt.restored", "prompt.purged",
  "provider.created", "provider.updated", "provider.deleted", "provider.healthChanged", "provider.modelsChanged",
];
const NAME = "pixazo.events";
const AGAIN = 3000;
const GRACE = 1000;

/** The ids that an event tells of: one, or those of all that were changed at once. */
export function idsOf(subject) {
  return subject?.ids ?? (subject?.id ? [subject.id] : []);
}

/**
 * Fires `event` (detail: `{type, workspaceId, subject}`), `resync` when something may have been missed and data must
 * be read afresh, and `state` when `online` changes.
 */
export class Stream extends EventTarget {
  online = true;
  #source = null;
  #channel = null;
  #leads = false;
  #seen = false;
  #late = false;
  #worry = null;
  #again = null;

  start() {
    this.#channel = new BroadcastChannel(NAME);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    line.addEventListener("unreachable", () => this.#lost());
    if (!navigator.locks) return this.#lead();
    navigator.locks.request(NAME, () => {
      this.#lead();
      return new Promise(() => {});
    });
    this.#channel.postMessage({ kind: "ask" });
  }

  /** Waits for the stream, but not long: what is read after it opened cannot have missed an event. */
  async opened(limit) {
    if (this.#seen) return;
    await new Promise((done) => {
      this.addEventListener("open", done, { once: true });
      setTimeout(done, limit);
    });
    this.#late = !this.#seen;
  }

  /** Tries at once instead of waiting for the next attempt. */
  retry() {
    if (this.#leads) this.#connect();
    else this.#channel.postMessage({ kind: "retry" });
  }

  #lead() {
    this.#leads = true;
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#again);
    this.#source?.close();
    const source = new EventSource("/api/v1/events");
    let resumes = false;
    this.#source = source;
    source.onopen = () => {
      this.#say({ kind: "open", resumes });
      resumes = true;
    };
    source.onerror = () => {
      this.#say({ kind: "lost" });
      // The browser comes back by itself, with Last-Event-ID, unless the answer was a refusal.
      if (source.readyState === EventSource.CLOSED) this.#again = setTimeout(() => this.#connect(), AGAIN);
    };
    source.addEventListener("resync", () => this.#say({ kind: "resync" }));
    for (const type of TYPES) {
      source.addEventListener(type, ({ data }) => this.#say({ kind: "event", event: JSON.parse(data) }));
    }
  }

  #say(message) {
    this.#channel.postMessage(message);
    this.#hear(message);
  }

  #hear({ kind, event, resumes }) {
    if (kind === "open") this.#open(resumes);
    else if (kind === "lost") this.#lost();
    else if (kind === "resync") this.dispatchEvent(new Event("resync"));
    else if (kind === "event") this.dispatchEvent(new CustomEvent("event", { detail: event }));
    else if (kind === "ask" && this.#leads && this.#source?.readyState === EventSource.OPEN) {
      this.#channel.postMessage({ kind: "open", resumes: true });
    } else if (kind === "retry" && this.#leads) this.#connect();
  }

  #open(resumes) {
    clearTimeout(this.#worry);
    this.#worry = null;
    const missed = this.#seen && !resumes || this.#late;
    this.#seen = true;
    this.#late = false;
    this.dispatchEvent(new Event("open"));
    this.#set(true);
    if (missed) this.dispatchEvent(new Event("resync"));
  }

  /** A server that comes back within a moment is not worth a banner. */
  #lost() {
    if (!this.#leads) this.#channel.postMessage({ kind: "ask" });
    this.#worry ??= setTimeout(() => {
      this.#worry = null;
      const alive = this.#leads && this.#source?.readyState === EventSource.OPEN;
      if (!alive) this.#set(false);
    }, GRACE);
  }

  #set(online) {
    if (this.online === online) return;
    this.online = online;
    this.dispatchEvent(new Event("state"));
  }
}
