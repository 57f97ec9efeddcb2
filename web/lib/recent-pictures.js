// The last few pictures of each workspace, for cards that show what lies inside. Asked for only when a card is seen.

import { api } from "./api.js";
import { pictures } from "./pictures.js";

const MOST = 4;
const AT_ONCE = 3;
const PAUSE = 150;

/** Fires `change` (detail: a workspace's id) when its pictures are here or are others than before. */
class RecentPictures extends EventTarget {
  #known = new Map();
  #waiting = [];
  #running = 0;
  #stale = new Set();
  #timer = null;

  constructor() {
    super();
    pictures.addEventListener("changed", ({ detail }) => this.#spoil(detail.workspaceId));
    pictures.addEventListener("gone", ({ detail }) => this.#spoil(this.#homeOf(detail)));
  }

  /** What is known of a workspace now, newest first, or null; what is not known yet is asked for. */
  of(id) {
    const known = this.#known.get(id);
    if (known === undefined) {
      this.#known.set(id, null);
      this.#ask(id);
    }
    return known ?? null;
  }

  heard({ type, workspaceId }) {
    if (/^image\./.test(type)) this.#spoil(workspaceId);
  }

  #homeOf(image) {
    return [...this.#known].find(([, all]) => all?.some(({ id }) => id === image))?.[0];
  }

  /** Many pictures may come at once; their workspace is asked again when they are through. */
  #spoil(id) {
    if (!this.#known.has(id)) return;
    this.#stale.add(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const each of this.#stale) this.#ask(each);
      this.#stale.clear();
    }, PAUSE);
  }

  #ask(id) {
    this.#waiting.push(id);
    if (this.#running < AT_ONCE) this.#work();
  }

  async #work() {
    this.#running += 1;
    for (let id = this.#waiting.shift(); id; id = this.#waiting.shift()) {
      try {
        const { items } = await api.get(`/workspaces/${id}/images`, { query: { limit: MOST } });
        this.#known.set(id, items);
        this.dispatchEvent(new CustomEvent("change", { detail: id }));
      } catch {
        // A card without pictures is whole all the same; it asks again when it is drawn anew.
        this.#known.delete(id);
      }
    }
    this.#running -= 1;
  }
}

export const recent = new RecentPictures();
