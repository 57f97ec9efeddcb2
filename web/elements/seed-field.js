// <seed-field>: the number that a picture grows from. Method `show({seed, locked})`. Fires `edit` with both.
// Empty means that the studio draws one; a locked one is kept for every run.

import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { spoken } from "../lib/keys.js";
import { newSeed } from "../lib/recipe.js";

export class SeedField extends HTMLElement {
  #input = h("input", {
    type: "text", inputmode: "numeric", class: "form-control num", autocomplete: "off", maxlength: "16",
    oninput: () => this.#say({ seed: this.#input.value.replace(/[\s.,_]/g, "") }),
  });
  #lock = null;
  #now = { seed: "", locked: false };
  /** Stands at the end of the field's label. */
  hint = h("span", { class: "push t3" });

  connectedCallback() {
    if (this.#lock) return;
    this.classList.add("withbtn");
    this.#input.placeholder = t("create.random");
    this.#lock = this.#button("lock", "create.lockSeed", "create.lock", () => this.toggle());
    this.append(this.#input, this.#button("dice", "create.newSeed", "create.dice", () => this.roll()), this.#lock);
  }

  get field() {
    return this.#input;
  }

  show(now) {
    this.#now = now;
    if (this.#input.value.replace(/[\s.,_]/g, "") !== now.seed) this.#input.value = now.seed;
    mark(this.#lock, "aria-pressed", String(now.locked));
    write(this.hint, now.locked ? t("create.seedKept") : now.seed ? t("create.seedOnce") : "");
  }

  roll() {
    this.#say({ seed: newSeed() });
  }

  /** An empty field that is locked gets a seed to keep. */
  toggle() {
    const locked = !this.#now.locked;
    this.#say({ locked, seed: locked && !this.#now.seed ? newSeed() : locked ? this.#now.seed : "" });
  }

  #button(symbol, key, shortcut, onclick) {
    return h("button", {
      type: "button", class: "btn btn-icon", "aria-label": t(key), title: t(key),
      "aria-keyshortcuts": spoken(shortcut), onclick,
    }, icon(symbol));
  }

  #say(change) {
    this.#now = { ...this.#now, ...change };
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: this.#now }));
  }
}

customElements.define("seed-field", SeedField);
