// What is chosen in a gallery, by id: also what is no more in the stretch of the list that is here. No DOM here.

export class GallerySelection {
  #chosen = new Map();
  /** Where a range begins: the picture that was chosen or left last. */
  anchor = null;

  get size() {
    return this.#chosen.size;
  }

  /** By id, as a wall wants to know it. */
  get ids() {
    return this.#chosen;
  }

  get images() {
    return [...this.#chosen.values()];
  }

  /** As somebody points at a picture of a list: this one turned round, or all from the last one up to it. */
  point({ id, range, toggle }, items) {
    const to = items.findIndex((each) => each.id === id);
    if (range) {
      const from = items.findIndex((each) => each.id === this.anchor);
      const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
      for (const each of items.slice(low, high + 1)) this.#chosen.set(each.id, each);
    } else if (toggle) {
      this.anchor = id;
      if (!this.#chosen.delete(id)) this.#chosen.set(id, items[to]);
    }
  }

  /** These and no others. */
  put(images) {
    this.#chosen = new Map(images.map((each) => [each.id, each]));
  }

  /** As they are now in the list `images`, without those that left it. */
  renew(images, gone) {
    for (const id of this.#chosen.keys()) {
      if (gone.has(id)) this.#chosen.delete(id);
      else if (images.get(id)) this.#chosen.set(id, images.get(id));
    }
  }
}
