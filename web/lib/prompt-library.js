// The saved prompts of a workspace as one list shows them, with its folders and tags, and what can be done to one.

import { api } from "./api.js";
import { t } from "./i18n.js";
import { attempt, tell } from "./pictures.js";

const PAGE = 60;
const PAUSE = 60;

/** Fires `change`. `state` is `loading`, `ready` or `failed` (then `problem` says why). */
export class PromptLibrary extends EventTarget {
  state = "loading";
  problem = null;
  items = [];
  /** `{folders, tags}`: lists of `{value, count}`. */
  facets = { folders: [], tags: [] };
  whole = false;
  #list = { workspaceId: null };
  #cursor = null;
  #round = 0;
  #timer = null;
  #coming = null;

  /** Turns to another list: `{workspaceId, history, q, folder, tag, favorite, trashed}`; null leaves one out. */
  use(list) {
    const isSame = Object.entries(list).every(([name, value]) => this.#list[name] === value);
    if (isSame && this.state !== "failed") return;
    this.#list = list;
    this.items = [];
    this.load();
  }

  async load() {
    const round = (this.#round += 1), { workspaceId } = this.#list;
    this.#coming = null;
    if (!workspaceId) return;
    if (this.items.length === 0) this.#become("loading");
    const read = this.#read(round, null);
    try {
      const facets = await api.get(`/workspaces/${workspaceId}/prompts/facets`);
      if (round === this.#round) this.facets = facets;
    } catch {
      // Without folders the list is whole all the same.
    }
    await read;
    if (round === this.#round) this.#become(this.state);
  }

  more() {
    if (this.whole || this.state !== "ready") return Promise.resolve();
    return (this.#coming ??= this.#read(this.#round, this.#cursor).finally(() => {
      this.#coming = null;
    }));
  }

  heard({ type, workspaceId }) {
    const isNews = type.startsWith("prompt.") || (this.#list.history && type === "generation.queued");
    if (!isNews || workspaceId !== this.#list.workspaceId) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), PAUSE);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  get(id) {
    return api.get(`/prompts/${id}`);
  }

  create(draft, workspaceId = this.#list.workspaceId) {
    return api.post(`/workspaces/${workspaceId}/prompts`, draft);
  }

  /** With the version that was seen, so that nobody's words are written over. */
  change({ id, version }, patch) {
    return api.patch(`/prompts/${id}`, patch, { version });
  }

  versions({ id }) {
    return api.all(`/prompts/${id}/versions`);
  }

  restoreVersion({ id }, number) {
    return api.post(`/prompts/${id}/versions/${number}/restore`, null);
  }

  async trash(prompt) {
    const isDone = await attempt(() => api.delete(`/prompts/${prompt.id}`));
    if (isDone) {
      this.load();
      tell({ text: t("prompts.trashed", { name: prompt.title }), undo: () => this.restore(prompt) });
    }
    return isDone;
  }

  async restore({ id }) {
    return await attempt(() => api.post(`/prompts/${id}/restore`, null)) && this.load();
  }

  async purge({ id }) {
    return await attempt(() => api.delete(`/prompts/${id}`, { query: { permanent: "true" } })) && this.load();
  }

  /** Takes one out of the history. */
  async forget({ id }) {
    if (await attempt(() => api.delete(`/prompt-history/${id}`))) this.load();
  }

  async #read(round, cursor) {
    const { workspaceId, history, ...filter } = this.#list;
    const path = `/workspaces/${workspaceId}/${history ? "prompt-history" : "prompts"}`;
    const query = history ? { q: filter.q } : { ...filter };
    try {
      const page = await api.get(path, { query: { ...query, cursor, limit: PAGE } });
      if (round !== this.#round) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.#cursor = page.nextCursor;
      this.whole = !page.nextCursor;
      this.problem = null;
      this.#become("ready");
    } catch (problem) {
      if (round !== this.#round) return;
      this.problem = problem;
      this.#become(this.items.length > 0 ? "ready" : "failed");
    }
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
