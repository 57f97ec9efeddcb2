// <chat-list>: the chats of a workspace. Properties: `context`, `list` (a ChatList). Method `show({current, view,
// words})`.
// Fires `find` with the words, `view` with the list to show, `import` with files.

import { when, moment } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { nameOf, VIEWS } from "../lib/chat-list.js";
import { attempt } from "../lib/pictures.js";
import { confirm } from "./confirm-dialog.js";
import { emptyState } from "./empty-state.js";
import { problemNote } from "./problem-note.js";
import "./menu-button.js";

const FORMATS = ["json", "markdown", "text", "html"];
const NEAR = 400;

export class ChatListElement extends HTMLElement {
  context = null;
  list = null;
  #parts = null;
  #at = { current: null, view: VIEWS[0], words: "" };
  #leave = () => this.list.removeEventListener("change", this.#draw);
  #draw = () => this.#show();

  connectedCallback() {
    this.#parts ??= this.#build();
    this.list.addEventListener("change", this.#draw);
  }

  disconnectedCallback() {
    this.#leave();
  }

  show(at) {
    this.#at = at;
    this.#show();
  }

  get search() {
    return this.#parts.field;
  }

  /** Turns the name of a chat into a field. */
  rename(id) {
    const row = [...this.#parts.rows.children].find((node) => node.dataset.key === id);
    if (row) this.#rename(row, this.list.get(id));
  }

  #build() {
    const { router } = this.context;
    const field = h("input", {
      type: "search", "aria-label": t("chats.search"), placeholder: t("chats.search"), autocomplete: "off",
      spellcheck: "false", maxlength: "200",
      oninput: () => this.dispatchEvent(new CustomEvent("find", { bubbles: true, detail: field.value })),
      onkeydown: (press) => {
        if (press.key === "ArrowDown") this.querySelector(".talk")?.focus();
      },
    });
    const fresh = h("a", { class: "btn btn-icon", "aria-label": t("chats.new"), title: t("chats.new") }, icon("plus"));
    const file = h("input", { type: "file", accept: ".json,.zip,application/json,application/zip", multiple: true,
      class: "sr", tabindex: "-1", "aria-hidden": "true", onchange: () => {
        this.dispatchEvent(new CustomEvent("import", { bubbles: true, detail: [...file.files] }));
        file.value = "";
      } });
    const menu = h("menu-button", { onchoose: (choice) => {
      choice.stopPropagation();
      if (choice.detail === "import") file.click();
      else this.dispatchEvent(new CustomEvent("view", { bubbles: true, detail: choice.detail }));
    } });
    menu.look = "btn btn-icon btn-ghost";
    menu.label = t("chats.lists");
    menu.button.title = t("chats.lists");
    menu.face = [icon("more")];
    menu.items = () => [
      { heading: t("chats.lists") },
      ...VIEWS.map((view) => ({ id: view, label: t(`chats.views.${view}`), checked: this.#at.view === view })),
      { rule: true },
      { id: "import", label: t("chats.import"), icon: "download" },
    ];
    const rows = h("ul", { class: "talks", "aria-label": t("pages.chats"), onkeydown: (press) => this.#press(press) });
    const parts = { field, file, fresh, rows, place: h("div", { class: "place" }),
      view: h("div", { class: "view-line", hidden: true }) };
    parts.scroll = h("div", { class: "scroll", onscroll: () => this.#scrolled() }, parts.place, rows);
    this.append(h("div", { class: "bar" },
      h("div", { class: "search" }, icon("search"), field), fresh, menu, file), parts.view, parts.scroll);
    mark(fresh, "href", router.href("chats", {}, { id: "new" }));
    return parts;
  }

  #show() {
    const { list, context: { router } } = this, { current, view, words } = this.#at;
    const { field, rows, place, fresh, file } = this.#parts;
    mark(fresh, "href", router.href("chats", {}, { id: "new" }));
    if (field !== document.activeElement && field.value !== words) field.value = words;
    this.#parts.view.hidden = view === VIEWS[0];
    if (view !== VIEWS[0]) {
      fill(this.#parts.view, h("strong", {}, t(`chats.views.${view}`)), h("button",
        { type: "button", class: "link push",
        onclick: () => this.dispatchEvent(new CustomEvent("view", { bubbles: true, detail: VIEWS[0] })) },
      t("chats.views.active")));
    }
    const items = view === VIEWS[0] ? [...list.items].sort((one, two) => two.pinned - one.pinned) : list.items;
    rows.hidden = items.length === 0;
    const kind = list.state === "failed" ? `failed ${list.problem?.requestId}` : items.length > 0 ? ""
      : list.state === "loading" ? "loading" : `none ${view} ${words}`;
    if (place.dataset.kind !== kind) {
      place.dataset.kind = kind;
      fill(place, kind === "loading" ? bones()
        : list.state === "failed" ? problemNote(list.problem, { title: t("chats.notListed"), retry: () => list.load() })
          : items.length === 0 && none(view, words, () => file.click()));
    }
    reconcile(rows, items, {
      key: ({ id }) => id,
      make: () => this.#row(),
      update: (node, chat) => {
        const link = node.querySelector(".talk");
        node.chat = chat;
        mark(link, "href", router.href("chats", { view: view === VIEWS[0] ? null : view, q: words || null },
          { id: chat.id }));
        mark(link, "aria-current", chat.id === current && "page");
        write(node.querySelector(".name"), nameOf(chat));
        node.querySelector(".pinned").hidden = !chat.pinned;
        const time = node.querySelector("time");
        write(time, when(chat.updatedAt));
        mark(time, "datetime", chat.updatedAt);
        mark(time, "title", moment(chat.updatedAt));
        write(node.querySelector(".about"), this.#about(chat));
        node.querySelector("menu-button").label = t("chats.actionsFor", { name: nameOf(chat) });
      },
    });
  }

  #about({ messageCount, model }) {
    const name = model && (this.context.models.get(model)?.name ?? model.slice(model.indexOf("/") + 1));
    return [t("chats.messages", { count: messageCount }), name].filter(Boolean).join(" · ");
  }

  #row() {
    const menu = h("menu-button", {}), row = h("li", {},
      h("a", { class: "talk" },
        h("span", { class: "beside" }, h("span", { class: "name clip", dir: "auto" }),
          h("span", { class: "pinned", title: t("chats.pinned") }, icon("pin"), h("span", { class: "sr" },
            t("chats.pinned"))),
          h("time", { class: "num push" })),
        h("span", { class: "about small t3 clip" })), menu);
    menu.look = "btn btn-icon btn-ghost btn-sm";
    menu.face = [icon("more")];
    menu.items = () => this.#items(row.chat);
    menu.addEventListener("choose", (choice) => {
      choice.stopPropagation();
      this.#choose(row, choice.detail);
    });
    return row;
  }

  #items(chat) {
    if (chat.deletedAt) {
      return [{ id: "restore", label: t("card.restore"), icon: "undo" },
        { id: "purge", label: t("card.purge"), icon: "trash", danger: true }];
    }
    return [
      { id: "rename", label: t("chats.rename"), icon: "edit" },
      { id: "pin", label: t(chat.pinned ? "chats.unpin" : "chats.pin"), icon: "pin" },
      { id: "archive", label: t(chat.archivedAt ? "chats.unarchive" : "chats.archive"), icon: "archive" },
      { rule: true }, ...exportItems(chat), { rule: true },
      { id: "trash", label: t("chats.trash"), icon: "trash", danger: true },
    ];
  }

  async #choose(row, action) {
    const { list } = this, { chat } = row;
    if (action === "rename") return this.#rename(row, chat);
    if (action === "pin") await list.patch(chat, { pinned: !chat.pinned });
    else if (action === "archive") await list.archive(chat, !chat.archivedAt);
    else if (action === "trash") this.dispatchEvent(new CustomEvent("trash", { bubbles: true, detail: chat }));
    else if (action === "restore") await list.restore(chat);
    else if (action === "purge" && await confirm({ title: t("chats.purgeAsk", { name: nameOf(chat) }),
      text: t("chats.purgeHint"), action: t("trash.purgeYes"), danger: true })) await list.purge(chat);
  }

  #rename(row, chat) {
    const link = row.querySelector(".talk"), field = h("input", { type: "text", class: "form-control rename",
      "aria-label": t("chats.rename"), maxlength: "200", dir: "auto" });
    let isOver = false;
    const end = async (isKept) => {
      if (isOver) return;
      isOver = true;
      const title = field.value.trim();
      field.remove();
      link.hidden = false;
      link.focus();
      if (isKept && title && title !== chat.title) await this.list.patch(chat, { title });
    };
    field.value = chat.title;
    field.addEventListener("keydown", (press) => {
      press.stopPropagation();
      if (press.key === "Enter" && !press.isComposing) end(true);
      else if (press.key === "Escape") end(false);
    });
    field.addEventListener("blur", () => end(true));
    link.hidden = true;
    row.prepend(field);
    field.select();
    field.focus();
  }

  #press(press) {
    const rows = [...this.#parts.rows.querySelectorAll(".talk")], at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[press.key];
    if (at < 0) return;
    if (to !== undefined) {
      press.preventDefault();
      if (to < 0) this.#parts.field.focus();
      else rows[Math.min(to, rows.length - 1)].focus();
    } else if (press.key === "F2" || press.key === "Delete") {
      press.preventDefault();
      this.#choose(rows[at].closest("li"), press.key === "F2" ? "rename" : "trash");
    }
  }

  #scrolled() {
    const { scroll } = this.#parts;
    if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR) attempt(() => this.list.more());
  }
}

/** The ways out of the studio, as menu items. */
export function exportItems({ id }) {
  return FORMATS.map((format) => ({
    label: t(`chats.export.${format}`), icon: "download", href: `/api/v1/chats/${id}/export?format=${format}`,
  }));
}

function none(view, words, bring) {
  if (words) return emptyState({ symbol: "search", title: t("chats.nothing", { text: words }),
    text: t("chats.nothingHint") });
  return emptyState({ symbol: view === "trash" ? "trash" : view === "archived" ? "archive" : "chats",
    title: t(`chats.none.${view}`), text: t(`chats.noneHint.${view}`),
    actions: view === VIEWS[0] ? [h("button", { type: "button", class: "btn", title: t("chats.importHint"),
      onclick: bring }, icon("download"), t("chats.import"))] : [] });
}

function bones() {
  return [1, 2, 3, 4, 5].map(() => h("div", { class: "talk bones-talk", "aria-hidden": "true" },
    h("div", { class: "skel" }), h("div", { class: "skel" })));
}

customElements.define("chat-list", ChatListElement);
