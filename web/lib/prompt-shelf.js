// What Create offers to begin with: the prompts of the library, favourites first, and every prompt that was ever used.

import { api } from "./api.js";

const MOST = 60;
const PAUSE = 300;

/** Fires `change`. `saved` is null, and `past` empty, as long as they have not come. */
export class PromptShelf extends EventTarget {
  saved = null;
  past = [];
  #workspaceId = null;
  #timer = null;

  use(workspaceId) {
    if (workspaceId === this.#workspaceId) return;
    this.#workspaceId = workspaceId;
    Object.assign(this, { saved: null, past: [] });
    this.load();
  }

  async load() {
    const id = this.#workspaceId, query = { limit: MOST };
    if (!id) return;
    try {
      const [saved, past] = await Promise.all([api.get(`/workspaces/${id}/prompts`, { query }),
        api.get(`/workspaces/${id}/prompt-history`, { query })]);
      if (id !== this.#workspaceId) return;
      this.saved = saved.items.toSorted((one, two) => two.favorite - one.favorite);
      this.past = past.items.map(({ text }) => text);
      this.dispatchEvent(new Event("change"));
    } catch {
      // One can write all the same; what was used in this workspace is known from its runs.
    }
  }

  heard({ type, workspaceId }) {
    if (workspaceId !== this.#workspaceId || !(type.startsWith("prompt.") || type === "generation.queued")) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), PAUSE);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
