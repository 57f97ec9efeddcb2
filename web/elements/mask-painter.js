// paintMask({image, maskId?}): a person paints over the part of a picture that shall be made anew; resolves to the mask
// as a PNG of the picture's own size, white where it was painted and black elsewhere, or to null when it was left. The
// mouse, a pen, a finger and the arrow keys paint; what was painted is kept as strokes, so that each can be undone.

import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { altOf, tell } from "../lib/pictures.js";
import { Strokes } from "../lib/strokes.js";

/** Of the longer side, for the brush: the least, the most and what it begins with. */
const BRUSH = { least: 0.01, most: 0.3, first: 0.08, step: 1.25 };

export function paintMask({ image, maskId = null }) {
  return new Promise((answer) => new Painter(image, maskId, answer).open());
}

class Painter {
  #image;
  #strokes;
  #answer;
  #isErasing = false;
  #size;
  #at;
  #pointer = null;
  #parts = null;
  /** When the mask that was there before is. */
  #begun = null;

  constructor(image, maskId, answer) {
    const { width, height } = image, longer = Math.max(width, height);
    this.#image = image;
    this.#answer = answer;
    this.#strokes = new Strokes(width, height, () => this.#draw());
    this.#size = longer * BRUSH.first;
    this.#at = { x: width / 2, y: height / 2 };
    if (!maskId) return;
    this.#begun = this.#strokes.load(`/api/v1/images/${maskId}/file`).catch(() => tell({ text: t("mask.lost"), bad: true }));
  }

  open() {
    const { dialog } = this.#parts = this.#build();
    document.body.append(dialog);
    dialog.showModal();
    this.#parts.canvas.focus();
    this.#draw();
  }

  #build() {
    const { width, height } = this.#image, longer = Math.max(width, height);
    const tool = (symbol, key, action, more = {}) => h("button", {
      type: "button", class: "btn btn-icon", "aria-label": t(key), title: t(key), onclick: action, ...more,
    }, icon(symbol));
    const brush = tool("edit", "mask.brush", () => this.#erase(false)), eraser = tool("minus", "mask.eraser",
      () => this.#erase(true));
    const undo = tool("undo", "mask.undo", () => this.#strokes.undo()), redo = tool("refresh", "mask.redo",
      () => this.#strokes.redo());
    const size = h("input", {
      type: "range", class: "range", min: longer * BRUSH.least, max: longer * BRUSH.most, step: "any",
      value: this.#size, "aria-label": t("mask.size"), oninput: () => this.#resize(size.valueAsNumber),
    });
    const canvas = h("canvas", { width, height, tabindex: "0", role: "application", "aria-label": t("mask.canvas"),
      "aria-describedby": "mask-help" });
    const ring = h("span", { class: "ring", "aria-hidden": "true" });
    const sheet = h("div", { class: "sheet", vars: { "--ratio": width / height } },
      h("img", { src: this.#image.fileUrl, alt: altOf(this.#image), draggable: "false" }), canvas, ring);
    const said = h("p", { class: "sr", role: "status" });
    const use = h("button", { type: "button", class: "btn btn-primary", onclick: () => this.#finish() }, icon("check"),
      t("mask.use"));
    const dialog = h("dialog", {
      class: "dialog mask", "aria-labelledby": "mask-title",
      onkeydown: (press) => this.#press(press),
      onclose: () => {
        this.#answer(null);
        dialog.remove();
      },
    },
    h("header", { class: "bar rule" },
      h("h2", { class: "head", id: "mask-title" }, t("mask.title")),
      h("div", { class: "tools", role: "toolbar", "aria-label": t("mask.tools") }, brush, eraser,
        h("label", { class: "sizer" }, size), undo, redo,
        tool("compare", "mask.invert", () => this.#strokes.add({ invert: true })),
        tool("trash", "mask.clear", () => this.#strokes.add({ clear: true }))),
      h("button", { type: "button", class: "btn btn-icon btn-ghost push", "aria-label": t("dialogs.close"),
        onclick: () => dialog.close() }, icon("x"))),
    h("div", { class: "floor" }, sheet),
    h("footer", {}, h("p", { class: "small t3 help", id: "mask-help" }, t("mask.help")), said,
      h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close() }, t("dialogs.cancel")),
      use));
    canvas.addEventListener("pointerdown", (press) => this.#down(press));
    canvas.addEventListener("pointermove", (move) => this.#move(move));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { this.#pointer = null; });
    return { dialog, canvas, ring, sheet, size, brush, eraser, undo, redo, use, said };
  }

  #draw() {
    if (!this.#parts) return;
    const { canvas, brush, eraser, undo, redo, use } = this.#parts, face = canvas.getContext("2d");
    face.clearRect(0, 0, canvas.width, canvas.height);
    this.#strokes.paint(face, getComputedStyle(canvas).color);
    mark(brush, "aria-pressed", String(!this.#isErasing));
    mark(eraser, "aria-pressed", String(this.#isErasing));
    undo.disabled = !this.#strokes.canUndo;
    redo.disabled = !this.#strokes.canRedo;
    mark(use, "aria-disabled", this.#strokes.isEmpty && "true");
    this.#drawRing();
  }

  #drawRing() {
    const { ring } = this.#parts, { width, height } = this.#image;
    Object.assign(ring.style, { left: `${this.#at.x / width * 100}%`, top: `${this.#at.y / height * 100}%`,
      width: `${this.#size / width * 100}%` });
  }

  #erase(isErasing) {
    this.#isErasing = isErasing;
    write(this.#parts.said, t(isErasing ? "mask.eraser" : "mask.brush"));
    this.#draw();
  }

  #resize(size) {
    const longer = Math.max(this.#image.width, this.#image.height);
    this.#size = Math.min(longer * BRUSH.most, Math.max(longer * BRUSH.least, size));
    this.#parts.size.value = String(this.#size);
    this.#drawRing();
  }

  #point({ clientX, clientY }) {
    const box = this.#parts.canvas.getBoundingClientRect(), { width, height } = this.#image;
    return { x: (clientX - box.x) / box.width * width, y: (clientY - box.y) / box.height * height };
  }

  #down(press) {
    if (press.button > 0 && press.button !== 5 || this.#pointer !== null) return;
    this.#parts.canvas.setPointerCapture(press.pointerId);
    this.#pointer = press.pointerId;
    this.#at = this.#point(press);
    // The other end of a pen, and the right hand's second button, erase.
    this.#strokes.begin({ size: this.#size, erase: this.#isErasing || press.button === 5, at: this.#at });
  }

  #move(move) {
    this.#at = this.#point(move);
    if (move.pointerId !== this.#pointer) return this.#drawRing();
    for (const each of move.getCoalescedEvents?.() ?? [move]) this.#strokes.go(this.#point(each));
    return undefined;
  }

  #press(press) {
    const control = press.ctrlKey || press.metaKey;
    if (control && press.code === "KeyZ") {
      press.preventDefault();
      return press.shiftKey ? this.#strokes.redo() : this.#strokes.undo();
    }
    if (control || press.altKey) return undefined;
    const grow = { BracketRight: BRUSH.step, BracketLeft: 1 / BRUSH.step }[press.code];
    if (grow) return this.#resize(this.#size * grow);
    const key = { KeyB: () => this.#erase(false), KeyE: () => this.#erase(true),
      KeyI: () => this.#strokes.add({ invert: true }) }[press.code];
    if (key) return key();
    return press.target === this.#parts.canvas ? this.#walk(press) : undefined;
  }

  /** By keys: the arrows carry the brush, with Shift they paint on the way; Space and Enter set a dab. */
  #walk(press) {
    const step = this.#size / 4, { width, height } = this.#image;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[press.key];
    const dab = press.key === " " || press.key === "Enter";
    if (!way && !dab) return;
    press.preventDefault();
    const before = this.#at, [x, y] = way ?? [0, 0];
    this.#at = { x: Math.min(width, Math.max(0, before.x + x)), y: Math.min(height, Math.max(0, before.y + y)) };
    if (dab || press.shiftKey) {
      this.#strokes.begin({ size: this.#size, erase: this.#isErasing, at: before });
      if (way) this.#strokes.go(this.#at);
    }
    this.#drawRing();
    const percent = (part) => Math.round(part * 100);
    write(this.#parts.said, t("mask.at", { x: percent(this.#at.x / width), y: percent(this.#at.y / height) }));
  }

  async #finish() {
    await this.#begun;
    if (this.#strokes.isEmpty) return tell({ text: t("mask.empty") });
    const blob = await this.#strokes.png();
    this.#answer(blob);
    this.#parts.dialog.close();
    return undefined;
  }
}
