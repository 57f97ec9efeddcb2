// The pictures of a workspace, newest first, page by page as somebody looks for them, and kept fresh by events.

import { api } from "./api.js";
import { pictures } from "./pictures.js";

const PAGE = 200;
const NEWS = /^image\./;

/**
 * Fires `change` (detail: `{fresh}`, true when it is another list) when anything that can be shown has changed.
 * `state` is `loading`, `ready` or `failed` (then `problem` says why).
 */
export class ImageList extends EventTarget {
  state = "loading";
  problem = null;
  items = [];
  /** Whether all of them are here. */
  whole = false;
  workspaceId = null;
  trashed = false;
  #places = new Map();
  #cursor = null;
  #round = 0;
  #coming = null;
  #asked = new Set();
  #timer = null;

  constructor() {
    super();
    pictures.addEventListener("changed", ({ detail }) => this.#put([detail]));
    pictures.addEventListener("gone", ({ detail }) => this.#take([detail]));
  }

  /** Turns to the pictures of a workspace, or to its trash. */
  use({ workspaceId, trashed = false }) {
    if (workspaceId === this.workspaceId && trashed === this.trashed && this.state !== "failed") return;
    Object.assign(this, { workspaceId, trashed });
    this.load();
  }

  async load() {
    this.#round += 1;
    Object.assign(this, { items: [], whole: false, state: "loading", problem: null });
    this.#places.clear();
    this.#cursor = null;
    this.#coming = null;
    this.#tell(true);
    await this.more();
  }

  /** Reads it again after news may have been missed, with what is shown standing until it has come. */
  async reload() {
    if (!this.workspaceId || this.state !== "ready") return this.workspaceId && this.load();
    const round = (this.#round += 1);
    this.#coming = null;
    try {
      const page = await this.#page(null);
      if (round !== this.#round) return;
      this.items = [];
      this.#places.clear();
      this.#append(page);
    } catch {
      // What is shown stands; the banner tells that the studio is away.
    }
  }

  /** The next page; many who ask at once wait for the same. */
  more() {
    if (this.whole || !this.workspaceId) return Promise.resolve();
    return (this.#coming ??= this.#more(this.#round).finally(() => {
      this.#coming = null;
    }));
  }

  get(id) {
    return this.#places.get(id) ?? null;
  }

  indexOf(id) {
    return this.items.findIndex((each) => each.id === id);
  }

  /** Looks for a picture in the first pages; resolves to its place or -1. */
  async locate(id, pages = 5) {
    for (let read = 0; read < pages && !this.#places.has(id) && !this.whole && this.state !== "failed";
      read += 1) await this.more();
    return this.indexOf(id);
  }

  heard({ type, workspaceId, subject }) {
    if (!NEWS.test(type) || workspaceId !== this.workspaceId || !subject?.id) return;
    if (type === "image.purged") return this.#take([subject.id]);
    this.#asked.add(subject.id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), 60);
  }

  async #more(round) {
    try {
      const page = await this.#page(this.#cursor);
      if (round === this.#round) this.#append(page);
    } catch (problem) {
      if (round !== this.#round) return;
      this.state = this.items.length > 0 ? "ready" : "failed";
      this.problem = problem;
      this.#tell(false);
    }
  }

  #page(cursor) {
    const query = { limit: PAGE, cursor, trashed: this.trashed ? "true" : null };
    return api.get(`/workspaces/${this.workspaceId}/images`, { query });
  }

  #append({ items, nextCursor }) {
    this.#cursor = nextCursor;
    this.whole = !nextCursor;
    this.state = "ready";
    this.problem = null;
    for (const each of items) {
      if (this.#places.has(each.id)) continue;
      const kept = slim(each);
      this.#places.set(kept.id, kept);
      this.items.push(kept);
    }
    this.#tell(false);
  }

  async #refresh() {
    const ids = [...this.#asked];
    this.#asked.clear();
    if (ids.length > 12) return this.reload();
    const found = await Promise.allSettled(ids.map((id) => pictures.get(id)));
    this.#put(found.filter(({ status }) => status === "fulfilled").map(({ value }) => value));
    this.#take(ids.filter((_, at) => found[at].reason?.code === "not_found"));
  }

  /** New and changed ones in their place; those that left this list go. */
  #put(images) {
    const here = images.filter((each) => each.workspaceId === this.workspaceId);
    const stays = (each) => Boolean(each.deletedAt) === this.trashed;
    const gone = here.filter((each) => !stays(each)).map(({ id }) => id);
    let changed = false;
    for (const each of here.filter(stays)) {
      const known = this.#places.get(each.id);
      if (known && known.version >= each.version) continue;
      changed = true;
      const kept = slim(each);
      this.#places.set(each.id, kept);
      if (known) this.items[this.items.indexOf(known)] = kept;
      else this.#insert(kept);
    }
    if (changed) this.#tell(false);
    this.#take(gone);
  }

  /** Ids grow with time, so they order the list. What belongs behind the last page that was read comes with its page.
  * */
  #insert(image) {
    const at = this.items.findIndex(({ id }) => id < image.id);
    if (at >= 0) this.items.splice(at, 0, image);
    else if (this.whole || this.items.length === 0) this.items.push(image);
    else this.#places.delete(image.id);
  }

  #take(ids) {
    const doomed = new Set(ids.filter((id) => this.#places.delete(id)));
    if (doomed.size === 0) return;
    this.items = this.items.filter(({ id }) => !doomed.has(id));
    this.#tell(false);
  }

  #tell(fresh) {
    this.dispatchEvent(new CustomEvent("change", { detail: { fresh } }));
  }
}

/** Of a hundred thousand pictures only what a tile needs is kept. */
function slim({ id, workspaceId, width, height, placeholder, favorite, rating, tags, title, alt, prompt, model,
  createdAt, deletedAt, version, generationId }) {
  return {
    id, workspaceId, width, height, placeholder, favorite, rating, tags, title, alt, model, createdAt, deletedAt,
    version, generationId,
    prompt: prompt ? [...prompt.slice(0, 400)].slice(0, 160).join("") : "",
  };
}
