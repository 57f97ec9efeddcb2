// <number-stepper>: a number between two buttons. Method `show({value, least, most, step, standard, label})`; what is
// null is left to the model, and its standard stands there pale. Fires `edit` with the number or null.

import { h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

export class NumberStepper extends HTMLElement {
  #field = h("input", { type: "number", class: "num", autocomplete: "off", oninput: () => this.#edited() });
  #less = this.#button("minus", -1);
  #more = this.#button("plus", 1);
  #shown = {};

  constructor() {
    super();
    this.#field.addEventListener("wheel", (turn) => document.activeElement === this.#field && turn.preventDefault());
  }

  connectedCallback() {
    this.classList.add("stepper");
    if (!this.firstChild) this.append(this.#less, this.#field, this.#more);
  }

  show(shown) {
    this.#shown = shown;
    const { value, least, most, step, standard, label } = shown;
    mark(this.#field, "min", least);
    mark(this.#field, "max", most);
    mark(this.#field, "step", step ?? "any");
    mark(this.#field, "placeholder", standard ?? t("create.auto"));
    mark(this.#less, "aria-label", t("stepper.less", { label }));
    mark(this.#more, "aria-label", t("stepper.more", { label }));
    const text = value === null || value === undefined ? "" : String(value);
    if (this.#field.value !== text && Number(this.#field.value || NaN) !== value) this.#field.value = text;
    this.#bound();
  }

  get field() {
    return this.#field;
  }

  #button(symbol, direction) {
    return h("button", { type: "button", tabindex: "-1", onclick: () => this.#step(direction) }, icon(symbol));
  }

  #step(direction) {
    const { value, step, standard } = this.#shown, least = this.#shown.least ?? -Infinity,
      most = this.#shown.most ?? Infinity;
    const size = step || (Number.isInteger(standard ?? value ?? 1) ? 1 : 0.5);
    const from = value ?? Number(standard ?? (Number.isFinite(least) ? least : 0));
    const next = Math.min(most, Math.max(least, Math.round((from + direction * size) * 1000) / 1000));
    this.#field.value = String(next);
    this.#edited();
  }

  #edited() {
    const value = this.#field.value === "" ? null : this.#field.valueAsNumber;
    this.#shown = { ...this.#shown, value };
    this.#bound();
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: value }));
  }

  #bound() {
    const value = this.#shown.value ?? NaN, { least, most } = this.#shown;
    mark(this.#less, "aria-disabled", value <= (least ?? -Infinity) && "true");
    mark(this.#more, "aria-disabled", value >= (most ?? Infinity) && "true");
  }
}

customElements.define("number-stepper", NumberStepper);
