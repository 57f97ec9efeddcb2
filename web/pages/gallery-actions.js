// What can be done to many pictures at once, each with its question, its news and its way back.

import { confirm } from "../elements/confirm-dialog.js";
import { askName } from "../elements/name-dialog.js";
import { editTags } from "../elements/tag-dialog.js";
import { t } from "../lib/i18n.js";
import { attempt, discard, pictures, tell } from "../lib/pictures.js";

export class GalleryActions {
  #catalogue;

  constructor(catalogue) {
    this.#catalogue = catalogue;
  }

  async favor(chosen) {
    const isNew = !chosen.every((each) => each.favorite), changed = chosen.filter((each) => each.favorite !== isNew);
    await this.#do([[changed, isNew ? "favorite" : "unfavorite"]], [[changed, isNew ? "unfavorite" : "favorite"]],
      isNew ? "gallery.favored" : "gallery.unfavored", chosen.length);
  }

  async rate(chosen, rating) {
    const before = Map.groupBy(chosen, (each) => each.rating);
    await this.#do([[chosen, "rate", { rating }]],
      [...before].map(([old, those]) => [those, "rate", { rating: old }]), "gallery.rated", chosen.length);
  }

  /** Of many pictures only what they share is shown, so only that is replaced. */
  async tag(chosen) {
    const common = chosen[0].tags.filter((tag) => chosen.every(({ tags }) => tags.includes(tag)));
    const tags = await editTags({
      title: t("gallery.tagMany", { count: chosen.length }), tags: common,
      hint: chosen.length > 1 ? t("gallery.tagHint") : undefined,
    });
    if (!tags) return;
    const added = tags.filter((tag) => !common.includes(tag)), gone = common.filter((tag) => !tags.includes(tag));
    const work = [], back = [];
    for (const tag of gone) {
      work.push([chosen, "removeTags", { tags: [tag] }]);
      back.push([chosen, "addTags", { tags: [tag] }]);
    }
    if (added.length > 0) work.push([chosen, "addTags", { tags: added }]);
    // Only who did not have a tag before loses it again.
    for (const tag of added) {
      const those = chosen.filter((each) => !each.tags.includes(tag));
      if (those.length > 0) back.push([those, "removeTags", { tags: [tag] }]);
    }
    if (work.length > 0) await this.#do(work, back, "gallery.tagged", chosen.length);
  }

  /** Without an album a new one is asked for and made first. */
  async toAlbum(chosen, album) {
    const to = album ?? await this.addAlbum({ quietly: true });
    if (!to) return;
    const those = chosen.filter(({ albumIds }) => !albumIds?.includes(to.id));
    await this.#do([[those, "addToAlbum", { albumId: to.id }]], [[those, "removeFromAlbum", { albumId: to.id }]],
      "albums.added", chosen.length, { name: to.name });
  }

  async fromAlbum(chosen, { id, name }) {
    await this.#do([[chosen, "removeFromAlbum", { albumId: id }]], [[chosen, "addToAlbum", { albumId: id }]],
      "albums.taken", chosen.length, { name });
  }

  /** They leave their albums, which stay where they are; on the way back they come into them again. */
  async move(chosen, to) {
    const back = [...Map.groupBy(chosen, ({ workspaceId }) => workspaceId)]
      .map(([workspaceId, those]) => [those, "move", { workspaceId }]);
    const albums = new Set(chosen.flatMap(({ albumIds }) => albumIds ?? []));
    for (const albumId of albums) {
      back.push([chosen.filter(({ albumIds }) => albumIds?.includes(albumId)), "addToAlbum", { albumId }]);
    }
    await this.#do([[chosen, "move", { workspaceId: to.id }]], back, "gallery.moved", chosen.length, { name: to.name });
  }

  async addAlbum({ quietly = false } = {}) {
    const name = await askName({ title: t("albums.add"), label: t("fields.name"), action: t("albums.make") });
    let album = null;
    if (name && await attempt(async () => { album = await this.#catalogue.addAlbum(name); }) && !quietly) {
      tell({ text: t("done.created", { name }) });
    }
    return album;
  }

  async renameAlbum({ id, name: before }) {
    const name = await askName({ title: t("albums.rename"), label: t("fields.name"), action: t("form.save"),
      value: before });
    if (!name || name === before || !await attempt(() => this.#catalogue.renameAlbum(id, name))) return;
    tell({ text: t("done.renamed", { name }), undo: () => attempt(() => this.#catalogue.renameAlbum(id, before)) });
  }

  /** Its pictures stay where they are. */
  async trashAlbum({ id, name }) {
    const isDone = await attempt(() => this.#catalogue.trashAlbum(id));
    if (isDone) tell({ text: t("done.trash", { name }),
      undo: () => attempt(() => this.#catalogue.restoreAlbum(id)) });
    return isDone;
  }

  async saveSearch(query) {
    const name = await askName({ title: t("searches.save"), label: t("fields.name"), action: t("form.save") });
    if (name && await attempt(() => this.#catalogue.saveSearch(name, query))) tell({ text: t("done.saved", { name }) });
  }

  async forgetSearch(search) {
    if (!await attempt(() => this.#catalogue.forgetSearch(search))) return;
    tell({ text: t("searches.forgotten", search),
      undo: () => attempt(() => this.#catalogue.saveSearch(search.name, search.query)) });
  }

  discard(chosen) {
    return discard(chosen);
  }

  async restore(chosen) {
    await this.#do([[chosen, "restore"]], [[chosen, "delete"]], "gallery.restored", chosen.length);
  }

  async purge(chosen) {
    const count = chosen.length;
    const isSure = await confirm({
      title: t("gallery.purgeAsk", { count }), text: t("gallery.purgeHint"), action: t("trash.purgeYes"), danger: true,
    });
    if (!isSure) return;
    if (await attempt(() => pictures.purge(chosen.map(({ id }) => id)))) tell({ text: t("gallery.purged", { count }) });
  }

  async zip(chosen, workspaceId, strip) {
    tell({ text: t("gallery.packing", { count: chosen.length }) });
    await attempt(() => pictures.zip(chosen.map(({ id }) => id), workspaceId, strip));
  }

  /** Steps are `[images, action, fields]`; the way back is made of the same. */
  async #do(work, back, news, count, values = {}) {
    const all = async (steps) => {
      for (const [images, action, fields] of steps) {
        if (images.length > 0) await pictures.bulk(images.map(({ id }) => id), action, fields);
      }
    };
    if (await attempt(() => all(work))) {
      tell({ text: t(news, { count, ...values }), undo: () => attempt(() => all(back)) });
    }
  }
}
