// The lists of the prompts page: the kinds of things, then the folders and tags of what is saved. On narrow windows
// they
// stand in a row over the list.

import { h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

/** The lists; the first one needs no mention in the address. */
export const VIEWS = [
  { name: "all", symbol: "prompts" }, { name: "favorites", symbol: "star" }, { name: "history", symbol: "clock" },
  { name: "styles", symbol: "sliders" }, { name: "words", symbol: "text" }, { name: "trash", symbol: "trash" },
];
const MOST_TAGS = 40;

export class PromptsSide {
  node;
  tabs;
  #router;
  #views = [];
  #folders = h("ul", { class: "list" });
  #tags = h("div", { class: "tags" });
  #foldersCap = h("h2", { class: "cap" }, t("prompts.folders"));
  #tagsCap = h("h2", { class: "cap" }, t("image.tags"));

  constructor({ router }) {
    this.#router = router;
    this.node = h("nav", { class: "scroll", "aria-label": t("prompts.lists") }, this.#list(""), this.#foldersCap,
      this.#folders, this.#tagsCap, this.#tags);
    this.tabs = h("nav", { class: "tabs", "aria-label": t("prompts.kinds") }, this.#list("tab-"));
  }

  show({ view, folder, tag, facets }) {
    for (const { node, name } of this.#views) {
      mark(node, "href", this.#router.href("prompts", { view: name === VIEWS[0].name ? null : name }));
      mark(node, "aria-current", name === view && !folder && !tag && "page");
    }
    const folders = facets.folders.filter(({ value }) => value);
    this.#foldersCap.hidden = folders.length === 0;
    reconcile(this.#folders, folders, {
      key: ({ value }) => value,
      make: () => h("li", {}, h("a", { class: "nav-l" }, icon("folder"), h("span", { class: "clip", dir: "auto" }),
        h("span", { class: "n num" }))),
      update: (node, { value, count }) => {
        const link = node.firstChild, depth = value.split("/").length - 1;
        mark(link, "href", this.#router.href("prompts", { folder: value }));
        mark(link, "aria-current", value === folder && "page");
        link.style.setProperty("--depth", depth);
        write(link.children[1], value.slice(value.lastIndexOf("/") + 1));
        mark(link, "title", value);
        write(link.lastChild, String(count));
      },
    });
    const tags = facets.tags.slice(0, MOST_TAGS);
    this.#tagsCap.hidden = tags.length === 0;
    reconcile(this.#tags, tags, {
      key: ({ value }) => value,
      make: ({ value }) => h("a", { class: "chip" }, icon("tag"), h("span", { class: "clip", dir: "auto" }, value)),
      update: (node, { value }) => {
        mark(node, "href", this.#router.href("prompts", { tag: value === tag ? null : value }));
        mark(node, "aria-current", value === tag && "page");
      },
    });
  }

  #list(prefix) {
    return h("ul", { class: "list" }, VIEWS.map(({ name, symbol }) => {
      const node = h("a", { class: "nav-l", "data-view": prefix + name }, icon(symbol), h("span", {},
        t(`prompts.views.${name}`)));
      this.#views.push({ node, name });
      return h("li", {}, node);
    }));
  }
}
