// <missing-page>: an address that leads nowhere.

import { emptyState } from "../elements/empty-state.js";
import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

class MissingPage extends HTMLElement {
  context = null;

  connectedCallback() {
    const { router } = this.context;
    const way = h("a", { class: "btn", href: router.href("workspaces") }, icon("layers"), t("missing.workspaces"));
    this.replaceChildren(emptyState({
      symbol: "search", title: t("pages.missing"), text: t("missing.text"), actions: [way], level: "h1",
    }));
  }
}

customElements.define("missing-page", MissingPage);
