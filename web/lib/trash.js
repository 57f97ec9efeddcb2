// What lies in the trash of the whole studio, last deleted first, page by page, and the ways out of it.

import { api } from "./api.js";

const PAGE = 60;
const PAUSE = 200;
const NEWS = /\.(deleted|restored|purged)$/;

/** Where each kind lives in the API, and its icon. */
const KINDS = {
  workspace: ["workspaces", "layers"], image: ["images", "image"], album: ["albums", "album"],
  chat: ["chats", "chats"], message: ["messages", "text"], prompt: ["prompts", "prompts"], style: ["styles", "wand"],
  wordList: ["wordlists", "braces"],
};

export function symbolOf({ type }) {
  return KINDS[type]?.[1] ?? "trash";
}

/** Fires `change`. `state` is `loading`, `ready` or `failed` (then `problem` says why). */
export class Trash extends EventTarget {
  state = "loading";
  problem = null;
  items = [];
  /** Whether all of it is here. */
  whole = false;
  #cursor = null;
  #round = 0;
  #coming = null;
  #timer = null;

  /** Reads it from the start; what is shown stands until it has come. */
  async load() {
    this.#round += 1;
    this.#coming = null;
    if (this.state === "failed") this.#become("loading");
    await this.#read(null, Math.max(PAGE, Math.min(200, this.items.length)));
  }

  more() {
    if (this.whole || this.state !== "ready") return Promise.resolve();
    return (this.#coming ??= this.#read(this.#cursor, PAGE).finally(() => {
      this.#coming = null;
    }));
  }

  heard({ type }) {
    if (!NEWS.test(type)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), PAUSE);
  }

  async restore(item) {
    await api.post(`${path(item)}/restore`, null);
    this.#take(item);
  }

  /** Back into the trash after it was restored. */
  async discard(item) {
    await api.delete(path(item));
    await this.load();
  }

  async purge(item) {
    await api.delete(path(item), { query: { permanent: "true" } });
    this.#take(item);
  }

  async empty() {
    await api.delete("/trash");
    await this.load();
  }

  async #read(cursor, limit) {
    const round = this.#round;
    try {
      const page = await api.get("/trash", { query: { limit, cursor } });
      if (round !== this.#round) return;
      const known = new Set(cursor ? this.items.map(({ id }) => id) : []);
      this.items = [...cursor ? this.items : [], ...page.items.filter(({ id }) => !known.has(id))];
      this.#cursor = page.nextCursor;
      this.whole = !page.nextCursor;
      this.#become("ready");
    } catch (problem) {
      if (round === this.#round && this.state !== "ready") this.#become("failed", problem);
    }
  }

  #take({ id }) {
    this.items = this.items.filter((each) => each.id !== id);
    this.#become(this.state);
  }

  #become(state, problem = null) {
    this.state = state;
    this.problem = problem;
    this.dispatchEvent(new Event("change"));
  }
}

function path({ type, id }) {
  return `/${KINDS[type]?.[0] ?? `${type.toLowerCase()}s`}/${id}`;
}
