// <shape-picker>: how large the picture shall be. Method `show(card, {width, height})`. Fires `edit` with both.

import { fill, h, mark, write } from "../lib/html.js";
import { size } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { field } from "../lib/field.js";
import { bounds, fixedSizes, megapixels, shapes } from "../lib/sizes.js";
import "./number-stepper.js";

export class ShapePicker extends HTMLElement {
  #said = h("span", { class: "push t3 num" });
  #row = h("div", { class: "shapes", role: "group" });
  #own = h("div", { class: "two own", hidden: true });
  #sides = { width: h("number-stepper", {}), height: h("number-stepper", {}) };
  #custom = false;
  #card = null;
  #offered = [];
  #size = { width: null, height: null };

  connectedCallback() {
    if (this.firstChild) return;
    this.#row.setAttribute("aria-label", t("create.shape"));
    this.append(h("div", { class: "form-label" }, t("create.shape"), this.#said), this.#row, this.#own);
    for (const [side, stepper] of Object.entries(this.#sides)) {
      stepper.addEventListener("edit", (event) => {
        event.stopPropagation();
        this.#say({ ...this.#size, [side]: event.detail });
      });
      this.#own.append(field(side, { label: t(`fields.${side}`), control: stepper }));
    }
  }

  show(card, { width, height }) {
    if (card !== this.#card) this.#build(card);
    this.#size = { width, height };
    const at = this.#offered.findIndex((each) => each.width === width && each.height === height);
    const custom = !this.#isFixed && (at < 0 || this.#custom);
    [...this.#row.children].forEach((button, index) => {
      const here = index === this.#offered.length ? custom : !custom && index === at;
      mark(button, "aria-pressed", String(here));
    });
    this.#own.hidden = !custom;
    write(this.#said, width && height
      ? t("create.size", { size: size(width, height), megapixels: megapixels(width, height) }) : "");
    for (const [side, stepper] of Object.entries(this.#sides)) {
      stepper.show({ value: this.#size[side], ...bounds(card, side), label: t(`fields.${side}`) });
    }
  }

  get #isFixed() {
    return fixedSizes(this.#card).length > 0;
  }

  #build(card) {
    this.#card = card;
    this.#custom = false;
    this.#offered = shapes(card);
    const button = (symbol, label, onclick) =>
      h("button", { type: "button", "aria-pressed": "false", onclick }, icon(symbol), label);
    fill(this.#row,
      this.#offered.map(({ symbol, label, width, height }) => button(symbol, label, () => {
        this.#custom = false;
        this.#say({ width, height });
      })),
      !this.#isFixed && button("sliders", t("create.custom"), () => {
        this.#custom = true;
        this.#say(this.#size);
      }));
  }

  #say(detail) {
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail }));
  }
}

customElements.define("shape-picker", ShapePicker);
