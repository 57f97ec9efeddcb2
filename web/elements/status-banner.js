// <status-banner>: what stands over every page while something is wrong with the whole site. Method `show(kind)`:
// "offline" (fires `retry`), "vendor" (files are missing) or null.

import { fill, h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

export class StatusBanner extends HTMLElement {
  #kind = null;

  connectedCallback() {
    this.setAttribute("role", "status");
  }

  show(kind) {
    if (kind === this.#kind) return;
    this.#kind = kind;
    if (kind) fill(this, this.#banner(kind));
    else fill(this);
  }

  #banner(kind) {
    const again = () => this.dispatchEvent(new CustomEvent("retry", { bubbles: true }));
    return h("div", { class: "banner warn" },
      icon(kind === "offline" ? "offline" : "warning"),
      h("p", {}, h("span", { class: "strong" }, t(`banner.${kind}.title`)), " ",
        h("span", { class: "t2" }, t(`banner.${kind}.text`)),
        kind === "vendor" && [" ", h("code", {}, "scripts/setup")]),
      kind === "offline"
        && h("button", { type: "button", class: "btn", onclick: again }, icon("refresh"), t("banner.retry")));
  }
}

customElements.define("status-banner", StatusBanner);
