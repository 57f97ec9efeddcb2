// The workspaces of this studio as this tab knows them: read once, kept fresh by events, changed through the API.

import { api } from "./api.js";

/** Days that the trash keeps things. */
export const TRASH_DAYS = 30;

/**
 * Fires `change` whenever anything that can be shown has changed. `state` is `loading`, `ready` or `failed`
 * (then `problem` says why).
 */
export class Workspaces extends EventTarget {
  state = "loading";
  problem = null;
  #known = new Map();
  #asked = new Set();
  #round = 0;
  /** What came or went one by one while lists were on their way: newer than they are. Null stands for gone. */
  #meanwhile = new Map();

  get(id) {
    return this.#known.get(id) ?? null;
  }

  /** All that are not in the trash, archived ones too, newest change first. */
  get living() {
    return [...this.#known.values()].filter((each) => !each.deletedAt);
  }

  get active() {
    return this.living.filter((each) => !each.archivedAt);
  }

  get archived() {
    return this.living.filter((each) => each.archivedAt);
  }

  /** Reads everything afresh. Quietly when something is shown already: a failure then leaves it standing. */
  async load() {
    const round = (this.#round += 1);
    this.#meanwhile.clear();
    if (this.state === "failed") this.#become("loading");
    try {
      const lists = await Promise.all([
        api.all("/workspaces", { each: (items) => round === this.#round && this.#show(items) }),
        api.all("/workspaces", { query: { trashed: "true" } }),
      ]);
      if (round !== this.#round) return;
      this.#known = new Map(lists.flat().map((each) => [each.id, each]));
      for (const [id, each] of this.#meanwhile) {
        if (!each) this.#known.delete(id);
        else if (!(this.#known.get(id)?.version > each.version)) this.#known.set(id, each);
      }
      this.#become("ready");
    } catch (problem) {
      if (round === this.#round && this.state !== "ready") this.#become("failed", problem);
    }
  }

  /** Something happened to a workspace somewhere: asks for its present form, once for many events. */
  heard({ type, subject }) {
    if (subject?.type !== "workspace" || !subject.id) return;
    if (type === "workspace.purged") return this.#forget(subject.id);
    if (this.#asked.size === 0) setTimeout(() => this.#refresh(), 30);
    this.#asked.add(subject.id);
  }

  async create(draft) {
    return this.#keep(await api.post("/workspaces", draft));
  }

  async change(workspace, patch, version = workspace.version) {
    return this.#keep(await api.patch(`/workspaces/${workspace.id}`, patch, { version }));
  }

  /** Into the trash, from where it can come back. */
  async trash(workspace) {
    await api.delete(`/workspaces/${workspace.id}`, { version: workspace.version });
    await this.refresh(workspace.id);
  }

  async restore(workspace) {
    return this.#keep(await api.post(`/workspaces/${workspace.id}/restore`, null));
  }

  /** The workspace as the server has it now, or null when it is gone. */
  async refresh(id) {
    try {
      return this.#keep(await api.get(`/workspaces/${id}`));
    } catch (problem) {
      if (problem.code !== "not_found") throw problem;
      this.#forget(id);
      return null;
    }
  }

  async #refresh() {
    const ids = [...this.#asked];
    this.#asked.clear();
    if (ids.length > 8) return this.load();
    // A failure here shows itself in the offline banner, and the next resync makes it good.
    await Promise.allSettled(ids.map((id) => this.refresh(id)));
  }

  #show(items) {
    if (this.state === "ready") return;
    for (const each of items) this.#known.set(each.id, each);
    this.dispatchEvent(new Event("change"));
  }

  #keep(workspace) {
    const known = this.#known.get(workspace.id);
    if (!known || known.version <= workspace.version) this.#known.set(workspace.id, workspace);
    this.#meanwhile.set(workspace.id, this.#known.get(workspace.id));
    this.dispatchEvent(new Event("change"));
    return this.#known.get(workspace.id);
  }

  #forget(id) {
    this.#meanwhile.set(id, null);
    if (this.#known.delete(id)) this.dispatchEvent(new Event("change"));
  }

  #become(state, problem = null) {
    this.state = state;
    this.problem = problem;
    this.dispatchEvent(new Event("change"));
  }
}
