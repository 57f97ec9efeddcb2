// The engines of this studio as this tab knows them, and the kinds there are.

import { api } from "./api.js";

/** Fires `change`. `state` is `loading`, `ready` or `failed` (then `problem` says why). */
export class Providers extends EventTarget {
  state = "loading";
  problem = null;
  kinds = [];
  #known = new Map();
  #round = 0;
  #timer = null;

  /** By id. */
  get all() {
    return this.#known;
  }

  get list() {
    return [...this.#known.values()];
  }

  get(id) {
    return this.#known.get(id) ?? null;
  }

  kind(id) {
    return this.kinds.find((each) => each.id === id) ?? null;
  }

  async load() {
    const round = (this.#round += 1);
    try {
      const [items, kinds] = await Promise.all([
        api.all("/providers"), this.kinds.length > 0 ? { items: this.kinds } : api.get("/provider-kinds"),
      ]);
      if (round !== this.#round) return;
      this.#known = new Map(items.map((each) => [each.id, each]));
      this.kinds = kinds.items;
      this.state = "ready";
    } catch (problem) {
      if (round !== this.#round || this.state === "ready") return;
      this.state = "failed";
      this.problem = problem;
    }
    this.dispatchEvent(new Event("change"));
  }

  heard({ type }) {
    if (!type.startsWith("provider.")) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), 150);
  }

  async create(draft) {
    return this.#keep(await api.post("/providers", draft));
  }

  async change(provider, patch) {
    return this.#keep(await api.patch(`/providers/${provider.id}`, patch, { version: provider.version }));
  }

  async remove({ id }) {
    await api.delete(`/providers/${id}`);
    this.#known.delete(id);
    this.dispatchEvent(new Event("change"));
  }

  /** Asks it whether it works, for nothing: `{ok, latencyMs, detail, steps}`. */
  async check({ id }) {
    const result = await api.post(`/providers/${id}/check`, null, { patience: 60_000 });
    await this.refresh(id);
    return result;
  }

  async refreshModels({ id }) {
    await api.post(`/providers/${id}/models/refresh`, null, { patience: 60_000 });
  }

  async refresh(id) {
    try {
      this.#keep(await api.get(`/providers/${id}`));
    } catch {
      // What it looks like now is told by the next event.
    }
  }

  #keep(provider) {
    this.#known.set(provider.id, provider);
    this.dispatchEvent(new Event("change"));
    return provider;
  }
}
