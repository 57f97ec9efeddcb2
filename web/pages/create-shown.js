// Which run and which of its pictures stands on the canvas of Create, and the whole object of that picture.

import { idsOf } from "../lib/events.js";
import { isLive } from "../lib/generations.js";
import { pictures } from "../lib/pictures.js";

/** Fires `change` when the picture came, changed or went. */
export class Shown extends EventTarget {
  /** The whole object of the shown picture, as far as it has come. */
  image = null;
  #gone = new Set();
  #chosen = null;

  forget() {
    this.#chosen = null;
  }

  /** Somebody wants to see this picture of this run; null leaves the choice to us. */
  choose(run, at) {
    this.#chosen = at === null ? null : { run: run.id, at };
  }

  /** `{run, at}` of these runs; `wanted` and `at` are what the address says. */
  of(runs, query) {
    const wanted = query?.get("run");
    const run = runs.find(({ id }) => id === wanted) ?? runs.find(isLive) ?? runs.find(({ images }) => images?.length)
      ?? runs[0] ?? null;
    if (!run) return { run: null, at: 0 };
    const images = (run.images ?? []).filter(({ id }) => !this.#gone.has(id));
    const asked = this.#chosen?.run === run.id ? this.#chosen.at
      : Number(run.id === wanted ? query.get("at") ?? NaN : NaN);
    const last = isLive(run) ? images.length - 1 : 0;
    const at = Math.max(0, Math.min(images.length - 1, Number.isInteger(asked) ? asked : last));
    return { run: { ...run, images }, at };
  }

  /** Asks for the whole object: its title, its star. */
  async know(id) {
    if (this.image?.id === id || !id) {
      if (!id) this.image = null;
      return;
    }
    this.image = { id };
    try {
      const image = await pictures.get(id);
      if (this.image?.id !== id) return;
      if (image.deletedAt) this.lost(id, true);
      else this.fresh(image);
    } catch (problem) {
      if (problem.code === "not_found") this.lost(id, true);
    }
  }

  fresh(image) {
    if (this.image?.id !== image.id) return;
    this.image = image;
    this.#tell();
  }

  lost(id, isGone) {
    this.#lost([id], isGone);
  }

  #lost(ids, isGone) {
    for (const id of ids) this.#gone[isGone ? "add" : "delete"](id);
    this.#tell();
  }

  heard({ type, subject }) {
    if (!type.startsWith("image.")) return;
    const ids = idsOf(subject);
    if (type === "image.deleted" || type === "image.purged") this.#lost(ids, true);
    else if (type === "image.restored") this.#lost(ids, false);
    else if (type === "image.updated" && ids.includes(this.image?.id)) {
      const { id } = this.image;
      this.image = null;
      this.know(id);
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
