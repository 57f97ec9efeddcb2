// The runs of the workspace one works in: read once, kept fresh by events, changed through the API.

import { Problem, api } from "./api.js";

const RECENT = 100;
const LIVE = ["running", "queued", "outcomeUnknown", "parked"];
const NEWS = /^generation\./;
const ENDS = new Set(["generation.succeeded", "generation.failed", "generation.cancelled"]);

export function isLive({ state }) {
  return state === "queued" || state === "running";
}

/** Waits for a person's word. */
export function isUndecided({ state }) {
  return state === "outcomeUnknown" || state === "parked";
}

/**
 * Fires `change` when anything that can be shown has changed, and `ended` (detail: the generation) when one came to
 * its end while we were looking. `state` is `loading`, `ready` or `failed` (then `problem` says why).
 */
export class Generations extends EventTarget {
  state = "loading";
  problem = null;
  workspaceId = null;
  /** Whether the queue stands still. */
  paused = false;
  #known = new Map();
  #previews = new Map();
  #asked = new Set();
  /** Those whose end was heard of and not yet told. */
  #ending = new Set();
  #round = 0;
  #drawn = false;

  get(id) {
    return this.#known.get(id) ?? null;
  }

  /** Newest first. */
  get all() {
    return [...this.#known.values()].toSorted((one, two) => two.id.localeCompare(one.id));
  }

  get running() {
    return this.all.filter(({ state }) => state === "running").reverse();
  }

  get waiting() {
    const place = (each) => each.queuePosition ?? Infinity;
    return this.all.filter(({ state }) => state === "queued").reverse().toSorted((one, two) => place(one) - place(two));
  }

  get undecided() {
    return this.all.filter(isUndecided);
  }

  get ended() {
    return this.all.filter((each) => !isLive(each) && !isUndecided(each));
  }

  /** How far the running ones are together, from 0 to 1; null when nothing runs. */
  get progress() {
    const running = this.running;
    if (running.length === 0) return null;
    return running.reduce((sum, { progress }) => sum + (progress?.fraction ?? 0), 0) / running.length;
  }

  /** The last picture of a running one before it is done, as an address; null when its provider shows none. */
  preview(id) {
    return this.#previews.get(id) ?? null;
  }

  /** Turns to another workspace. */
  async use(workspaceId) {
    if (workspaceId === this.workspaceId) return;
    this.workspaceId = workspaceId;
    this.#known.clear();
    this.state = "loading";
    this.#tell();
    if (workspaceId) await this.load();
  }

  /** Where the server makes no pictures. */
  refuse() {
    if (this.state === "failed") return;
    this.state = "failed";
    this.problem = new Problem({ code: "not_here" });
    this.#tell();
  }

  async load() {
    const { workspaceId } = this;
    if (!workspaceId) return;
    const round = (this.#round += 1), path = `/workspaces/${workspaceId}/generations`;
    try {
      const [page, queue] = await Promise.all([api.get(path, { query: { limit: RECENT } }), api.get("/queue")]);
      // Old ones may still wait behind a hundred new ones.
      const more = page.nextCursor
        ? await Promise.all(LIVE.map((state) => api.all(path, { query: { state } }))) : [];
      if (round !== this.#round) return;
      this.paused = queue.paused;
      this.#known = new Map([...more.flat(), ...page.items].map((each) => [each.id, each]));
      this.state = "ready";
      this.problem = null;
    } catch (problem) {
      if (round !== this.#round || this.state === "ready") return;
      this.state = "failed";
      this.problem = problem;
    }
    this.#tell();
  }

  heard({ type, workspaceId, subject }) {
    if (type === "queue.changed") {
      if (typeof subject?.paused === "boolean") this.paused = subject.paused;
      return this.#askForWaiting();
    }
    if (!NEWS.test(type) || subject?.type !== "generation" || workspaceId !== this.workspaceId) return;
    if (type === "generation.deleted") return this.#forget(subject.id);
    if (type === "generation.progressed") return this.#progressed(subject);
    if (type === "generation.previewed") return this.#previewed(subject);
    if (ENDS.has(type)) this.#ending.add(subject.id);
    this.#ask(subject.id);
  }

  /** Queues a recipe; the answer is the generation. Throws a Problem that names fields. */
  async submit(recipe, workspaceId = this.workspaceId) {
    const made = await api.post(`/workspaces/${workspaceId}/generations`, recipe);
    if (workspaceId === this.workspaceId) this.#keep(made);
    return made;
  }

  /** What a recipe would make, for nothing: `{prompts, count, estimatedCostMicros}`. */
  preflight(recipe, signal) {
    return api.post(`/workspaces/${this.workspaceId}/generations/preview`, recipe, { signal });
  }

  async cancel({ id }) {
    const answer = await api.post(`/generations/${id}/cancel`, null);
    if (answer?.id) this.#keep(answer);
    else this.#ask(id);
  }

  async retry({ id }) {
    return this.#keep(await api.post(`/generations/${id}/retry`, null));
  }

  /** `action` is `retry` or `abandon`: the word of a person on one whose outcome nobody knows. */
  async resolve({ id }, action) {
    const answer = await api.post(`/generations/${id}/resolve`, { action });
    if (answer?.id) this.#keep(answer);
    if (answer?.id !== id) this.#ask(id);
    return answer;
  }

  async remove({ id }) {
    await api.delete(`/generations/${id}`);
    this.#forget(id);
  }

  async prioritize({ id }, priority) {
    this.#keep(await api.patch(`/generations/${id}`, { priority }));
  }

  async hold(paused) {
    await api.post(`/queue/${paused ? "pause" : "resume"}`, null);
    this.paused = paused;
    this.#tell();
  }

  #progressed({ id, progress, queuePosition }) {
    const known = this.#known.get(id);
    if (!known || !progress) return this.#ask(id);
    // News of progress may come after the news of the end.
    if (!isLive(known)) return;
    this.#known.set(id, { ...known, state: "running", progress: { ...known.progress, ...progress }, queuePosition });
    this.#tell();
  }

  #previewed({ id, mediaType, data }) {
    if (!/^image\/(png|jpeg|webp)$/.test(mediaType) || !isLive(this.#known.get(id) ?? {})) return;
    this.#previews.set(id, `data:${mediaType};base64,${data}`);
    this.#tell();
  }

  #askForWaiting() {
    for (const each of this.#known.values()) if (isLive(each)) this.#ask(each.id);
  }

  #ask(id) {
    if (this.#asked.size === 0) setTimeout(() => this.#refresh(), 40);
    this.#asked.add(id);
  }

  async #refresh() {
    const ids = [...this.#asked];
    this.#asked.clear();
    if (ids.length > 8) return this.load();
    await Promise.allSettled(ids.map(async (id) => {
      try {
        this.#keep(await api.get(`/generations/${id}`));
      } catch (problem) {
        if (problem.code === "not_found") this.#forget(id);
      }
    }));
  }

  #keep(generation) {
    if (generation.workspaceId !== this.workspaceId) return generation;
    const before = this.#known.get(generation.id);
    // An answer that was overtaken: what has ended does not wait again.
    if (before && !isLive(before) && !isUndecided(before) && isLive(generation)) return before;
    this.#known.set(generation.id, generation);
    if (!isLive(generation)) this.#previews.delete(generation.id);
    this.#tell();
    // One that was quick may be over before it was ever seen running.
    const ends = this.#ending.delete(generation.id) || (before && isLive(before));
    if (ends && !isLive(generation)) this.dispatchEvent(new CustomEvent("ended", { detail: generation }));
    return generation;
  }

  #forget(id) {
    this.#previews.delete(id);
    if (this.#known.delete(id)) this.#tell();
  }

  /** Many events of one moment are drawn once. */
  #tell() {
    if (this.#drawn) return;
    this.#drawn = true;
    queueMicrotask(() => {
      this.#drawn = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}
