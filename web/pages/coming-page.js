// comingPage(name): a page that is not here yet. It says what a person will do there, shows its shape, and leads to
// what works. Each such page gives way to the real one in its own file.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon, sketch } from "../lib/icons.js";

const POINTS = ["one", "two", "three"];

export function comingPage(name, symbols) {
  return class extends HTMLElement {
    context = null;

    connectedCallback() {
      if (this.firstChild) return;
      const { router } = this.context;
      this.classList.add("coming");
      this.append(h("div", { class: "scroll", "data-scroll": true },
        h("section", { class: "inner", "aria-labelledby": "coming-title" },
          h("div", { class: "drawing" }, sketch(name)),
          h("p", { class: "badge accent" }, icon("clock"), t("coming.badge")),
          h("h1", { class: "title", id: "coming-title", tabindex: "-1" }, t(`pages.${name}`)),
          h("p", { class: "t2 about" }, t(`coming.${name}.text`)),
          h("ul", {}, POINTS.map((point, at) =>
            h("li", {}, icon(symbols[at]), h("span", {}, t(`coming.${name}.${point}`))))),
          h("p", { class: "acts" },
            h("a", { class: "btn", href: router.href("workspaces") }, icon("layers"), t("coming.workspaces"))))));
    }
  };
}
