// <top-bar>: which workspace, the way to everything, help and looks. Property: `switcher` (the workspace switcher).
// Fires `palette`, `help`, `theme`, and what the workspace switcher fires.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps, spoken } from "../lib/keys.js";
import "./workspace-switcher.js";

export class TopBar extends HTMLElement {
  #switcher = null;

  connectedCallback() {
    this.#switcher ??= h("workspace-switcher", {});
    if (this.firstChild) return;
    const say = (name) => () => this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
    this.append(h("header", {},
      h("div", { class: "start" }, this.#switcher),
      h("button", {
        type: "button", class: "find", onclick: say("palette"), "aria-haspopup": "dialog",
        "aria-label": t("top.find"), "aria-keyshortcuts": spoken("palette.open"),
      },
      icon("search"), h("span", { class: "clip" }, t("top.find")),
      h("kbd", { class: "kbd", "aria-hidden": "true" }, caps("palette.open").flat().join(" "))),
      h("div", { class: "end" }, h("div", { class: "queue" }), h("button", {
        type: "button", class: "btn btn-ghost btn-icon not-narrow", onclick: say("help"), "aria-haspopup": "dialog",
        "aria-label": t("top.help"), title: t("top.help"),
      }, icon("help")),
      h("button", {
        type: "button", class: "btn btn-ghost btn-icon", onclick: say("theme"),
        "aria-label": t("top.theme"), title: t("top.theme"),
      }, icon("sun", "when-dark"), icon("moon", "when-light")))));
  }

  /** Where the queue is shown. */
  set queue(button) {
    this.querySelector(".queue").replaceChildren(button);
  }

  get switcher() {
    return this.#switcher;
  }
}

customElements.define("top-bar", TopBar);
