// Where every picture of a wall stands: rows under headings, of the stretch of a list that is here, with room before
// and after it for what is not. No DOM here.

import { justify } from "./rows.js";

export const GAP = 4;
export const HEADING = 44;

/** Browsers stretch nothing much further. */
const HIGHEST = 15_000_000;
/** So many pictures tell how high one is on the average. */
const ENOUGH = 100;

/** Height per picture by width and size, so that a place in a list stays where it is whatever has been read of it. */
const heights = new Map();

export class WallLayout {
  items = [];
  /** In their order: headings `{part, top, height, from, to}` and rows, see `justify`. */
  blocks = [];
  /** Where the stretch begins and ends, and how high all of the list is. */
  first = 0;
  last = 0;
  height = 0;
  #before = 0;
  #after = 0;
  #width = 0;
  #size = 0;
  #partOf = () => "";
  #head = null;
  #ends = {};

  /** Lays all of it out, or only what is new at its end; says whether something may have moved. */
  arrange({ items, before, after, width, size, partOf }) {
    const { count, first, last } = this.#ends, isSameWall = width === this.#width && size === this.#size
      && partOf === this.#partOf && this.blocks.length > 0;
    const isSame = isSameWall && items.length === count && items[0]?.id === first && items.at(-1)?.id === last;
    const isLonger = isSameWall && !isSame && items.length > count && items[0].id === first
      && items[count - 1].id === last;
    Object.assign(this, { items });
    this.#width = width;
    this.#size = size;
    this.#partOf = partOf;
    this.#after = after;
    if (!isSame) this.#lay(isLonger);
    const isMoved = this.#shift(before);
    this.height = this.last + Math.min(HIGHEST, after * this.#perPicture);
    return isMoved || !isSame && !isLonger;
  }

  /** Whether everything of a block's part is here, and not only what has been read of it. */
  isWhole({ from, to }) {
    return (from > 0 || this.#before === 0) && (to < this.items.length || this.#after === 0);
  }

  /** The last block that begins above this height, or -1. */
  at(y) {
    let low = 0, high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].top <= y) low = middle;
      else high = middle - 1;
    }
    return high < 0 ? -1 : low;
  }

  /** The row of a picture. */
  rowOf(index) {
    return this.blocks.find(({ part, from, to }) => part === undefined && index >= from && index < to) ?? null;
  }

  /** The heading above a height of the stretch, or null. */
  headingAt(y) {
    let at = y < this.last ? this.at(y) : -1;
    while (at >= 0 && this.blocks[at].part === undefined) at -= 1;
    return this.blocks[at] ?? null;
  }

  /** How many pictures of the list come before a height, counted or reckoned. */
  place(y) {
    const per = this.#perPicture;
    if (y < this.first || this.blocks.length === 0) return per > 0 ? Math.floor(y / per) : 0;
    if (y >= this.last) return this.#before + this.items.length + (per > 0 ? Math.floor((y - this.last) / per) : 0);
    return this.#before + this.blocks[this.at(y)].from;
  }

  /** The picture above or below, the one whose middle is nearest; beyond the last row -1 or the count. */
  beside(index, direction) {
    const rows = this.blocks.filter(({ part }) => part === undefined);
    const at = rows.findIndex(({ from, to }) => index >= from && index < to), target = rows[at + direction];
    if (!target) return direction < 0 ? -1 : this.items.length;
    const middle = ({ widths }, place) => widths.slice(0, place).reduce((sum, width) => sum + width + GAP, 0)
      + widths[place] / 2;
    const wanted = middle(rows[at], index - rows[at].from);
    const near = target.widths.map((_, place) => Math.abs(middle(target, place) - wanted));
    return target.from + near.indexOf(Math.min(...near));
  }

  get #perPicture() {
    const known = heights.get(`${this.#width} ${this.#size}`), { length } = this.items;
    return known ?? (length > 0 ? (this.last - this.first) / length : 0);
  }

  #lay(isLonger) {
    const { items, blocks } = this, ratio = (at) => items[at].width / items[at].height;
    // The last row may not have been full: it is laid again.
    let { from, top } = isLonger ? blocks.pop() : { from: 0, top: 0 };
    if (!isLonger) {
      blocks.length = this.first = this.#before = 0;
      this.#head = null;
    }
    while (from < items.length) {
      const part = this.#partOf(items[from]);
      let to = from + 1;
      while (to < items.length && this.#partOf(items[to]) === part) to += 1;
      if (this.#head?.part === part) {
        this.#head.to = to;
      } else {
        this.#head = { part, top, height: HEADING, from, to };
        blocks.push(this.#head);
        top += HEADING;
      }
      const { rows, height } = justify(ratio, { width: this.#width, wanted: this.#size, gap: GAP, top, from, to });
      blocks.push(...rows);
      top += height;
      from = to;
    }
    this.last = top;
    this.#ends = { count: items.length, first: items[0]?.id, last: items.at(-1)?.id };
    const key = `${this.#width} ${this.#size}`;
    if (items.length >= ENOUGH && !heights.has(key)) heights.set(key, (top - this.first) / items.length);
  }

  /** Moves the stretch to its place in the list; says whether it moved. */
  #shift(before) {
    const first = Math.min(HIGHEST, before * this.#perPicture), by = first - this.first;
    this.#before = before;
    if (by === 0) return false;
    for (const block of this.blocks) block.top += by;
    this.first = first;
    this.last += by;
    return true;
  }
}
