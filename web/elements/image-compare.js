// <image-compare>: two pictures in one place. Method `show(one, other, mode)`; `mode` is `slider`, `side` or `blink`.

import { fill, h, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { altOf, nameOf } from "../lib/pictures.js";

const BLINK = 700;

export const MODES = ["slider", "side", "blink"];

export class ImageCompare extends HTMLElement {
  #key = null;
  #timer = null;

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#key = null;
  }

  show(one, other, mode) {
    const key = [one.id, other.id, mode].join();
    if (key === this.#key) return;
    this.#key = key;
    clearInterval(this.#timer);
    this.dataset.mode = mode;
    fill(this, { slider: () => this.#slider(one, other), side: () => this.#side(one, other),
      blink: () => this.#blink(one, other) }[mode]());
  }

  #picture(image, look = "") {
    return h("img", { src: image.fileUrl, alt: altOf(image), class: look, draggable: "false", decoding: "async" });
  }

  #frame(one, ...children) {
    return h("div", { class: "pair", vars: { "--ratio": one.width / one.height } }, children);
  }

  #slider(one, other) {
    const range = h("input", { type: "range", min: "0", max: "100", step: "0.5", value: "50", class: "wipe",
      "aria-label": t("image.wipe") });
    const frame = this.#frame(one, this.#picture(other), this.#picture(one, "upper"),
      h("span", { class: "rule", "aria-hidden": "true" }), range,
      h("span", { class: "tag left", dir: "auto" }, nameOf(one)),
      h("span", { class: "tag right", dir: "auto" }, nameOf(other)));
    const place = () => frame.style.setProperty("--at", `${range.value}%`);
    range.addEventListener("input", place);
    place();
    return frame;
  }

  #side(one, other) {
    return [one, other].map((image) => h("figure", {}, this.#picture(image),
      h("figcaption", { class: "clip", dir: "auto" }, nameOf(image))));
  }

  /** It begins to blink only when somebody says so, and stops when somebody says so. */
  #blink(one, other) {
    const upper = this.#picture(one, "upper"), name = h("span", { class: "tag left", dir: "auto" });
    const turn = () => {
      upper.hidden = !upper.hidden;
      write(name, nameOf(upper.hidden ? other : one));
    };
    write(name, nameOf(one));
    const words = h("span", {}, t("image.blinkStart"));
    const play = h("button", {
      type: "button", class: "btn", onclick: () => {
        const runs = this.#timer !== null;
        clearInterval(this.#timer);
        this.#timer = runs ? null : setInterval(turn, BLINK);
        write(words, t(runs ? "image.blinkStart" : "image.blinkStop"));
      },
    }, icon("eye"), words);
    this.#timer = null;
    return [this.#frame(one, this.#picture(other), upper, name),
      h("div", { class: "acts" }, h("button", { type: "button", class: "btn", onclick: turn }, icon("refresh"),
        t("image.blinkTurn")), play)];
  }
}

customElements.define("image-compare", ImageCompare);
