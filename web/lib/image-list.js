// The pictures of a workspace that a filter finds, page by page as somebody looks for them, and kept fresh by events.

import { api } from "./api.js";
import { asked, everything, matches } from "./image-filter.js";
import { changedBy, pictures } from "./pictures.js";

const PAGE = 200;
/** How far down a list is read again. */
const MOST_AGAIN = 1000;
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
  filter = everything();
  #places = new Map();
  #cursor = null;
  #round = 0;
  #coming = null;
  #asked = new Set();
  #timer = null;
  #later = null;

  constructor() {
    super();
    pictures.addEventListener("changed", ({ detail }) => this.#put([detail]));
    pictures.addEventListener("gone", ({ detail }) => this.#take([detail]));
    pictures.addEventListener("many", ({ detail }) => this.#many(detail));
  }

  /** Turns to the pictures of a workspace that a filter finds, or to its trash. */
  use({ workspaceId, trashed = false, filter = everything() }) {
    const isSame = workspaceId === this.workspaceId && trashed === this.trashed
      && JSON.stringify(filter) === JSON.stringify(this.filter);
    if (isSame && this.state !== "failed") return;
    Object.assign(this, { workspaceId, trashed, filter });
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
    const round = (this.#round += 1), wanted = Math.min(this.items.length, MOST_AGAIN), pages = [];
    this.#coming = null;
    try {
      do {
        pages.push(await this.#page(pages.at(-1)?.nextCursor ?? null));
        if (round !== this.#round) return;
      } while (pages.length * PAGE < wanted && pages.at(-1).nextCursor);
      this.items = [];
      this.#places.clear();
      this.#append({ items: pages.flatMap(({ items }) => items), nextCursor: pages.at(-1).nextCursor });
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
    return this.#ask([subject.id]);
  }

  #ask(ids) {
    for (const id of ids) this.#asked.add(id);
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
    const query = { ...this.trashed ? { trashed: "true" } : asked(this.filter), limit: PAGE, cursor };
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

  /** The same was done to many: what can be said of them without asking is shown at once. */
  #many({ ids, action, fields }) {
    if (action === "move" || action === (this.trashed ? "restore" : "delete")) return this.#take(ids);
    if (action === "delete" || action === "restore") return this.#ask(ids);
    const known = ids.map((id) => this.#places.get(id)).filter(Boolean);
    for (const image of known) {
      const kept = changedBy(image, action, fields);
      this.#places.set(image.id, kept);
      this.items[this.items.indexOf(image)] = kept;
    }
    if (known.length > 0) this.#tell(false);
    this.#take(known.filter(({ id }) => matches(this.filter, this.#places.get(id)) === false).map(({ id }) => id));
    return undefined;
  }

  #soon() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.reload(), 150);
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
    const belongs = (each) => Boolean(each.deletedAt) === this.trashed
      && (this.trashed ? true : matches(this.filter, each));
    // Whoever was moved to another workspace has left this one.
    const gone = [...images.filter((each) => each.workspaceId !== this.workspaceId),
      ...here.filter((each) => belongs(each) === false)].map(({ id }) => id);
    let changed = false;
    for (const each of here.filter((image) => belongs(image) !== false)) {
      const known = this.#places.get(each.id);
      if (known && known.version >= each.version) continue;
      // Only the studio knows whether words are found in it, and where it stands among the best.
      if (!known && (belongs(each) === null || this.filter.sort === "rating")) {
        this.#soon();
        continue;
      }
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
    const isOldest = this.filter.sort === "oldest";
    const at = this.items.findIndex(({ id }) => (isOldest ? id > image.id : id < image.id));
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
  createdAt, deletedAt, version, generationId, albumIds, bytes, provider, source }) {
  return {
    id, workspaceId, width, height, placeholder, favorite, rating, tags, title, alt, model, createdAt, deletedAt,
    version, generationId, albumIds, bytes, provider, source,
    prompt: prompt ? [...prompt.slice(0, 400)].slice(0, 160).join("") : "",
  };
}
