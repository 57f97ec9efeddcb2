// <menu-button>: a button that opens a menu in a popover. Properties: `label` (for screen readers), `face` (nodes on
// the button), `items` (list, or a function called at each opening):
//   {id, label, icon, href?, checked?, danger?, hint?, count?} · {heading} · {rule: true}
// Fires `choose` with the item's id. Arrows, Home, End and first letters move; Tab and Escape close.

import { fill, h, mark } from "../lib/html.js";
import { icon } from "../lib/icons.js";

let last = 0;

export class MenuButton extends HTMLElement {
  items = [];
  #button = null;
  #menu = null;
  #label = "";

  constructor() {
    super();
    const id = `menu-${(last += 1)}`;
    this.#button = h("button", {
      type: "button", "aria-haspopup": "menu", "aria-expanded": "false", popovertarget: id,
    });
    this.#menu = h("div", {
      id, class: "menu", popover: "auto", role: "menu",
      onbeforetoggle: ({ newState }) => this.#turned(newState === "open"),
      onkeydown: (press) => this.#press(press),
      onclick: (click) => this.#choose(click.target.closest("[role^=menuitem]")),
    });
    // The browser would open it as well, but tell of it only later: keys that were pressed meanwhile would be lost.
    this.#button.addEventListener("click", (click) => {
      click.preventDefault();
      if (this.#isOpen) this.close();
      else this.#open();
    });
    this.#button.addEventListener("keydown", (press) => {
      if (press.key !== "ArrowDown" && press.key !== "ArrowUp") return;
      press.preventDefault();
      this.#open();
      this.#rows.at(press.key === "ArrowUp" ? -1 : 0)?.focus();
    });
  }

  connectedCallback() {
    if (!this.#button.isConnected) this.append(this.#button, this.#menu);
  }

  /** A card that moves within its list keeps its open menu. */
  connectedMoveCallback() {}

  set label(text) {
    this.#label = text;
    mark(this.#button, "aria-label", text);
    mark(this.#menu, "aria-label", text);
  }

  set face(nodes) {
    fill(this.#button, nodes);
  }

  set look(classes) {
    this.#button.className = classes;
  }

  get button() {
    return this.#button;
  }

  close() {
    if (this.#isOpen) this.#menu.hidePopover();
  }

  get #isOpen() {
    return this.#menu.matches(":popover-open");
  }

  #open() {
    if (this.#isOpen) return;
    this.#menu.showPopover({ source: this.#button });
    const rows = this.#rows;
    (rows.find((row) => row.getAttribute("aria-checked") === "true") ?? rows[0])?.focus();
  }

  #turned(isOpen) {
    mark(this.#button, "aria-expanded", String(isOpen));
    if (!isOpen) return;
    const items = typeof this.items === "function" ? this.items() : this.items;
    fill(this.#menu, items.map((item) => this.#row(item)));
  }

  #row(item) {
    if (item.rule) return h("hr", {});
    if (item.heading) return h("p", { class: "cap", role: "presentation" }, item.heading);
    const role = item.checked === undefined ? "menuitem" : "menuitemradio";
    return h(item.href ? "a" : "button", {
      type: item.href ? null : "button", href: item.href, role, tabindex: "-1", "data-id": item.id,
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      class: item.danger ? "opt bad" : "opt",
    },
    item.lead ?? (item.icon && icon(item.icon)),
    h("span", { class: "clip", dir: "auto" }, item.label),
    item.count !== undefined && h("span", { class: "n num" }, item.count),
    item.checked && icon("check", "tick"),
    item.hint && h("kbd", { class: "kbd", "aria-hidden": "true" }, item.hint));
  }

  get #rows() {
    return [...this.#menu.querySelectorAll("[role^=menuitem]")];
  }

  #press(press) {
    const rows = this.#rows, at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[press.key];
    if (to !== undefined) {
      press.preventDefault();
      rows.at(to % rows.length)?.focus();
    } else if (press.key === "Tab") {
      this.close();
    } else if (press.key.length === 1 && press.key !== " " && !press.ctrlKey && !press.metaKey) {
      const begins = (row) => row.textContent.trim().toLowerCase().startsWith(press.key.toLowerCase());
      [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(begins)?.focus();
    }
    press.stopPropagation();
  }

  #choose(row) {
    if (!row) return;
    this.close();
    this.#button.focus();
    const { id } = row.dataset;
    if (id) this.dispatchEvent(new CustomEvent("choose", { detail: id, bubbles: true }));
  }
}

customElements.define("menu-button", MenuButton);
