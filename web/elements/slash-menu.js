// SlashMenu: the commands and saved prompts that open over a text field as one types /. `node` stands beside the field;
// `find` gives the prompts, `pick` gets `{command}` or `{prompt}`.

import { fill, h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

/** The commands; `takes` are those that words follow. */
export const COMMANDS = [
  { name: "image", symbol: "image", takes: true },
  { name: "enhance", symbol: "wand", takes: true },
  { name: "new", symbol: "plus", takes: false },
  { name: "clear", symbol: "undo", takes: false },
];
const MOST = 8;

let last = 0;

export class SlashMenu {
  node;
  #field;
  #find;
  #pick;
  #prompts = [];
  #shown = [];
  #at = 0;
  /** Open, or it would be if there were something to show. */
  #isWanted = false;
  #id = `slash-${(last += 1)}`;

  constructor(field, { find, pick }) {
    this.#field = field;
    this.#find = find;
    this.#pick = pick;
    this.node = h("div", { class: "menu slash", id: this.#id, role: "listbox", hidden: true,
      "aria-label": t("chats.commands") });
    mark(field, "aria-autocomplete", "list");
    field.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Opens, narrows or closes with what stands in the field. */
  follow() {
    if (/^\/\S*$/.test(this.#field.value)) this.#show(this.#field.value.slice(1));
    else this.close();
  }

  open() {
    this.#show(/^\/\S*$/.test(this.#field.value) ? this.#field.value.slice(1) : "");
  }

  close() {
    this.#isWanted = false;
    this.#hide();
  }

  #hide() {
    this.node.hidden = true;
    mark(this.#field, "aria-controls", null);
    mark(this.#field, "aria-activedescendant", null);
  }

  /** Whether the key was for the menu. */
  press(press) {
    if (!this.isOpen || this.#shown.length === 0 && press.key !== "Escape") return false;
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1 }[press.key];
    if (to !== undefined) this.#move(to);
    else if (press.key === "Escape") this.close();
    else if ((press.key === "Enter" || press.key === "Tab") && !press.shiftKey) this.#choose(this.#at);
    else return false;
    press.preventDefault();
    press.stopPropagation();
    return true;
  }

  async #show(words) {
    const wasWanted = this.#isWanted;
    this.#isWanted = true;
    this.#draw(words);
    if (wasWanted) return;
    this.#prompts = await this.#find();
    if (this.#isWanted) this.#draw(/^\/\S*$/.test(this.#field.value) ? this.#field.value.slice(1) : "");
  }

  #draw(words) {
    const wanted = words.toLocaleLowerCase(), has = (text) => text.toLocaleLowerCase().includes(wanted);
    const commands = COMMANDS.filter(({ name }) => name.startsWith(wanted));
    const prompts = this.#prompts.filter(({ title, text }) => has(title) || (wanted.length > 1 && has(text))).slice(0,
      MOST);
    this.#shown = [...commands.map((command) => ({ command })), ...prompts.map((prompt) => ({ prompt }))];
    this.node.hidden = this.#shown.length === 0;
    if (this.node.hidden) return this.#hide();
    mark(this.#field, "aria-controls", this.#id);
    const row = (symbol, name, hint, at) => h("div", {
      class: "opt", role: "option", id: `${this.#id}-${at}`, "aria-selected": "false",
      // The field keeps the focus, so a press must not take it.
      onpointerdown: (press) => press.preventDefault(), onclick: () => this.#choose(at),
      onpointermove: () => at !== this.#at && this.#move(at),
    }, icon(symbol), h("span", { class: "strong clip" }, name), h("span", { class: "t3 small clip", dir: "auto" },
      hint),
    h("kbd", { class: "kbd push", "aria-hidden": "true" }, t("create.enter")));
    const group = (key, rows) => rows.length > 0 && h("div", { role: "group", "aria-label": t(key) },
      h("p", { class: "cap", "aria-hidden": "true" }, t(key)), rows);
    fill(this.node,
      group("chats.commandsCap", commands.map(({ name, symbol }, at) => row(symbol, `/${name}`,
        t(`chats.command.${name}`), at))),
      group("chats.promptsCap", prompts.map(({ title, text }, at) => row("prompts", title, text.slice(0, 120),
        commands.length + at))));
    this.#move(0);
  }

  #move(to) {
    const size = this.#shown.length;
    this.#at = (to + size) % size;
    for (const row of this.node.querySelectorAll("[role=option]")) {
      const isHere = row.id === `${this.#id}-${this.#at}`;
      mark(row, "aria-selected", String(isHere));
      if (isHere) row.scrollIntoView({ block: "nearest" });
    }
    mark(this.#field, "aria-activedescendant", `${this.#id}-${this.#at}`);
  }

  #choose(at) {
    const choice = this.#shown[at];
    this.close();
    if (choice) this.#pick(choice);
  }
}
