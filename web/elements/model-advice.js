// <model-advice>: asks which model suits the prompt, and shows the answer in a list to pick from. Properties: `context`
// ({models}), `ask` (gives `{prompt}`). Method `hang(button)` opens it at a button, which it obeys from then on. Fires
// `pick` with a model's id.

import { api } from "../lib/api.js";
import { fill, h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { monogram, priceText } from "../lib/models.js";
import { tell } from "../lib/pictures.js";
import { prefer, preference } from "../lib/preferences.js";
import { problemNote } from "./problem-note.js";

const WISHES = ["quality", "speed", "cost"];

export class ModelAdvice extends HTMLElement {
  context = null;
  ask = () => ({ prompt: "" });
  #button = null;
  #popover = null;
  #list = h("div", { class: "results", "aria-live": "polite" });
  #asking = null;

  connectedCallback() {
    if (this.#popover) return;
    this.#popover = h("div", { id: "model-advice", class: "menu advice", popover: "auto", role: "dialog",
      "aria-label": t("advice.label"), ontoggle: ({ newState }) => this.#toggled(newState === "open"),
      onkeydown: (press) => this.#press(press) },
    h("div", { class: "seg", role: "group", "aria-label": t("advice.wish") }, WISHES.map((wish) => h("button", {
      type: "button", "data-wish": wish, onclick: () => this.#wish(wish) }, t(`advice.wishes.${wish}`)))), this.#list);
    this.append(this.#popover);
  }

  hang(button) {
    this.#button = button;
    button.popoverTargetElement = this.#popover;
    this.#popover.showPopover({ source: button });
  }

  #toggled(isOpen) {
    mark(this.#button, "aria-expanded", String(isOpen));
    if (isOpen) this.#load();
    else this.#asking?.abort();
  }

  #wish(wish) {
    prefer("advice", wish);
    this.#load();
  }

  async #load() {
    const { prompt } = this.ask(), wish = preference("advice") ?? WISHES[0];
    for (const each of this.#popover.querySelectorAll("[data-wish]")) {
      mark(each, "aria-pressed", String(each.dataset.wish === wish));
    }
    if (!prompt.trim()) {
      this.#popover.hidePopover();
      return tell({ text: t("advice.noPrompt") });
    }
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    fill(this.#list, [1, 2, 3].map(() => h("div", { class: "skel row" })));
    try {
      const { ranked, by } = await api.post("/recommendations", { prompt, prefer: wish }, { signal: asking.signal });
      fill(this.#list, ranked.map((each, at) => this.#row(each, at)), h("p", { class: "small t3 by" },
        t(by === "rules" ? "advice.byRules" : "advice.byModel", { name: this.context.models.get(by)?.name ?? by })));
      this.#list.querySelector("button")?.focus();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      fill(this.#list, problemNote(problem, { title: t("advice.failed"), retry: () => this.#load() }));
    }
  }

  #row({ model, reason, estimatedCostMicros }, at) {
    const name = this.context.models.get(model)?.name ?? model;
    return h("button", { type: "button", class: "opt", onclick: () => this.#pick(model) },
      h("span", { class: "logo", "aria-hidden": "true" }, monogram(name)),
      h("span", { class: "about" },
        h("span", { class: "beside" }, h("span", { class: "strong clip" }, name),
          at === 0 && h("span", { class: "badge accent" }, icon("star"), t("advice.best"))),
        h("span", { class: "small t2" }, reason)),
      h("span", { class: "price num" }, priceText(estimatedCostMicros)));
  }

  #press(press) {
    const rows = [...this.#list.querySelectorAll("button.opt")], at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[press.key];
    if (to === undefined || rows.length === 0) return;
    press.preventDefault();
    rows.at(to % rows.length).focus();
  }

  #pick(model) {
    this.#popover.hidePopover();
    this.#button.focus();
    this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: model }));
  }
}

customElements.define("model-advice", ModelAdvice);
