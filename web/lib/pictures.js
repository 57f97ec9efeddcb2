// What can be done to pictures, each with its news and its way back. The pages keep their own lists of them.

import { api } from "./api.js";
import { explain, t } from "./i18n.js";

export const FORMATS = "image/png,image/jpeg,image/webp";

/** Fires `changed` (detail: an image) and `gone` (detail: an id) for everything that this tab did itself. */
class Pictures extends EventTarget {
  get(id, options) {
    return api.get(`/images/${id}`, options);
  }

  /** Changes some fields; the news comes back as the image. */
  async patch(image, patch) {
    return this.#changed(await api.patch(`/images/${image.id}`, patch));
  }

  /** Pairs of an image and its patch. */
  async patchAll(pairs) {
    await each(pairs, ([image, patch]) => this.patch(image, patch));
  }

  /** Resolves to the image, which is the one that was there before when these very bytes were. */
  async upload(file, workspaceId) {
    return this.#changed(await api.upload(`/workspaces/${workspaceId}/images`, file));
  }

  /** The recipe in a picture file: `{source, recipe|null}`. Nothing is kept. */
  inspect(file) {
    return api.upload("/images/inspect", file);
  }

  async trash(ids) {
    await each(ids, async (id) => {
      await api.delete(`/images/${id}`);
      this.dispatchEvent(new CustomEvent("gone", { detail: id }));
    });
  }

  async restore(ids) {
    await each(ids, async (id) => this.#changed(await api.post(`/images/${id}/restore`, null)));
  }

  async purge(ids) {
    await each(ids, async (id) => {
      await api.delete(`/images/${id}`, { query: { permanent: "true" } });
      this.dispatchEvent(new CustomEvent("gone", { detail: id }));
    });
  }

  #changed(image) {
    this.dispatchEvent(new CustomEvent("changed", { detail: image }));
    return image;
  }
}

export const pictures = new Pictures();

/** The address of a thumbnail: 192, 384 or 768 pixels on its long side. */
export function thumbnail(image, size = 384) {
  return `${image.thumbnailUrl ?? `/api/v1/images/${image.id}/thumbnail`}?size=${size}`;
}

/** What a picture is called: its title, else the beginning of its prompt, else a plain word. */
export function nameOf(image) {
  const prompt = image.prompt ?? image.recipe?.prompt ?? "";
  return image.title || [...prompt.replace(/\s+/g, " ").trim()].slice(0, 80).join("") || t("image.untitled");
}

/** What it shows, for those who cannot see it. */
export function altOf(image) {
  return image.alt || nameOf(image);
}

/** Tells everybody on the screen, politely. */
export function tell(news) {
  document.dispatchEvent(new CustomEvent("toast", { detail: news }));
}

/** Does it and says what went wrong; resolves to whether it was done. */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (problem.name === "AbortError") return false;
    tell({ text: explain(problem), bad: true });
    return false;
  }
}

/** Into the trash, with the way back in the news. */
export async function discard(images) {
  const ids = images.map(({ id }) => id);
  const isDone = await attempt(() => pictures.trash(ids));
  if (isDone) {
    tell({
      text: t("gallery.trashed", { count: ids.length }), images: images.slice(0, 3),
      undo: () => attempt(() => pictures.restore(ids)),
    });
  }
  return isDone;
}

/** A few at a time: a browser gives one host six connections, and one of them listens to events. */
async function each(items, work) {
  const queue = [...items];
  const failures = [];
  await Promise.all(Array.from({ length: Math.min(4, queue.length) }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item).catch((problem) => failures.push(problem));
    }
  }));
  if (failures.length > 0) throw failures[0];
}
