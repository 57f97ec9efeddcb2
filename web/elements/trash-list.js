// <trash-list>: what was deleted anywhere in the studio, with the way back. Properties: `context` ({workspaces,
// router}), `trash` (a Trash). Method `show()`. Fires `more` when its end comes near, and `act` with `{action, item}`,
// where action is restore or purge. `current` is the item in focus or null.

import { ago, daysUntil, moment } from "../lib/format.js";
import { h, mark, reconcile, write } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { thumbnail } from "../lib/pictures.js";
import { symbolOf } from "../lib/trash.js";
import { swatch } from "./workspace-switcher.js";

const SOON = 3;

/** What a thing in the trash is called: its title, else its kind. */
export function nameOfTrashed({ title, type }) {
  return title.trim() || kindOf(type);
}

export class TrashList extends HTMLElement {
  context = null;
  trash = null;
  #rows = h("ul", { class: "rows" });
  #end = h("div", { class: "end", "aria-hidden": "true" });

  connectedCallback() {
    if (this.firstChild) return;
    this.#rows.addEventListener("keydown", (press) => this.#walk(press));
    this.append(this.#rows, this.#end);
    new IntersectionObserver(([seen]) => seen.isIntersecting && this.dispatchEvent(new Event("more")),
      { rootMargin: "600px" }).observe(this.#end);
  }

  get current() {
    const key = document.activeElement?.closest?.("trash-list li")?.dataset.key;
    return this.trash.items.find(({ id }) => id === key) ?? null;
  }

  show() {
    reconcile(this.#rows, this.trash.items, {
      key: ({ id }) => id, make: (item) => this.#make(item), update: (row, item) => this.#update(row, item),
    });
    this.#end.hidden = this.trash.whole;
  }

  /** Puts the focus on an item, else on the one that took its place; says whether there was any. */
  focusOn(id, place) {
    const rows = [...this.#rows.children];
    const row = rows.find((each) => each.dataset.key === id) ?? rows[Math.min(place, rows.length - 1)];
    row?.querySelector(".btn").focus();
    return Boolean(row);
  }

  #make(item) {
    const act = (action, look, symbol, label) => h("button", {
      type: "button", class: `btn ${look}`, "aria-label": t(label, { name: nameOfTrashed(item) }),
      title: t(`card.${action}`), onclick: () =>
        this.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: { action, item } })),
    }, icon(symbol), action === "restore" && h("span", { class: "lbl" }, t("card.restore")));
    const face = item.type === "image"
      ? h("img", { class: "face", src: thumbnail(item, 192), alt: "", width: "48", height: "48", loading: "lazy",
        onerror: (event) => event.target.replaceWith(h("span", { class: "face" }, icon("image"))) })
      : h("span", { class: "face" }, this.#faceOf(item));
    return h("li", {}, face,
      h("div", { class: "what" }, h("p", { class: "strong clip", dir: "auto" }, nameOfTrashed(item)),
        h("p", { class: "small t3 where" })),
      h("p", { class: "small t3 when" }, h("time", {}), h("span", { class: "left" })),
      h("div", { class: "acts" }, act("restore", "", "undo", "trash.restoreOne"),
        act("purge", "btn-icon btn-ghost btn-danger", "trash", "trash.purgeOne")));
  }

  #faceOf(item) {
    const workspace = item.type === "workspace" && this.context.workspaces.get(item.id);
    return workspace ? swatch(workspace, "large") : icon(symbolOf(item));
  }

  #update(row, item) {
    const where = row.querySelector(".where"), home = this.context.workspaces.get(item.workspaceId);
    const key = `${home?.name} ${home?.color}`;
    if (where.dataset.home !== key) {
      where.dataset.home = key;
      where.replaceChildren(h("span", {}, kindOf(item.type)),
        ...item.type !== "workspace" && home ? [swatch(home, "tiny"), h("span", { class: "clip", dir: "auto" }, home.name)]
          : []);
    }
    const time = row.querySelector("time"), left = row.querySelector(".left"),
      days = daysUntil(Date.parse(item.purgeAt));
    mark(time, "datetime", item.deletedAt);
    mark(time, "title", moment(item.deletedAt));
    write(time, t("card.deleted", { ago: ago(item.deletedAt) }));
    write(left, t("card.daysLeft", { count: days }));
    left.classList.toggle("warn", days <= SOON);
  }

  #walk(press) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key], row = press.target.closest("li");
    const next = step === 1 ? row?.nextElementSibling : step === -1 ? row?.previousElementSibling : null;
    if (!next || press.ctrlKey || press.altKey) return;
    press.preventDefault();
    const at = [...row.querySelectorAll(".btn")].indexOf(press.target);
    next.querySelectorAll(".btn")[Math.max(0, at)].focus();
  }
}

function kindOf(type) {
  return knows(`trash.kinds.${type}`) ? t(`trash.kinds.${type}`) : type;
}

customElements.define("trash-list", TrashList);
