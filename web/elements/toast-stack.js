// <toast-stack>: short news at the corner, three at most. Method `add({text, undo?, bad?, images?, href?})`; `undo` is
// what
// the button and Ctrl+Z call, `images` are shown small, `href` is where the news leads. News goes by itself after a
// while, waits under the mouse and the focus; bad news stays.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { thumbnail } from "../lib/pictures.js";

const LIFE = 10_000;
const BRIEF = 5_000;
const TICK = 100;
const MOST = 3;

export class ToastStack extends HTMLElement {
  #good = h("div", { role: "status", "aria-live": "polite" });
  #bad = h("div", { role: "alert" });
  #undos = new Map();

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", t("toasts.label"));
    if (!this.firstChild) this.append(this.#bad, this.#good);
  }

  add({ text, undo, bad = false, images = [], href = null }) {
    const bar = !bad && h("progress", { max: "100", value: "100", "aria-hidden": "true" });
    const toast = h("div", { class: "toast" },
      images.length > 0
        ? h("span", { class: "stack" }, images.map((image) =>
          h("img", { src: thumbnail(image, 192), alt: "", width: "32", height: "32" })))
        : icon(bad ? "fail" : "ok", bad ? "bad" : "good"),
      href ? h("a", { class: "text link", href }, text) : h("span", { class: "text" }, text),
      undo && h("button", {
        type: "button", class: "btn btn-sm", onclick: () => this.#undo(toast),
      }, icon("undo"), t("toasts.undo")),
      h("button", {
        type: "button", class: "btn btn-icon btn-ghost btn-sm", "aria-label": t("toasts.close"),
        onclick: () => this.#end(toast),
      }, icon("x")), bar);
    if (undo) this.#undos.set(toast, undo);
    (bad ? this.#bad : this.#good).append(toast);
    const crowd = [...this.querySelectorAll(".toast")];
    for (const old of crowd.slice(0, Math.max(0, crowd.length - MOST))) this.#end(old);
    if (bar) this.#age(toast, bar, undo ? LIFE : BRIEF);
  }

  /** Takes back the newest thing that can be; false when there is none. */
  undoLast() {
    const toast = [...this.#undos.keys()].at(-1);
    if (!toast) return false;
    this.#undo(toast);
    return true;
  }

  #age(toast, bar, life) {
    let left = life;
    const timer = setInterval(() => {
      if (!toast.isConnected) return clearInterval(timer);
      if (document.hidden || toast.matches(":hover, :focus-within")) return;
      left -= TICK;
      bar.value = (left / life) * 100;
      if (left <= 0) this.#end(toast);
    }, TICK);
  }

  #undo(toast) {
    const undo = this.#undos.get(toast);
    this.#end(toast);
    undo?.();
  }

  #end(toast) {
    this.#undos.delete(toast);
    if (toast.contains(document.activeElement)) document.getElementById("main").focus();
    toast.remove();
  }
}

customElements.define("toast-stack", ToastStack);
