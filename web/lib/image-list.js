// The pictures of a workspace that a filter finds, page by page as somebody looks for them, and kept fresh by events.
// Of a list that is longer than anybody scrolls one stretch is here: it grows at both ends, and can begin anywhere.

import { api } from "./api.js";
import { idsOf } from "./events.js";
import { asked, everything, matches } from "./image-filter.js";
import { changedBy, pictures } from "./pictures.js";

const PAGE = 200;
/** How far down a list is read again. */
const MOST_AGAIN = 1000;
const NEWS = /^image\./;

/**
 * Fires `change` (detail: `{fresh, gone}`: whether it is another list, and who left it for good) when anything that can
 * be shown has changed. `state` is `loading`, `ready` or `failed` (then `problem` says why).
 */
export class ImageList extends EventTarget {
  state = "loading";
  problem = null;
  items = [];
  /** Whether the stretch that is here begins where the list does, and ends where it does. */
  begins = true;
  ends = false;
  workspaceId = null;
  trashed = false;
  filter = everything();
  /** Who was looked at last, so that a list can show where one came from. */
  lookedAt = null;
  #places = new Map();
  #cursor = null;
  /** Where the stretch began, if not with the list, and how its beginning goes on. */
  #since = null;
  #back = null;
  #round = 0;
  #coming = null;
  #leading = null;
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

  /** Whether all of them are here. */
  get whole() {
    return this.begins && this.ends;
  }

  /** Whether a moment says where in the list something is. */
  get isByTime() {
    return !this.trashed && this.filter.sort !== "rating";
  }

  async load() {
    this.#restart();
    Object.assign(this, { items: [], begins: true, ends: false, state: "loading", problem: null });
    this.#places.clear();
    this.#cursor = this.#since = null;
    this.#tell(true);
    await this.more();
  }

  /** Reads it again after news may have been missed, with what is shown standing until it has come. */
  async reload() {
    if (!this.workspaceId || this.state !== "ready") return this.workspaceId && this.load();
    return this.#begin(this.begins ? null : this.items[0].createdAt, Math.min(this.items.length, MOST_AGAIN));
  }

  /**
   * Turns to the stretch that begins at a moment, `null` being where the list begins. What is shown stands until it has
   * come; resolves to whether it came.
   */
  begin(moment) {
    return this.#begin(moment, 1);
  }

  async #begin(since, wanted) {
    const round = this.#restart(), pages = [];
    try {
      do {
        pages.push(await this.#page(pages.at(-1)?.nextCursor ?? null, since));
        if (round !== this.#round) return false;
      } while (pages.length * PAGE < wanted && pages.at(-1).nextCursor);
    } catch {
      // What is shown stands; the banner tells that the studio is away.
      return false;
    }
    const items = pages.flatMap((page) => page.items);
    if (since && items.length === 0) return this.#begin(null, wanted);
    // A page that was asked for meanwhile belongs to the stretch before.
    this.#restart();
    this.items = [];
    this.#places.clear();
    this.begins = !since;
    this.#since = since;
    this.#append({ items, nextCursor: pages.at(-1).nextCursor });
    return true;
  }

  /** What is still on its way belongs to a stretch that nobody wants any more. */
  #restart() {
    this.#coming = this.#leading = this.#back = null;
    return (this.#round += 1);
  }

  /** The next page; many who ask at once wait for the same. */
  more() {
    if (this.ends || !this.workspaceId) return Promise.resolve();
    const coming = (this.#coming ??= this.#more(this.#round).finally(() => {
      if (this.#coming === coming) this.#coming = null;
    }));
    return coming;
  }

  /** The page before the stretch. */
  earlier() {
    if (this.begins || !this.workspaceId) return Promise.resolve();
    const leading = (this.#leading ??= this.#earlier(this.#round).finally(() => {
      if (this.#leading === leading) this.#leading = null;
    }));
    return leading;
  }

  get(id) {
    return this.#places.get(id) ?? null;
  }

  indexOf(id) {
    return this.items.findIndex((each) => each.id === id);
  }

  /** Looks for a picture in the first pages, then where its time says that it is; resolves to its place or -1. */
  async locate({ id, createdAt }, pages = 5) {
    for (let read = 0; read < pages && this.begins && !this.#places.has(id) && !this.ends && this.state !== "failed";
      read += 1) await this.more();
    if (!this.#places.has(id) && !this.whole && this.isByTime) await this.begin(createdAt);
    if (this.indexOf(id) === 0) await this.earlier();
    return this.indexOf(id);
  }

  heard({ type, workspaceId, subject }) {
    const ids = idsOf(subject);
    if (!NEWS.test(type) || workspaceId !== this.workspaceId || ids.length === 0) return;
    if (type === "image.purged") return this.#take(ids);
    return this.#look(ids);
  }

  #look(ids) {
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

  #page(cursor, since = this.#since) {
    const bound = since && { [this.filter.sort === "oldest" ? "from" : "to"]: since };
    return this.#ask({ ...this.trashed ? { trashed: "true" } : asked(this.filter), ...bound, cursor });
  }

  /** The same list read the other way, from where the stretch began. */
  async #earlier(round) {
    const isOldest = this.filter.sort === "oldest", turned = isOldest ? "newest" : "oldest";
    const edge = new Date(Date.parse(this.#since) + (isOldest ? -1 : 1)).toISOString();
    try {
      const { items, nextCursor } = await this.#ask({
        ...asked({ ...this.filter, sort: turned }), [isOldest ? "to" : "from"]: edge, cursor: this.#back,
      });
      if (round !== this.#round) return;
      const fresh = items.filter(({ id }) => !this.#places.has(id)).map(slim).reverse();
      for (const each of fresh) this.#places.set(each.id, each);
      this.items = [...fresh, ...this.items];
      this.#back = nextCursor;
      this.begins = !nextCursor;
      this.#tell(false);
    } catch {
      // Whoever scrolls on asks again.
    }
  }

  #ask(query) {
    return api.get(`/workspaces/${this.workspaceId}/images`, { query: { ...query, limit: PAGE } });
  }

  #append({ items, nextCursor }) {
    this.#cursor = nextCursor;
    this.ends = !nextCursor;
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
    if (action === "move" && fields.workspaceId === this.workspaceId) return this.#look(ids);
    if (action === "move" || action === (this.trashed ? "restore" : "delete")) return this.#take(ids);
    if (action === "delete" || action === "restore") return this.#look(ids);
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

  /** Ids grow with time, so they order the list. What belongs to a page that was not read comes with that page. */
  #insert(image) {
    const isOldest = this.filter.sort === "oldest";
    const at = this.items.findIndex(({ id }) => (isOldest ? id > image.id : id < image.id));
    if (at > 0 || at === 0 && this.begins) this.items.splice(at, 0, image);
    else if (at < 0 && (this.ends || this.items.length === 0)) this.items.push(image);
    else this.#places.delete(image.id);
  }

  #take(ids) {
    const doomed = new Set(ids.filter((id) => this.#places.delete(id)));
    if (doomed.size === 0) return;
    this.items = this.items.filter(({ id }) => !doomed.has(id));
    this.#tell(false, doomed);
  }

  #tell(fresh, gone = new Set()) {
    this.dispatchEvent(new CustomEvent("change", { detail: { fresh, gone } }));
  }
}

/** Gives the tab the list that the gallery and a picture's page share. */
export function equip(context) {
  if (context.images) return;
  const images = (context.images = new ImageList());
  context.stream.addEventListener("event", ({ detail }) => images.heard(detail));
  context.stream.addEventListener("resync", () => images.reload());
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
