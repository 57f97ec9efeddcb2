// What a gallery stands beside its pictures: albums, counts by model, tag and so on, counts by day, saved searches.
// Each is read when the workspace or the filter changes, and again, not at once, when pictures come and go.

import { api } from "./api.js";
import { asked } from "./image-filter.js";
import { pictures } from "./pictures.js";

const PAUSE = 400;
const NEWS = /^(image|album|search)\./;
const NO_FACETS = { models: [], providers: [], sizes: [], tags: [], sources: [] };

/** Fires `change`. */
export class Catalogue extends EventTarget {
  albums = [];
  searches = [];
  facets = NO_FACETS;
  /** `[{date, count}]`, newest first. */
  days = [];
  /** How many pictures the filter finds; null while nobody knows. */
  total = null;
  workspaceId = null;
  #key = null;
  #filter = null;
  /** Whether what does not depend on the filter is here. */
  #isRead = false;
  #round = 0;
  #timer = null;

  constructor() {
    super();
    for (const name of ["changed", "gone", "many"]) pictures.addEventListener(name, () => this.#later());
  }

  /** Turns to a workspace and to what is looked for in it; `trashed` knows no counts. */
  use({ workspaceId, filter, trashed }) {
    const key = JSON.stringify([workspaceId, filter, trashed]);
    if (key === this.#key) return;
    if (workspaceId !== this.workspaceId) {
      Object.assign(this, { albums: [], searches: [], facets: NO_FACETS, days: [] });
      this.#isRead = false;
    }
    const isElsewhere = workspaceId !== this.workspaceId;
    this.#key = key;
    Object.assign(this, { workspaceId, total: null });
    this.#filter = trashed ? null : filter;
    this.load({ counts: !isElsewhere });
  }

  /** `counts`: only what depends on the filter, as while somebody types. */
  async load({ counts = false } = {}) {
    const round = (this.#round += 1), id = this.workspaceId;
    if (!id) return;
    const query = this.#filter && asked({ ...this.#filter, sort: "newest" });
    const read = {
      albums: counts && this.#isRead ? this.albums : pictures.albums(id),
      searches: counts && this.#isRead ? this.searches : api.all(`/workspaces/${id}/searches`),
      facets: query && api.get(`/workspaces/${id}/images/facets`, { query }),
      timeline: query && api.get(`/workspaces/${id}/images/timeline`, { query }),
    };
    const names = Object.keys(read), answers = await Promise.allSettled(Object.values(read));
    if (round !== this.#round) return;
    // Each stands for itself: a gallery without its albums still shows its pictures.
    const found = Object.fromEntries(names.map((name, at) => [name, answers[at].value]));
    this.albums = found.albums ?? this.albums;
    this.searches = found.searches ?? this.searches;
    this.facets = found.facets ?? NO_FACETS;
    this.days = [...found.timeline?.items ?? []].sort((one, two) => two.date.localeCompare(one.date));
    this.total = found.timeline ? this.days.reduce((sum, { count }) => sum + count, 0) : null;
    this.#isRead = Boolean(found.albums && found.searches);
    this.#tell();
  }

  album(id) {
    return this.albums.find((each) => each.id === id) ?? null;
  }

  async addAlbum(name) {
    const album = await pictures.addAlbum(this.workspaceId, name);
    await this.load();
    return album;
  }

  async renameAlbum(id, name) {
    await api.patch(`/albums/${id}`, { name });
    await this.load();
  }

  async trashAlbum(id) {
    await api.delete(`/albums/${id}`);
    await this.load();
  }

  async restoreAlbum(id) {
    await api.post(`/albums/${id}/restore`, null);
    await this.load();
  }

  async saveSearch(name, query) {
    await api.post(`/workspaces/${this.workspaceId}/searches`, { name, query });
    await this.load();
  }

  async forgetSearch({ id }) {
    await api.delete(`/searches/${id}`);
    await this.load();
  }

  heard({ type, workspaceId }) {
    if (workspaceId === this.workspaceId && NEWS.test(type)) this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), PAUSE);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
