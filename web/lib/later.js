// What is needed only when it is asked for: it comes then, once, and what fails is asked for again.

import { Problem } from "./api.js";
import { h } from "./html.js";
import { moreWords } from "./i18n.js";
import { style } from "./styles.js";

/**
 * `later(bring, sheet)`: a function that resolves to what `bring` imports when its style, if any, and its words are
 * there too; `isBrief` says that the first words are enough for it.
 */
export function later(bring, sheet = null, { isBrief = false } = {}) {
  let coming = null;
  return () => (coming ??= Promise.all([bring(), sheet && style(sheet), !isBrief && moreWords()]).then(([module]) => module, () => {
    coming = null;
    throw new Problem({ code: "unreachable" });
  }));
}

/** An element that comes into its `place` when it is first wanted. */
export class LateElement {
  /** Stands where the element will. */
  place = h("span", { hidden: true });
  #name;
  #module;
  #equip;
  #node = null;

  /** `module` is a `later`, `equip` gets the element before it is in the document. */
  constructor(name, module, equip = () => {}) {
    this.#name = name;
    this.#module = module;
    this.#equip = equip;
  }

  /** Resolves to the element. Throws a Problem when it cannot come. */
  async get() {
    await this.#module();
    if (!this.#node) {
      this.#node = h(this.#name, {});
      this.#equip(this.#node);
      this.place.replaceWith(this.#node);
    }
    return this.#node;
  }
}

/**
 * Keeps what is typed while a field is on its way. Returns a function that ends that and gives the text, or null after
 * Escape.
 */
export function typedAhead() {
  let text = "";
  const keep = (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey) return;
    press.preventDefault();
    press.stopImmediatePropagation();
    if (press.key === "Escape") end(text = null);
    else if (press.key === "Backspace") text = text.slice(0, -1);
    else if (press.key.length === 1) text += press.key;
  };
  const end = () => removeEventListener("keydown", keep, true);
  addEventListener("keydown", keep, true);
  return () => (end(), text);
}
