// <command-palette>: everything by name, on Ctrl+K. Method `open(groups, text)`; a group is `{heading, commands}`, a command
// `{label, icon|lead, hint?, words?, run}`. What is typed is looked for in the label and in `words`.

import { fill, h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

const MOST = 50;

export class CommandPalette extends HTMLElement {
  #groups = [];
  #shown = [];
  #at = 0;
  #field = null;
  #list = null;
  #none = null;
  #dialog = null;

  open(groups, text = "") {
    this.#groups = groups;
    if (!this.#dialog) this.#build();
    this.#field.value = text;
    this.#find();
    this.#dialog.showModal();
  }

  #build() {
    this.#list = h("div", { id: "palette-list", role: "listbox", "aria-label": t("palette.title"), class: "results" });
    this.#none = h("p", { class: "none t2", role: "status" });
    this.#field = h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list",
      "aria-autocomplete": "list", "aria-label": t("palette.title"), placeholder: t("palette.hint"),
      autocomplete: "off", spellcheck: "false", autofocus: true,
      oninput: () => this.#find(), onkeydown: (press) => this.#press(press),
    });
    this.#dialog = h("dialog", {
      class: "dialog palette", "aria-label": t("palette.title"),
      onclick: (click) => click.target === this.#dialog && this.#dialog.close(),
    },
    h("div", { class: "field" }, icon("search"), this.#field, h("kbd", { class: "kbd", "aria-hidden": "true" }, "Esc")),
    this.#list, this.#none);
    this.append(this.#dialog);
  }

  #find() {
    const words = this.#field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ label, words: more = "" }) => {
      const text = `${label} ${more}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    };
    this.#shown = [];
    fill(this.#list, this.#groups.map(({ heading, commands }) => {
      const found = commands.filter(fits).slice(0, MOST);
      if (found.length === 0) return null;
      const rows = found.map((command) => this.#row(command));
      return h("div", { role: "group", "aria-label": heading },
        h("p", { class: "cap", "aria-hidden": "true" }, heading), rows);
    }));
    this.#none.textContent = this.#shown.length ? "" : t("palette.none", { text: this.#field.value.trim() });
    this.#move(0);
  }

  #row(command) {
    const at = this.#shown.push(command) - 1;
    return h("div", {
      role: "option", id: `palette-${at}`, class: "opt", "aria-selected": "false",
      onclick: () => this.#run(at), onpointermove: () => at !== this.#at && this.#move(at),
    },
    command.lead ?? icon(command.icon),
    h("span", { class: "clip", dir: "auto" }, command.label),
    command.hint && h("span", { class: "hint", "aria-hidden": "true" },
      command.hint.map((cap) => h("kbd", { class: "kbd" }, cap))));
  }

  #move(to) {
    const size = this.#shown.length;
    this.#at = size ? (to + size) % size : 0;
    for (const row of this.#list.querySelectorAll("[role=option]")) {
      const here = row.id === `palette-${this.#at}`;
      row.setAttribute("aria-selected", String(here));
      if (here) row.scrollIntoView({ block: "nearest" });
    }
    mark(this.#field, "aria-activedescendant", size > 0 && `palette-${this.#at}`);
  }

  #press(press) {
    // Just closed, the field still has the focus for a moment: what is pressed then is not for it.
    if (!this.#dialog.open) return;
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1 }[press.key];
    if (to !== undefined) this.#move(to);
    else if (press.key === "Enter") this.#run(this.#at);
    else if (press.code === "KeyK" && (press.ctrlKey || press.metaKey)) this.#dialog.close();
    else return;
    press.preventDefault();
  }

  #run(at) {
    const command = this.#shown[at];
    if (!command) return;
    this.#dialog.close();
    command.run();
  }
}

customElements.define("command-palette", CommandPalette);
