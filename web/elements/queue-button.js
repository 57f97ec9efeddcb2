// <queue-button>: how much is being made, on every page, and the way to it. Property `context` ({generations, models,
// router}). Where a page shows the queue already it leads there, else it opens it over the page.

import { fill, h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { later } from "../lib/later.js";
import { attempt } from "../lib/pictures.js";
import { queueText } from "../lib/queue-text.js";

/** The module of the tray. */
export const bringTray = later(() => import("./queue-tray.js"), "/styles/queue.css");
const SVG = "http://www.w3.org/2000/svg";
const AROUND = 44;

export class QueueButton extends HTMLElement {
  context = null;
  #button = null;
  #words = h("span", { class: "words" });
  #short = h("b", { class: "short" });
  #alert = icon("warning", "warn");
  #value = null;
  #panel = null;

  connectedCallback() {
    if (this.#button) return;
    this.#button = h("button", { type: "button", class: "qi", "aria-haspopup": "dialog", onclick: () => this.#open() },
      this.#ring(), this.#alert, this.#short, this.#words);
    this.#panel = h("div", {
      class: "menu queue-panel", popover: "auto", role: "dialog", "aria-label": t("queue.title"),
      ontoggle: (event) => event.newState === "closed" && fill(this.#panel),
    });
    this.#panel.addEventListener("pick", () => this.#panel.hidePopover());
    this.append(this.#button, this.#panel);
    this.context.generations.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const { running, waiting, undecided, progress, state } = this.context.generations;
    const text = queueText(running.length, waiting.length);
    fill(this.#words, running.length + waiting.length > 0 ? text : t("queue.idle"));
    fill(this.#short, running.length + waiting.length || "");
    this.#alert.toggleAttribute("hidden", undecided.length === 0);
    mark(this.#button, "aria-label", undecided.length > 0 ? t("queue.asks", { text }) : t("queue.button", { text }));
    this.#value.setAttribute("stroke-dasharray", `${AROUND * (progress ?? 0)} ${AROUND}`);
    this.classList.toggle("away", state === "failed");
  }

  #open() {
    const here = document.querySelector("main queue-tray");
    if (here?.checkVisibility()) return here.querySelector("h2").focus();
    if (this.#panel.matches(":popover-open")) return this.#panel.hidePopover();
    attempt(async () => {
      await bringTray();
      const tray = h("queue-tray", {});
      tray.context = this.context;
      fill(this.#panel, tray);
      this.#panel.showPopover({ source: this.#button });
      tray.querySelector("h2").focus();
    });
  }

  #ring() {
    const ring = document.createElementNS(SVG, "svg");
    ring.setAttribute("viewBox", "0 0 18 18");
    ring.setAttribute("class", "ring");
    ring.setAttribute("aria-hidden", "true");
    const circle = (look) => {
      const made = document.createElementNS(SVG, "circle");
      for (const [name, value] of Object.entries({ cx: 9, cy: 9, r: 7, class: look })) made.setAttribute(name, value);
      ring.append(made);
      return made;
    };
    circle("track");
    this.#value = circle("value");
    return ring;
  }
}

customElements.define("queue-button", QueueButton);
