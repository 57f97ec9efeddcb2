// What somebody does to the pictures of a gallery: to which of them, and where the focus goes when they leave. The
// deeds themselves come when something is done for the first time.

import { later } from "../lib/later.js";
import { attempt } from "../lib/pictures.js";

export const bringActions = later(() => import("./gallery-actions.js"));

export class GalleryDeeds {
  /** Where in the list the first of those was that left it last. */
  lostAt = 0;
  #catalogue;
  #selection;
  #now;
  #actions = null;

  /** `now()` is what is shown: `{images, workspaces, filter, isTrash, current}`, the last being the picture in focus. */
  constructor(catalogue, selection, now) {
    this.#catalogue = catalogue;
    this.#selection = selection;
    this.#now = now;
  }

  do(work) {
    return attempt(async () => {
      const { GalleryActions } = await bringActions();
      await work(this.#actions ??= new GalleryActions(this.#catalogue));
    });
  }

  /** What is chosen, else the picture in focus. */
  get meant() {
    const { images, current } = this.#now(), one = images.get(current);
    return this.#selection.size > 0 ? this.#selection.images : one ? [one] : [];
  }

  /** Does it to what is meant; false, which leaves a key alone, when there is nothing. */
  on(work) {
    const { meant } = this;
    return meant.length === 0 ? false : void this.do((actions) => work(actions, meant));
  }

  /** As the bar asks for it. */
  act({ action, value }) {
    const { images: { workspaceId }, workspaces, filter } = this.#now(), chosen = this.#selection.images;
    const work = {
      favorite: (actions) => actions.favor(chosen), rate: (actions) => actions.rate(chosen, value),
      tag: (actions) => actions.tag(chosen),
      album: (actions) => actions.toAlbum(chosen, this.#catalogue.album(value)),
      fromAlbum: (actions) => actions.fromAlbum(chosen, this.#catalogue.album(filter.album)),
      zip: (actions) => actions.zip(chosen, workspaceId, false),
      zipPlain: (actions) => actions.zip(chosen, workspaceId, true),
    }[action];
    const losing = {
      move: (actions) => actions.move(chosen, workspaces.get(value)), restore: (actions) => actions.restore(chosen),
      purge: (actions) => actions.purge(chosen),
    }[action];
    if (action === "trash") this.discard(chosen);
    else if (losing) this.#losing(chosen, losing);
    else this.do(work);
  }

  /** Into the trash, or for good where they are there already; false when there are none. */
  discard(chosen = this.meant) {
    if (chosen.length === 0) return false;
    const { isTrash } = this.#now();
    return void this.#losing(chosen, (actions) => (isTrash ? actions.purge(chosen) : actions.discard(chosen)));
  }

  async emptyTrash() {
    const { images } = this.#now();
    while (!images.whole && images.state === "ready") await images.more();
    await this.#losing(images.items, (actions) => actions.purge(images.items));
  }

  /** Pictures that were dropped on an album. */
  put({ album, ids }) {
    const { images } = this.#now();
    this.do((actions) => actions.toAlbum(ids.map((id) => images.get(id)).filter(Boolean), album));
  }

  /** What can be done to an album or a saved search; `left()` is told when the album that is shown has gone. */
  edit({ action, album, search }, left) {
    this.do(async (actions) => {
      if (action === "rename") await actions.renameAlbum(album);
      else if (action === "forget") await actions.forgetSearch(search);
      else if (await actions.trashAlbum(album) && this.#now().filter.album === album.id) left();
    });
  }

  /** Remembers where the focus goes when its picture leaves. */
  #losing(chosen, work) {
    const { items } = this.#now().images;
    this.lostAt = Math.max(0, Math.min(...chosen.map(({ id }) => items.findIndex((each) => each.id === id))));
    return this.do(work);
  }
}
