// <rich-text>: what a model or a person wrote, as Markdown. Method `show(text, {live})`: `live` while it is written.
// Its copy buttons work by themselves.

import { copy } from "../lib/clipboard.js";
import { t } from "../lib/i18n.js";
import { Markdown } from "../lib/markdown.js";

export class RichText extends HTMLElement {
  #markdown = new Markdown(this);

  connectedCallback() {
    this.classList.add("md");
    this.onclick = (click) => this.#clicked(click);
  }

  show(text, { live = false } = {}) {
    this.classList.toggle("live", live);
    this.#markdown.show(text);
  }

  async #clicked(click) {
    const button = click.target.closest("[data-copy]");
    if (!button || !await copy(button.closest(".code").querySelector("code").textContent)) return;
    const label = button.lastElementChild;
    label.textContent = t("markdown.copied");
    setTimeout(() => { label.textContent = t("markdown.copy"); }, 1500);
  }
}

customElements.define("rich-text", RichText);
