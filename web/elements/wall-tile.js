// A picture of a wall: its thumbnail with what is said of it. A wall makes and drops hundreds of them while somebody
// scrolls, so each begins with as few nodes as it can: the star and the tick come when there is one, the line at its
// foot when somebody is there.

import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { altOf, nameOf, thumbnail } from "../lib/pictures.js";
import { placeholder } from "../lib/thumbhash.js";

/** How long a thumbnail may take before its ThumbHash is shown. */
const PATIENCE = 50;
/** Narrower ones have no room for words. */
const ROOM = 120;

export class WallTile {
  /** Whether it was shown as the wall has it now. */
  edition = 0;
  #image = h("img", { alt: "", decoding: "async", draggable: "false", onload: () => this.#image.classList.add("there") });
  #link = h("a", { class: "to", draggable: "true", tabindex: "-1" }, this.#image);
  #check = h("button", { type: "button", class: "check", tabindex: "-1" });
  #star = null;
  #veil = null;
  #source = null;
  #place = null;
  node = h("div", { class: "tile" }, this.#link, this.#check);

  constructor({ id, placeholder: hash, width, height }) {
    this.node.dataset.id = id;
    // Most thumbnails come at once, and who scrolls fast passes the others: only for some it is worth to be painted.
    setTimeout(() => this.node.isConnected && !this.#image.complete
      && this.#link.prepend(placeholder(hash, width / height) ?? ""), PATIENCE);
  }

  get image() {
    return this.#image;
  }

  /** Where it stands, and which picture of the list it is. */
  show({ item, x, top, width, height, index }, { isSelected, href }) {
    this.#place = { item, width };
    Object.assign(this.node.style, { left: `${x}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    this.node.dataset.index = String(index);
    const wide = Math.max(width, height) * Math.min(2, devicePixelRatio);
    const source = thumbnail(item, wide <= 192 ? 192 : wide <= 460 ? 384 : 768);
    if (this.#source !== source) this.#image.src = this.#source = source;
    mark(this.#image, "alt", altOf(item));
    mark(this.#link, "href", href);
    mark(this.node, "data-selected", isSelected);
    mark(this.#check, "aria-pressed", String(isSelected));
    mark(this.#check, "aria-label", t("gallery.selectOne", { name: nameOf(item) }));
    if (isSelected && !this.#check.firstChild) this.#check.append(icon("check"));
    if (item.favorite && !this.#star) this.node.append(this.#star = h("span", { class: "star" }, icon("star", "full")));
    if (!item.favorite) this.#star = this.#star?.remove() ?? null;
  }

  /** The line at its foot, for whoever points at it or stands on it; `say(item)` is `{text, href}` or null. */
  unveil(say) {
    const { item, width } = this.#place, words = width > ROOM ? say(item) : null;
    if (!words) return this.#veil?.remove();
    this.#veil ??= h("span", { class: "veil num" }, h("span", { class: "clip" }),
      h("a", { class: "btn btn-icon btn-ghost btn-sm", tabindex: "-1", "aria-label": t("image.remix"),
        title: t("image.remix"), draggable: "false" }, icon("remix")));
    const [line, remix] = this.#veil.children;
    write(line, words.text);
    mark(remix, "href", words.href);
    remix.hidden = !words.href;
    if (!this.#veil.isConnected) this.node.append(this.#veil);
    return undefined;
  }

  get isVeiled() {
    return Boolean(this.#veil?.isConnected);
  }

  /** Whether the key Tab comes by here. */
  set isStop(isStop) {
    mark(this.#link, "tabindex", isStop ? "0" : "-1");
  }

  focus() {
    this.#link.focus({ preventScroll: true });
  }
}
