// <workspace-switcher>: the workspace one works in, and the others. Properties: `workspaces` (active ones), `current`
// (a workspace or null), `allHref`. Fires `switch` with an id, and `new-workspace`.

import { inkOn, initial } from "../lib/color.js";
import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import "./menu-button.js";

/** The square in a workspace's colour with the first letter of its name. */
export function swatch({ name, color }, more = "") {
  const ink = inkOn(color);
  const vars = ink ? { "--swatch": color } : {};
  return h("span", { class: `logo ${more}`.trim(), "data-ink": ink, "aria-hidden": "true", vars }, initial(name));
}

export class WorkspaceSwitcher extends HTMLElement {
  #menu = h("menu-button", {});
  #workspaces = [];
  #current = null;
  allHref = "";

  constructor() {
    super();
    this.#menu.look = "ws";
    this.#menu.items = () => this.#items();
    this.#menu.addEventListener("choose", (choice) => {
      choice.stopPropagation();
      const made = choice.detail === "new" ? new CustomEvent("new-workspace", { bubbles: true })
        : new CustomEvent("switch", { bubbles: true, detail: choice.detail });
      this.dispatchEvent(made);
    });
  }

  connectedCallback() {
    if (!this.firstChild) this.append(h("span", { class: "skel" }));
  }

  /** Redraws the button only when what stands on it has changed. */
  show(workspaces, current) {
    this.#workspaces = workspaces;
    const face = JSON.stringify([current?.name, current?.color]);
    this.#current = current;
    if (face === this.dataset.face) return;
    this.dataset.face = face;
    if (!this.#menu.isConnected) this.replaceChildren(this.#menu);
    const name = current?.name ?? t("switcher.none");
    this.#menu.label = t("switcher.label", { name });
    this.#menu.face = [
      current ? swatch(current, "small") : h("span", { class: "logo small" }, icon("layers")),
      h("span", { class: "clip", dir: "auto" }, name), icon("down"),
    ];
  }

  #items() {
    const rows = this.#workspaces.map((each) => ({
      id: each.id, label: each.name, lead: swatch(each, "small"), checked: each.id === this.#current?.id,
    }));
    return [
      rows.length > 0 && { heading: t("switcher.heading") }, ...rows, rows.length > 0 && { rule: true },
      { id: "new", label: t("workspaces.new"), icon: "plus" },
      { label: t("switcher.all"), icon: "layers", href: this.allHref },
    ].filter(Boolean);
  }
}

customElements.define("workspace-switcher", WorkspaceSwitcher);
