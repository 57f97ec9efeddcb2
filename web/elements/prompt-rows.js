// <prompt-rows>: saved prompts, or those that were used. Property `library`. Method `show({view, current, href})`.
// Fires
// `use` with `{where, prompt}` and `act` with `{name: "star"|"trash"|"restore"|"purge"|"keep"|"forget", item}`.

import { ago, moment } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import "./menu-button.js";

export class PromptRows extends HTMLElement {
  library = null;
  #rows = h("ul", { class: "prompts", onkeydown: (press) => this.#press(press) });
  #at = { view: "all", current: null, href: () => "" };

  connectedCallback() {
    if (!this.#rows.isConnected) this.append(this.#rows);
  }

  show(at) {
    this.#at = at;
    const { view, current, href } = at, { items } = this.library;
    this.#rows.hidden = items.length === 0;
    reconcile(this.#rows, items, {
      key: ({ id }) => id,
      make: () => this.#row(view),
      update: (node, item) => {
        node.item = item;
        const link = node.querySelector(".open"), name = item.title ?? firstOf(item.text);
        if (view !== "history") mark(link, "href", href(item));
        mark(link, "aria-current", item.id === current && "true");
        write(node.querySelector(".name"), name);
        write(node.querySelector(".text"), item.text);
        node.querySelector(".star").hidden = !item.favorite;
        const time = node.querySelector("time"), when = item.lastUsedAt ?? item.updatedAt;
        write(time, ago(when));
        mark(time, "title", moment(when));
        fill(node.querySelector(".marks"), item.folder && h("span", { class: "badge" }, icon("folder"),
          h("span", { class: "clip" }, item.folder)), (item.tags ?? []).slice(0, 5).map((tag) =>
          h("span", { class: "badge" }, h("span", { class: "clip" }, tag))), item.variables?.length > 0
          && h("span", { class: "badge" }, icon("braces"), String(item.variables.length)),
        item.useCount > 0 && h("span", { class: "small t3 num" }, t("prompts.times", { count: item.useCount })));
        node.querySelector("menu-button").label = t("chats.actionsFor", { name });
      },
    });
  }

  /** The focus on a row: the one of an id, or the first. */
  focus(id = null) {
    const rows = [...this.#rows.children];
    (rows.find(({ dataset }) => dataset.key === id) ?? rows[0])?.querySelector(".open").focus();
  }

  #row(view) {
    const isUsed = view === "history", menu = h("menu-button", {}), row = h("li", { class: "card" },
      h(isUsed ? "button" : "a", { class: "open", type: isUsed ? "button" : null,
        onclick: isUsed ? () => this.#tell("use", { where: "create", prompt: used(row.item) }) : null },
      h("span", { class: "beside" }, h("span", { class: "name strong clip", dir: "auto" }),
        h("span", { class: "star", title: t("image.favorite") }, icon("star", "full"), h("span", { class: "sr" },
          t("image.favorite"))), h("time", { class: "small t3 push" })),
      h("span", { class: "text t2", dir: "auto" }), h("span", { class: "marks" })), menu);
    menu.look = "btn btn-icon btn-ghost btn-sm";
    menu.face = [icon("more")];
    menu.items = () => this.#items(row.item);
    menu.addEventListener("choose", (choice) => {
      choice.stopPropagation();
      const { detail } = choice, { item } = row;
      if (detail === "create" || detail === "chat") this.#tell("use", { where: detail,
        prompt: this.#at.view === "history" ? used(item) : item });
      else this.#tell("act", { name: detail, item });
    });
    return row;
  }

  #items(item) {
    if (item.deletedAt) {
      return [{ id: "restore", label: t("card.restore"), icon: "undo" },
        { id: "purge", label: t("card.purge"), icon: "trash", danger: true }];
    }
    const uses = [{ id: "create", label: t("prompts.use.create"), icon: "create" },
      { id: "chat", label: t("prompts.use.chat"), icon: "chats" }, { rule: true }];
    if (this.#at.view === "history") {
      return [...uses, { id: "keep", label: t("prompts.keep"), icon: "prompts" },
        { id: "forget", label: t("prompts.forget"), icon: "trash", danger: true }];
    }
    return [...uses, { id: "star", label: t(item.favorite ? "prompts.unstar" : "prompts.star"), icon: "star" },
      { id: "trash", label: t("prompts.trash"), icon: "trash", danger: true }];
  }

  #press(press) {
    const rows = [...this.#rows.querySelectorAll(".open")], at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[press.key];
    if (at < 0) return;
    if (to !== undefined && rows[to]) rows[to].focus();
    else if (press.key === "Delete") {
      const { item } = rows[at].closest("li");
      this.#tell("act", { name: this.#at.view === "history" ? "forget" : item.deletedAt ? "purge" : "trash", item });
    } else return;
    press.preventDefault();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** What was used is no saved prompt: it has no id of one. */
function used({ text, negativePrompt }) {
  return { text, negativePrompt };
}

function firstOf(text) {
  return [...text.replace(/\s+/g, " ").trim()].slice(0, 80).join("");
}

customElements.define("prompt-rows", PromptRows);
