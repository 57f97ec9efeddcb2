// <shortcut-help>: what the keys do, on `?`. It reads the table that binds them, so it cannot tell anything else.

import { fill, h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { SHORTCUTS, caps } from "../lib/keys.js";
import { preference } from "../lib/preferences.js";

/** The shortcuts that work now, group by group. */
export function shortcutGroups() {
  const groups = [...new Set(SHORTCUTS.map((each) => each.group))];
  return groups.map((group) => {
    const rows = SHORTCUTS.filter((each) => each.group === group && caps(each.id).length > 0);
    return rows.length > 0 && h("section", {},
      h("h3", { class: "small t3" }, t(`keys.groups.${group}`)),
      h("dl", {}, rows.map(({ id }) => h("div", {}, h("dt", {}, t(`shortcuts.${id}`)), h("dd", {}, keyCaps(id))))));
  });
}

/** Key caps in a row, "then" between strokes. */
function keyCaps(id) {
  return caps(id).map((stroke, at) => [
    at > 0 && h("span", { class: "t3 small" }, t("keys.then")),
    stroke.map((cap) => h("kbd", { class: "kbd" }, cap)),
  ]);
}

export class ShortcutHelp extends HTMLElement {
  #dialog = null;
  #body = null;

  open() {
    if (!this.#dialog) this.#build();
    const isOff = preference("letters") === "off";
    fill(this.#body, isOff && h("p", { class: "note t2" }, t("keys.lettersOff")),
      h("div", { class: "columns" }, shortcutGroups()));
    this.#dialog.showModal();
  }

  #build() {
    this.#body = h("div", { class: "body", tabindex: "0", role: "group", "aria-labelledby": "help-title" });
    this.#dialog = h("dialog", {
      class: "dialog help", "aria-labelledby": "help-title",
      onclick: (click) => click.target === this.#dialog && this.#dialog.close(),
      onkeydown: (press) => press.key === "?" && this.#dialog.close(),
    },
    h("form", { method: "dialog", class: "bar rule" },
      h("h2", { class: "head", id: "help-title" }, t("keys.title")),
      h("button", {
        class: "btn btn-icon btn-ghost btn-sm push", "aria-label": t("dialogs.close"), autofocus: true,
      }, icon("x"))),
    this.#body);
    this.append(this.#dialog);
  }
}

customElements.define("shortcut-help", ShortcutHelp);
