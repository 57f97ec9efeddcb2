// <image-wall>: any number of pictures in rows of one width, of which only those near the window are in the document.
// Method `show({items, whole, total, selected, href, by, veil})`: `by` is what headings part, `day` or `rating`, `veil`
// the line at a tile's foot and where its button leads, `{text, href}`. `size` is the wanted height of a row. Fires
// `more` when the end comes near, `select` with `{id, range, toggle}`, `top` with the first picture in the window; to
// open one is simply following its link. What is dragged off it are ids, of the type DRAGGED.

import { fill, h, mark, write } from "../lib/html.js";
import { language, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { altOf, nameOf, thumbnail } from "../lib/pictures.js";
import { justify } from "../lib/rows.js";
import { placeholder } from "../lib/thumbhash.js";

/** What a drag of pictures carries: their ids as JSON. */
export const DRAGGED = "application/x-pixazo-images";

const GAP = 4;
const DAY = 44;
const MOST = 150;
const FOOT = 96;
/** Below this the page is not laid out yet. */
const NARROWEST = 64;

export class ImageWall extends HTMLElement {
  #items = [];
  #shown = { items: [], whole: true, total: 0, selected: new Set(), href: () => "", by: "day", veil: () => null };
  #top = null;
  #size = 160;
  #blocks = [];
  /** The heading of the last day. */
  #head = null;
  /** What was laid out last. */
  #known = { count: 0 };
  #width = 0;
  #tiles = new Map();
  #days = new Map();
  #focus = null;
  #queued = false;
  #paper = h("div", { class: "paper" });
  #now = h("div", { class: "day now", "aria-hidden": "true" });

  connectedCallback() {
    if (!this.firstChild) {
      this.append(this.#now, this.#paper);
      this.addEventListener("scroll", () => this.#later(), { passive: true });
      this.addEventListener("keydown", (press) => this.#press(press));
      this.addEventListener("click", (click) => this.#click(click));
      this.addEventListener("focusin", ({ target }) => this.#focused(target));
      this.addEventListener("dragstart", (drag) => this.#drag(drag));
      new ResizeObserver(() => this.#resized()).observe(this);
    }
    this.#resized();
  }

  show(shown) {
    const anchor = this.#anchor(), { count, first, last } = this.#known, { items } = shown;
    if (shown.by !== this.#shown.by) this.#known = { count: 0 };
    this.#shown = shown;
    this.#items = items;
    if (items.length !== count || items[0]?.id !== first || items.at(-1)?.id !== last) this.#arrange(anchor);
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
    const at = id ? this.#items.findIndex((each) => each.id === id) : Math.min(near, this.#items.length - 1);
    if (at >= 0) this.#go(at);
  }

  /** Scrolls to a picture; false when it is not in the list. */
  reveal(at) {
    const block = this.#blocks.find((each) => !each.day && at >= each.from && at < each.to);
    if (!block) return false;
    this.scrollTop = Math.max(0, block.top - DAY);
    this.#draw();
    return true;
  }

  #resized() {
    const width = this.#paper.clientWidth;
    if (width === this.#width || width < NARROWEST) return this.#draw();
    const anchor = this.#anchor();
    this.#width = width;
    this.#arrange(anchor);
    this.#draw();
  }

  /** What stands at the top of the window, so that it stays there when things come above it. */
  #anchor() {
    if (this.scrollTop < 8) return null;
    const block = this.#blocks[this.#at(this.scrollTop)];
    const first = block && this.#items[block.from];
    return first ? { id: first.id, off: block.top - this.scrollTop } : null;
  }

  /** Lays all of it out, or only what was added at the end: of a hundred thousand, a page comes at a time. */
  #arrange(anchor) {
    if (this.#width === 0) return;
    const items = this.#items, known = this.#known;
    const isLonger = this.#blocks.length > 0 && known.width === this.#width && known.size === this.#size
      && items.length > known.count && items[0].id === known.first && items[known.count - 1].id === known.last;
    let { from, top } = isLonger ? this.#reopen() : { from: 0, top: 0 };
    if (!isLonger) this.#blocks = [];
    const ratio = (at) => items[at].width / items[at].height;
    while (from < items.length) {
      const part = this.#shown.by === "rating" ? ratingOf : dayOf, day = part(items[from]), before = this.#head;
      let to = from + 1;
      while (to < items.length && part(items[to]) === day) to += 1;
      if (isLonger && before?.day === day) {
        before.to = to;
      } else {
        this.#head = { day, top, height: DAY, from, to };
        this.#blocks.push(this.#head);
        top += DAY;
      }
      const { rows, height } = justify(ratio, { width: this.#width, wanted: this.#size, gap: GAP, top, from, to });
      this.#blocks.push(...rows);
      top += height;
      from = to;
    }
    this.#known = { count: items.length, first: items[0]?.id, last: items.at(-1)?.id, width: this.#width,
      size: this.#size };
    const perPicture = items.length > 0 ? top / items.length : 0;
    const coming = this.#shown.whole ? 0 : Math.max(this.#size * 4, (this.#shown.total - items.length) * perPicture);
    this.#paper.style.height = `${top + coming + FOOT}px`;
    if (anchor && !isLonger) this.#hold(anchor);
  }

  /** Takes the last row away, which may not have been full, and says where it began. */
  #reopen() {
    const { from, top } = this.#blocks.pop();
    return { from, top };
  }

  /** Scrolls so that a picture stands where it stood. */
  #hold({ id, off }) {
    const at = this.#items.findIndex((each) => each.id === id);
    const block = this.#blocks.find((each) => !each.day && at >= each.from && at < each.to);
    if (block) this.scrollTop = block.top - off;
  }

  /** The last block that begins above this height. */
  #at(y) {
    let low = 0, high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle].top <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #later() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  #draw() {
    if (this.#width === 0) return;
    const { clientHeight: view, scrollTop: y } = this;
    if (!this.#shown.whole && y + view * 3 > (this.#blocks.at(-1)?.top ?? 0)) this.dispatchEvent(new Event("more"));
    const wanted = new Map(), days = new Map();
    const around = view * 0.75;
    for (let at = this.#blocks.length ? this.#at(Math.max(0, y - around)) : 0; at < this.#blocks.length; at += 1) {
      const block = this.#blocks[at];
      if (block.top > y + view + around || wanted.size + (block.widths?.length ?? 0) > MOST - 1) break;
      if (block.day) days.set(block.day, block);
      else this.#row(block, wanted);
    }
    // The tile in focus stays, wherever one scrolls.
    if (this.#focus && !wanted.has(this.#focus) && this.#tiles.has(this.#focus)
      && this.contains(document.activeElement)) {
      const place = this.#items.findIndex(({ id }) => id === this.#focus);
      const block = this.#blocks.find((each) => !each.day && place >= each.from && place < each.to);
      if (block) this.#row(block, wanted, this.#focus);
    }
    this.#put(wanted);
    this.#putDays(days);
    let at = this.#blocks.length ? this.#at(y + DAY) : -1;
    this.#tellTop(this.#blocks[at]);
    at = this.#blocks.length ? this.#at(y) : -1;
    while (at >= 0 && !this.#blocks[at].day) at -= 1;
    const current = this.#blocks[at];
    this.#now.hidden = y < 4 || !current;
    if (current) fill(this.#now, h("strong", {}, dayText(current.day)),
      h("span", {}, t("gallery.count", { count: current.to - current.from })));
  }

  #tellTop(block) {
    const id = block && this.#items[block.from]?.id;
    if (!id || id === this.#top) return;
    this.#top = id;
    this.dispatchEvent(new CustomEvent("top", { detail: this.#items[block.from] }));
  }

  /** All that are chosen go along when one of them is dragged. */
  #drag(drag) {
    const id = drag.target.closest?.(".tile")?.dataset.id, { selected } = this.#shown;
    if (!id) return;
    const ids = selected.has(id) ? [...selected] : [id];
    drag.dataTransfer.clearData();
    drag.dataTransfer.setData(DRAGGED, JSON.stringify(ids));
    drag.dataTransfer.effectAllowed = "copy";
    const image = this.#tiles.get(id)?.parts.image;
    if (image) drag.dataTransfer.setDragImage(image, 24, 24);
  }

  #row({ top, height, from, widths }, wanted, only = null) {
    let x = 0;
    widths.forEach((width, at) => {
      const item = this.#items[from + at];
      if (item && (!only || only === item.id)) wanted.set(item.id, { item, x, top, width, height, index: from + at });
      x += width + GAP;
    });
  }

  #put(wanted) {
    for (const [id, tile] of this.#tiles) {
      if (wanted.has(id)) continue;
      tile.remove();
      this.#tiles.delete(id);
    }
    const first = wanted.keys().next().value, hasFocus = this.#focus && wanted.has(this.#focus);
    let last = null;
    for (const [id, place] of wanted) {
      let tile = this.#tiles.get(id);
      if (!tile) {
        tile = this.#make(place);
        this.#tiles.set(id, tile);
      }
      // The order of the document is the order of the eyes; a tile that has the focus is not moved.
      if (tile.parentNode !== this.#paper) {
        if (last) last.after(tile);
        else this.#paper.prepend(tile);
      }
      last = tile;
      this.#update(tile, place, hasFocus ? id === this.#focus : id === first);
    }
  }

  #make({ item }) {
    const image = h("img", {
      alt: "", decoding: "async", draggable: "false", onload: () => image.classList.add("there"),
    });
    const check = h("button", { type: "button", class: "check", tabindex: "-1" }, icon("check"));
    const star = h("span", { class: "star", hidden: true }, icon("star", "full"));
    const veil = h("span", { class: "veil num" }, h("span", { class: "clip" }),
      h("a", { class: "btn btn-icon btn-ghost btn-sm", tabindex: "-1", "aria-label": t("image.remix"),
        title: t("image.remix"), draggable: "false" }, icon("remix")));
    const link = h("a", { class: "to", draggable: "true" },
      placeholder(item.placeholder, item.width / item.height), image);
    const tile = h("div", { class: "tile", "data-id": item.id }, link, check, star, veil);
    tile.parts = { image, check, star, link, veil };
    return tile;
  }

  #update(tile, { item, x, top, width, height, index }, isStop) {
    const { image, check, star, link, veil } = tile.parts, { selected, href } = this.#shown;
    const words = width > 120 && this.#shown.veil?.(item);
    veil.hidden = !words;
    if (words) {
      write(veil.firstChild, words.text);
      mark(veil.lastChild, "href", words.href);
      veil.lastChild.hidden = !words.href;
    }
    Object.assign(tile.style, { left: `${x}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    tile.dataset.index = String(index);
    const wide = Math.max(width, height) * Math.min(2, devicePixelRatio);
    const source = thumbnail(item, wide <= 192 ? 192 : wide <= 460 ? 384 : 768);
    if (tile.dataset.source !== source) {
      tile.dataset.source = source;
      image.src = source;
    }
    const name = nameOf(item), isSelected = selected.has(item.id);
    mark(image, "alt", altOf(item));
    mark(link, "href", href(item));
    mark(link, "tabindex", isStop ? "0" : "-1");
    mark(tile, "data-selected", isSelected);
    mark(check, "aria-pressed", String(isSelected));
    mark(check, "aria-label", t("gallery.selectOne", { name }));
    star.hidden = !item.favorite;
  }

  #putDays(days) {
    for (const [day, node] of this.#days) {
      if (days.has(day)) continue;
      node.remove();
      this.#days.delete(day);
    }
    for (const [day, { top, from, to }] of days) {
      let node = this.#days.get(day);
      if (!node) {
        node = h("div", { class: "day" }, h("h2", {}, dayText(day)), h("span", {}));
        this.#days.set(day, node);
        this.#paper.append(node);
      }
      node.style.top = `${top}px`;
      write(node.lastChild, t("gallery.count", { count: to - from }));
    }
  }

  #focused(target) {
    const id = target.closest?.(".tile")?.dataset.id;
    if (!id || id === this.#focus) return;
    const before = this.#tiles.get(this.#focus);
    this.#focus = id;
    if (before) mark(before.parts.link, "tabindex", "-1");
    const tile = this.#tiles.get(id);
    if (tile) mark(tile.parts.link, "tabindex", "0");
  }

  #click(click) {
    const tile = click.target.closest(".tile");
    if (!tile || click.button || click.target.closest(".veil a")) return;
    const { id } = tile.dataset, onCheck = click.target.closest(".check");
    const plain = !click.shiftKey && !click.ctrlKey && !click.metaKey && this.#shown.selected.size === 0;
    if (!onCheck && plain) return;
    click.preventDefault();
    tile.parts.link.focus({ preventScroll: true });
    this.#select(id, { range: click.shiftKey, toggle: !click.shiftKey });
  }

  #select(id, how) {
    this.dispatchEvent(new CustomEvent("select", { detail: { id, ...how } }));
  }

  #press(press) {
    if (!press.target.closest?.(".tile") || press.ctrlKey && press.key !== "Home" && press.key !== "End" || press.altKey
      || press.metaKey) return;
    const at = this.#items.findIndex(({ id }) => id === this.#focus);
    if (at < 0) return;
    if (press.key === " ") {
      press.preventDefault();
      return this.#select(this.#focus, { range: press.shiftKey, toggle: !press.shiftKey });
    }
    const to = {
      ArrowLeft: () => at - 1, ArrowRight: () => at + 1, ArrowUp: () => this.#beside(at, -1),
      ArrowDown: () => this.#beside(at, 1),
      Home: () => 0, End: () => this.#items.length - 1,
    }[press.key]?.();
    if (to === undefined) return;
    press.preventDefault();
    press.stopPropagation();
    if (to < 0 || to >= this.#items.length) return;
    if (press.shiftKey && !this.#shown.selected.has(this.#focus)) this.#select(this.#focus,
      { range: false, toggle: true });
    this.#go(to);
    if (press.shiftKey) this.#select(this.#items[to].id, { range: true, toggle: false });
  }

  /** The picture above or below: the one whose middle is nearest. */
  #beside(at, direction) {
    const rows = this.#blocks.filter(({ day }) => !day), row = rows.findIndex(({ from, to }) => at >= from && at < to);
    const target = rows[row + direction];
    if (!target) return direction < 0 ? -1 : this.#items.length;
    const middle = (each, index) => each.widths.slice(0, index).reduce((sum, width) => sum + width + GAP,
      0) + each.widths[index] / 2;
    const wanted = middle(rows[row], at - rows[row].from);
    const near = target.widths.map((_, index) => Math.abs(middle(target, index) - wanted));
    return target.from + near.indexOf(Math.min(...near));
  }

  #go(at) {
    const block = this.#blocks.find((each) => !each.day && at >= each.from && at < each.to);
    if (!block) return;
    const above = block.top - DAY, below = block.top + block.height + FOOT;
    if (above < this.scrollTop) this.scrollTop = Math.max(0, above);
    else if (below > this.scrollTop + this.clientHeight) this.scrollTop = below - this.clientHeight;
    this.#focus = this.#items[at].id;
    this.#draw();
    this.#tiles.get(this.#focus)?.parts.link.focus({ preventScroll: true });
  }
}

function ratingOf({ rating }) {
  return `rating-${rating}`;
}

function dayOf({ createdAt }) {
  const date = new Date(createdAt);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** "Today", "Yesterday", else the day by its name. */
function dayText(day) {
  if (day.startsWith("rating-")) return "★".repeat(Number(day.slice(7))) || t("image.noRating");
  const [year, month, date] = day.split("-").map(Number), then = new Date(year, month, date), today = new Date();
  const away = Math.round((new Date(today.getFullYear(), today.getMonth(), today.getDate()) - then) / 86_400_000);
  const sentence = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
  if (away < 2) return sentence(new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(-away, "day"));
  return sentence(new Intl.DateTimeFormat(language(), {
    weekday: "long", day: "numeric", month: "long", year: year === today.getFullYear() ? undefined : "numeric",
  }).format(then));
}

customElements.define("image-wall", ImageWall);
