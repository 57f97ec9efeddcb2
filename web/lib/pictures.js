// What can be done to pictures, each with its news and its way back. The pages keep their own lists of them.

import { api } from "./api.js";
import { explain, t } from "./i18n.js";

export const FORMATS = "image/png,image/jpeg,image/webp";

const MOST_AT_ONCE = 1000;

/**
 * Fires `changed` (detail: an image), `gone` (detail: an id) and `many` (detail: `{ids, action, fields}`) for
 * everything that this tab did itself.
 */
class Pictures extends EventTarget {
  get(id, options) {
    return api.get(`/images/${id}`, options);
  }

  /** Changes some fields; the news comes back as the image. */
  async patch(image, patch) {
    return this.#changed(await api.patch(`/images/${image.id}`, patch));
  }

  /** The same to all of them, a thousand at a time; each thousand is done wholly or not at all. */
  async bulk(ids, action, fields = {}) {
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
      const some = ids.slice(at, at + MOST_AT_ONCE);
      await api.post("/images/bulk", { ids: some, action, ...fields });
      this.dispatchEvent(new CustomEvent("many", { detail: { ids: some, action, fields } }));
      if (action !== "delete") continue;
      for (const id of some) this.dispatchEvent(new CustomEvent("gone", { detail: id }));
    }
  }

  /** Their files in one, as a download. */
  async zip(ids, workspaceId, strip) {
    const { blob, name } = await api.download(`/workspaces/${workspaceId}/images/export`, { ids, strip });
    save(blob, name ?? "pixazo.zip");
  }

  /** Resolves to the image, which is the one that was there before when these very bytes were. */
  async upload(file, workspaceId) {
    return this.#changed(await api.upload(`/workspaces/${workspaceId}/images`, file));
  }

  /** A mask that was painted here: a picture like any other, but marked, so that one can tell it from those. */
  async addMask(blob, workspaceId, of) {
    const mask = await this.upload(blob, workspaceId);
    return this.patch(mask, { title: [...t("mask.titleOf", { name: nameOf(of) })].slice(0, 200).join(""),
      tags: [...new Set([...mask.tags, t("mask.tag")])] });
  }

  /** The pictures that were made at once. */
  async ofRun(generationId) {
    return generationId ? (await api.get("/images", { query: { generationId } })).items : [];
  }

  /** Pictures of the same workspace that look almost like it, the most alike first. */
  async similar(id) {
    return (await api.get(`/images/${id}/similar`, { query: { limit: 24 } })).items;
  }

  lineage(id) {
    return api.get(`/images/${id}/lineage`);
  }

  albums(workspaceId) {
    return api.all(`/workspaces/${workspaceId}/albums`);
  }

  addAlbum(workspaceId, name) {
    return api.post(`/workspaces/${workspaceId}/albums`, { name });
  }

  /** The recipe in a picture file: `{source, recipe|null}`. Nothing is kept. */
  inspect(file) {
    return api.upload("/images/inspect", file);
  }

  trash(ids) {
    return this.bulk(ids, "delete");
  }

  restore(ids) {
    return this.bulk(ids, "restore");
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

/** A picture as it is after the same was done to many. */
export function changedBy(image, action, { rating, tags = [], albumId } = {}) {
  const now = { ...image }, albumIds = image.albumIds ?? [];
  if (action === "favorite" || action === "unfavorite") now.favorite = action === "favorite";
  else if (action === "rate") now.rating = rating;
  else if (action === "addTags") now.tags = [...new Set([...image.tags, ...tags])];
  else if (action === "removeTags") now.tags = image.tags.filter((tag) => !tags.includes(tag));
  else if (action === "addToAlbum") now.albumIds = [...new Set([...albumIds, albumId])];
  else if (action === "removeFromAlbum") now.albumIds = albumIds.filter((id) => id !== albumId);
  return now;
}

/** Gives a person a file that was made here. */
export function save(blob, name) {
  const href = URL.createObjectURL(blob), link = document.createElement("a");
  Object.assign(link, { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
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
      text: t("image.trashed", { count: ids.length }), images: images.slice(0, 3),
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
