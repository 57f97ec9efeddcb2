// <image-stage>: one picture as large as fits, or as large as one wants. Method `show({src, under, width, height,
// alt})`.
// Wheel and pinch zoom, a drag moves, a double click goes between fitting and its own pixels. Fires `zoomed` with the
// scale, and `swipe` with 1 or -1.

import { h, mark } from "../lib/html.js";

const MOST = 8;
const STEP = 1.4;
const SWIPE = 60;

export class ImageStage extends HTMLElement {
  #under = h("img", { class: "under", alt: "", "aria-hidden": "true" });
  #image = h("img", { decoding: "async", draggable: "false" });
  #shown = null;
  #scale = 1;
  #at = { x: 0, y: 0 };
  #fits = true;
  #pointers = new Map();
  #from = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#under, this.#image);
    new ResizeObserver(() => this.#fits ? this.fit() : this.#place()).observe(this);
    this.addEventListener("wheel", (turn) => this.#wheel(turn), { passive: false });
    this.addEventListener("dblclick", (click) => this.toggle(click));
    this.addEventListener("pointerdown", (press) => this.#down(press));
    this.addEventListener("pointermove", (move) => this.#move(move));
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, (lift) => this.#up(lift));
  }

  show(shown) {
    if (this.#shown?.src === shown.src) {
      mark(this.#image, "alt", shown.alt);
      return;
    }
    this.#shown = shown;
    for (const [image, source] of [[this.#under, shown.under], [this.#image, shown.src]]) {
      image.src = source;
      Object.assign(image, { width: shown.width, height: shown.height });
    }
    mark(this.#image, "alt", shown.alt);
    this.fit();
  }

  /** How many screen pixels one of its pixels has. */
  get scale() {
    return this.#scale;
  }

  get isFitting() {
    return this.#fits;
  }

  fit() {
    this.#fits = true;
    this.#scale = this.#fitting;
    this.#at = { x: 0, y: 0 };
    this.#place();
  }

  /** Between fitting and its own pixels. */
  toggle(point = null) {
    if (this.#fits) this.#zoom(this.#fitting < 0.98 ? 1 : this.#fitting * 2, point);
    else this.fit();
  }

  /** In with 1, out with -1. */
  step(direction) {
    this.#zoom(this.#scale * STEP ** direction);
  }

  /** Moves what is seen; false when all of it is seen anyway. */
  pan(x, y) {
    if (this.#fits) return false;
    this.#at = { x: this.#at.x + x, y: this.#at.y + y };
    this.#place();
    return true;
  }

  get #fitting() {
    const { width = 1, height = 1 } = this.#shown ?? {};
    return Math.min(this.clientWidth / width, this.clientHeight / height, Math.max(1, 768 / Math.max(width, height)))
      || 1;
  }

  /** The point under the mouse stays under it. */
  #zoom(scale, point = null) {
    const least = this.#fitting, next = Math.min(Math.max(MOST, least * 4), Math.max(least, scale));
    const box = this.getBoundingClientRect();
    const away = point ? { x: point.clientX - box.x - box.width / 2, y: point.clientY - box.y - box.height / 2 }
      : { x: 0, y: 0 };
    const grown = next / this.#scale;
    this.#at = { x: away.x - (away.x - this.#at.x) * grown, y: away.y - (away.y - this.#at.y) * grown };
    this.#scale = next;
    this.#fits = next <= least * 1.001;
    if (this.#fits) this.#at = { x: 0, y: 0 };
    this.#place();
  }

  #place() {
    if (!this.#shown) return;
    const { width, height } = this.#shown;
    const room = (size, view) => Math.max(0, (size * this.#scale - view) / 2);
    const [x, y] = [room(width, this.clientWidth), room(height, this.clientHeight)];
    this.#at = { x: Math.min(x, Math.max(-x, this.#at.x)), y: Math.min(y, Math.max(-y, this.#at.y)) };
    for (const image of [this.#under, this.#image]) {
      image.style.transform = `translate(-50%, -50%) translate(${this.#at.x}px, ${this.#at.y}px) scale(${this.#scale})`;
    }
    this.classList.toggle("zoomed", !this.#fits);
    this.classList.toggle("pixels", this.#scale >= 3);
    this.dispatchEvent(new CustomEvent("zoomed", { detail: this.#scale }));
  }

  #wheel(turn) {
    turn.preventDefault();
    const amount = turn.deltaMode === 1 ? turn.deltaY * 16 : turn.deltaY;
    this.#zoom(this.#scale * Math.exp(-amount * (turn.ctrlKey ? 0.01 : 0.002)), turn);
  }

  #down(press) {
    if (press.button) return;
    this.setPointerCapture(press.pointerId);
    this.#pointers.set(press.pointerId, { x: press.clientX, y: press.clientY });
    this.#from = { x: press.clientX, y: press.clientY };
  }

  #move(move) {
    const before = this.#pointers.get(move.pointerId);
    if (!before) return;
    const now = { x: move.clientX, y: move.clientY };
    this.#pointers.set(move.pointerId, now);
    if (this.#pointers.size === 2) {
      const other = [...this.#pointers].find(([id]) => id !== move.pointerId)[1];
      const far = (point) => Math.hypot(point.x - other.x, point.y - other.y);
      this.#zoom(this.#scale * far(now) / Math.max(1, far(before)),
        { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
    } else if (!this.#fits) {
      this.pan(now.x - before.x, now.y - before.y);
    }
  }

  #up(lift) {
    if (!this.#pointers.delete(lift.pointerId) || !this.#fits || lift.pointerType === "mouse") return;
    const away = lift.clientX - this.#from.x;
    if (Math.abs(away) > SWIPE && Math.abs(away) > 2 * Math.abs(lift.clientY - this.#from.y)) {
      this.dispatchEvent(new CustomEvent("swipe", { detail: away < 0 ? 1 : -1 }));
    }
  }
}

customElements.define("image-stage", ImageStage);
