// <nav-rail>: the way between pages; at the side, and at the foot of a phone. Properties: `pages`
// ([{name, icon, href, place: "main"|"more"|"end"}]) and `current` (a page's name).

import { h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import "./menu-button.js";

export class NavRail extends HTMLElement {
  #links = new Map();
  #pages = [];
  #more = null;

  set pages(pages) {
    this.#pages = pages;
    if (this.#links.size === 0) this.#build();
    for (const { name, href } of pages) mark(this.#links.get(name), "href", href);
    mark(this.querySelector(".home"), "href", pages[0].href);
  }

  set current(name) {
    for (const [each, link] of this.#links) mark(link, "aria-current", each === name && "page");
    const hidden = this.#pages.some((page) => page.name === name && page.place !== "main");
    mark(this.#more.button, "data-current", hidden);
  }

  #build() {
    for (const page of this.#pages) {
      this.#links.set(page.name, h("a", { class: `to ${page.place}` }, icon(page.icon), t(`nav.${page.name}`)));
    }
    this.#more = h("menu-button", {});
    this.#more.look = "to";
    this.#more.face = [icon("more"), t("nav.more")];
    this.#more.items = () => this.#pages.filter((page) => page.place !== "main")
      .map((page) => ({ label: t(`pages.${page.name}`), icon: page.icon, href: page.href }));
    const list = (place) => this.#pages.filter((page) => page.place === place)
      .map((page) => this.#links.get(page.name));
    this.append(h("nav", { "aria-label": t("nav.label") },
      h("a", { class: "home", "aria-label": t("nav.home") }, icon("mark")),
      list("main"), list("more"), h("span", { class: "gap" }), list("end"), this.#more));
  }
}

customElements.define("nav-rail", NavRail);
