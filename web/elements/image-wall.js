// <image-wall>: any number of pictures in rows of one width, of which only those near the window are in the document.
// Method `show({items, before, after, selected, href, by, veil})`: `before` and `after` are about how many pictures of
// the list come before and after these, 0 where there are none; `by` is what headings part, `day`, `month`, `rating` or
// `trashed` (the day when they went there), `veil` the line at a tile's foot and where its button leads, `{text, href}`.
// `size` is the wanted height of a row. Fires `more` and `earlier` when an end of what is here comes near, `far` with
// `{place, focus}` when somebody goes far beyond it, `select` with `{id, range, toggle}`, `top` with the first picture
// in the window, or with the place of what should be there; to open one is simply following its link. What is dragged
// off it are ids, of the type DRAGGED.

import { dateText, dayOf, dayText, monthOf } from "../lib/day-words.js";
import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { GAP, HEADING, WallLayout } from "../lib/wall-layout.js";
import { WallTile } from "./wall-tile.js";

/** What a drag of pictures carries: their ids as JSON. */
export const DRAGGED = "application/x-pixazo-images";

const MOST = 150;
const FOOT = 96;
/** Below this the page is not laid out yet. */
const NARROWEST = 64;
/** Windows beyond what is here, from where on it is not worth reading all that lies between. */
const FAR = 3;
/** How long one must rest there: who drags the bar passes many places. */
const REST = 120;

const PARTS = {
  day: ({ createdAt }) => dayOf(createdAt), month: ({ createdAt }) => monthOf(createdAt),
  trashed: ({ deletedAt }) => dayOf(deletedAt), rating: ({ rating }) => `rating-${rating}`,
};

export class ImageWall extends HTMLElement {
  #shown = { items: [], before: 0, after: 0, selected: new Set(), href: () => "", by: "day", veil: () => null };
  #top = null;
  #size = 160;
  #layout = new WallLayout();
  #width = 0;
  /** Tiles of the document by the id of their picture, and which showing of the list they are of. */
  #tiles = new Map();
  #edition = 0;
  /** The tile where the key Tab comes by. */
  #stop = null;
  #days = new Map();
  #focus = null;
  #queued = false;
  #resting = null;
  #above = h("div", { class: "bones" });
  #below = h("div", { class: "bones" });
  #paper = h("div", { class: "paper" }, this.#above, this.#below);
  #now = h("div", { class: "day now", "aria-hidden": "true", hidden: true }, h("strong", {}), h("span", {}));

  connectedCallback() {
    if (!this.firstChild) {
      this.append(this.#now, this.#paper);
      this.addEventListener("scroll", () => this.#later(), { passive: true });
      this.addEventListener("keydown", (press) => this.#press(press));
      this.addEventListener("click", (click) => this.#click(click));
      this.addEventListener("focusin", ({ target }) => this.#focused(target));
      this.addEventListener("pointerover", ({ target }) => this.#unveil(this.#tileOf(target)));
      this.addEventListener("dragstart", (drag) => this.#drag(drag));
      new ResizeObserver(() => this.#resized()).observe(this);
    }
    this.#resized();
  }

  show(shown) {
    // Who comes here from elsewhere wants to be where they were before the first frame.
    if (this.#width === 0 && !this.hidden) this.#measure();
    const anchor = this.#anchor();
    this.#shown = shown;
    this.#arrange(anchor);
    this.#draw();
  }

  set size(height) {
    const anchor = this.#anchor();
    this.#size = height;
    this.#arrange(anchor);
    this.#draw();
  }

  /** The picture in focus, or null. */
  get current() {
    return this.contains(document.activeElement) ? this.#focus : null;
  }

  /** Puts the focus on a picture, or where the focused one was before it left. */
  focusOn(id, near = 0) {
    const at = id ? this.#indexOf(id) : Math.min(near, this.#shown.items.length - 1);
    if (at >= 0) this.#go(at);
  }

  /** Scrolls to a picture. */
  reveal(at) {
    const row = this.#layout.rowOf(at);
    if (row) this.scrollTop = Math.max(0, row.top - HEADING);
    this.#draw();
  }

  #tileOf(node) {
    return this.#tiles.get(node.closest?.(".tile")?.dataset.id);
  }

  #indexOf(id) {
    return this.#shown.items.findIndex((each) => each.id === id);
  }

  #resized() {
    const anchor = this.#anchor();
    if (this.#measure()) this.#arrange(anchor);
    this.#draw();
  }

  /** Says whether the width is another than before. */
  #measure() {
    const width = this.#paper.clientWidth;
    if (width === this.#width || width < NARROWEST) return false;
    this.#width = width;
    return true;
  }

  /** What stands at the top of the window, so that it stays there when things come above it. */
  #anchor() {
    const y = this.scrollTop, { first, last, blocks } = this.#layout;
    if (y < 8 || y < first || y >= last) return null;
    const block = blocks[this.#layout.at(y)], item = this.#layout.items[block.from];
    return { id: item.id, off: block.top - y };
  }

  /** As high as the whole list is, with skeletons where it has not been read. */
  #arrange(anchor) {
    this.#edition += 1;
    if (this.#width === 0) return;
    const { items, before, after, by } = this.#shown, layout = this.#layout;
    const isMoved = layout.arrange({ items, before, after, width: this.#width, size: this.#size,
      partOf: PARTS[by] });
    this.#paper.style.height = `${layout.height + FOOT}px`;
    this.#paper.style.setProperty("--row", `${this.#size}px`);
    this.#above.hidden = before === 0;
    this.#below.hidden = after === 0;
    Object.assign(this.#above.style, { top: "0", height: `${Math.max(0, layout.first - GAP)}px` });
    Object.assign(this.#below.style, { top: `${layout.last}px`, height: `${layout.height - layout.last}px` });
    const row = isMoved && anchor && layout.rowOf(this.#indexOf(anchor.id));
    if (row) this.scrollTop = row.top - anchor.off;
  }

  #later() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  /** Asks for what is near and not here; for what is far only once somebody rests there. */
  #reach(y, view) {
    clearTimeout(this.#resting);
    const { before, after } = this.#shown, { first, last } = this.#layout;
    if (before > 0 && y + view * (1 + FAR) < first || after > 0 && y > last + view * FAR) {
      this.#resting = setTimeout(() => this.isConnected && this.#far(this.#layout.place(this.scrollTop)), REST);
      return;
    }
    if (after > 0 && y + view * 3 > last) this.dispatchEvent(new Event("more"));
    if (before > 0 && y - view * 2 < first) this.dispatchEvent(new Event("earlier"));
  }

  #far(place, focus = false) {
    this.dispatchEvent(new CustomEvent("far", { detail: { place, focus } }));
  }

  #draw() {
    if (this.#width === 0) return;
    const { clientHeight: view, scrollTop: y } = this, layout = this.#layout, { blocks } = layout;
    this.#reach(y, view);
    const wanted = new Map(), days = new Map();
    const around = view * 0.75;
    for (let at = blocks.length > 0 ? layout.at(Math.max(0, y - around)) : 0; at < blocks.length; at += 1) {
      const block = blocks[at];
      if (block.top > y + view + around || wanted.size + (block.widths?.length ?? 0) > MOST - 1) break;
      if (block.part !== undefined) days.set(block.part, block);
      else this.#row(block, wanted);
    }
    // The tile in focus stays, wherever one scrolls.
    if (this.#focus && !wanted.has(this.#focus) && this.#tiles.has(this.#focus)
      && this.contains(document.activeElement)) {
      const row = layout.rowOf(this.#indexOf(this.#focus));
      if (row) this.#row(row, wanted, this.#focus);
    }
    this.#put(wanted);
    this.#putDays(days);
    const isHere = y + HEADING >= layout.first && y + HEADING < layout.last;
    this.#tellTop(isHere ? blocks[layout.at(y + HEADING)] : null);
    const heading = y >= layout.first && y >= 4 ? layout.headingAt(y) : null;
    mark(this.#now, "hidden", !heading);
    if (heading) this.#name(this.#now, heading);
  }

  #tellTop(block) {
    const item = block && this.#shown.items[block.from], told = item?.id ?? this.#layout.place(this.scrollTop);
    if (told === this.#top) return;
    this.#top = told;
    this.dispatchEvent(new CustomEvent("top", { detail: item ?? told }));
  }

  /** All that are chosen go along when one of them is dragged. */
  #drag(drag) {
    const id = drag.target.closest?.(".tile")?.dataset.id, { selected } = this.#shown;
    if (!id) return;
    const ids = selected.has(id) ? [...selected.keys()] : [id];
    drag.dataTransfer.clearData();
    drag.dataTransfer.setData(DRAGGED, JSON.stringify(ids));
    drag.dataTransfer.effectAllowed = "copy";
    const image = this.#tiles.get(id)?.image;
    if (image) drag.dataTransfer.setDragImage(image, 24, 24);
  }

  #row({ top, height, from, widths }, wanted, only = null) {
    let x = 0;
    widths.forEach((width, at) => {
      const item = this.#shown.items[from + at];
      if (item && (!only || only === item.id)) wanted.set(item.id, { item, x, top, width, height, index: from + at });
      x += width + GAP;
    });
  }

  #put(wanted) {
    for (const [id, tile] of this.#tiles) {
      if (wanted.has(id)) continue;
      tile.node.remove();
      this.#tiles.delete(id);
    }
    const { selected, href, veil } = this.#shown;
    let last = null;
    for (const [id, place] of wanted) {
      let tile = this.#tiles.get(id);
      if (!tile) this.#tiles.set(id, tile = new WallTile(place.item));
      // The order of the document is the order of the eyes; a tile that has the focus is not moved.
      if (tile.node.parentNode !== this.#paper) {
        if (last) last.after(tile.node);
        else this.#paper.prepend(tile.node);
      }
      last = tile.node;
      // Where one only scrolls, what stands keeps standing as it is.
      if (tile.edition === this.#edition) continue;
      tile.edition = this.#edition;
      tile.show(place, { isSelected: selected.has(id), href: href(place.item) });
      if (tile.isVeiled) tile.unveil(veil);
    }
    this.#stopAt(this.#tiles.get(this.#focus) ?? this.#tiles.get(wanted.keys().next().value) ?? null);
  }

  #stopAt(tile) {
    if (tile === this.#stop) return;
    if (this.#stop) this.#stop.isStop = false;
    if (tile) tile.isStop = true;
    this.#stop = tile;
  }

  #unveil(tile) {
    if (tile && !tile.isVeiled) tile.unveil(this.#shown.veil);
  }

  #putDays(days) {
    for (const [day, node] of this.#days) {
      if (days.has(day)) continue;
      node.remove();
      this.#days.delete(day);
    }
    for (const [day, block] of days) {
      let node = this.#days.get(day);
      if (!node) {
        node = h("div", { class: "day" }, h("h2", {}), h("span", {}));
        this.#days.set(day, node);
        this.#paper.append(node);
      }
      node.style.top = `${block.top}px`;
      this.#name(node, block);
    }
  }

  #name(heading, block) {
    write(heading.firstChild, nameOfPart(block.part));
    write(heading.lastChild, this.#about(block));
  }

  /** Which day "Today" is, and how many pictures it has, once all of them are here. */
  #about(block) {
    const date = this.#shown.by === "rating" ? "" : dateText(block.part), count = block.to - block.from;
    return [date, this.#layout.isWhole(block) && t("gallery.count", { count })].filter(Boolean).join(" · ");
  }

  #focused(target) {
    const tile = this.#tileOf(target);
    if (!tile) return;
    this.#focus = tile.node.dataset.id;
    this.#stopAt(tile);
    this.#unveil(tile);
  }

  #click(click) {
    const tile = this.#tileOf(click.target);
    if (!tile || click.button || click.target.closest(".veil a")) return;
    const { id } = tile.node.dataset, onCheck = click.target.closest(".check");
    const plain = !click.shiftKey && !click.ctrlKey && !click.metaKey && this.#shown.selected.size === 0;
    if (!onCheck && plain) return;
    click.preventDefault();
    tile.focus();
    this.#select(id, { range: click.shiftKey, toggle: !click.shiftKey });
  }

  #select(id, how) {
    this.dispatchEvent(new CustomEvent("select", { detail: { id, ...how } }));
  }

  #press(press) {
    if (!press.target.closest?.(".tile") || press.ctrlKey && press.key !== "Home" && press.key !== "End" || press.altKey
      || press.metaKey) return;
    const at = this.#indexOf(this.#focus);
    if (at < 0) return;
    if (press.key === " ") {
      press.preventDefault();
      return this.#select(this.#focus, { range: press.shiftKey, toggle: !press.shiftKey });
    }
    const { items, before, after } = this.#shown, { key } = press;
    const to = {
      ArrowLeft: () => at - 1, ArrowRight: () => at + 1, ArrowUp: () => this.#layout.beside(at, -1),
      ArrowDown: () => this.#layout.beside(at, 1), Home: () => 0, End: () => items.length - 1,
    }[key]?.();
    if (to === undefined) return;
    press.preventDefault();
    press.stopPropagation();
    if (key === "Home" && before > 0 || key === "End" && after > 0) {
      return this.#far(key === "Home" ? 0 : before + items.length + after - 1, true);
    }
    if (to < 0 || to >= items.length) return;
    if (press.shiftKey && !this.#shown.selected.has(this.#focus)) this.#select(this.#focus,
      { range: false, toggle: true });
    this.#go(to);
    if (press.shiftKey) this.#select(items[to].id, { range: true, toggle: false });
  }

  #go(at) {
    const row = this.#layout.rowOf(at);
    if (!row) return;
    const above = row.top - HEADING, below = row.top + row.height + FOOT;
    if (above < this.scrollTop) this.scrollTop = Math.max(0, above);
    else if (below > this.scrollTop + this.clientHeight) this.scrollTop = below - this.clientHeight;
    this.#focus = this.#shown.items[at].id;
    this.#draw();
    this.#tiles.get(this.#focus)?.focus();
  }
}

function nameOfPart(part) {
  if (!part.startsWith("rating-")) return dayText(part);
  return "★".repeat(Number(part.slice(7))) || t("image.noRating");
}

customElements.define("image-wall", ImageWall);
