// <model-picker>: the chosen model and the list to choose from. Method `show(card, cards, providers)`. Fires `pick`
// with a model's id, or null for the row that leaves the choice to others. Properties: `compact` (a small button),
// `automatic` (the words of that row), `label` (what is chosen here).

import { fill, h, mark } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { badges, isUsable, monogram, priceOf, providerOf } from "../lib/models.js";

let last = 0;

export class ModelPicker extends HTMLElement {
  compact = false;
  automatic = null;
  label = null;
  #id = `models-${(last += 1)}`;
  #card = null;
  #cards = [];
  #providers = new Map();
  #shown = [];
  #at = 0;
  #button = null;
  #popover = null;
  #field = null;
  #list = null;
  #none = null;

  connectedCallback() {
    if (this.#button) return;
    this.#button = h("button", {
      type: "button", class: this.compact ? "btn btn-sm chosen-model" : "model", popovertarget: this.#id,
      "aria-haspopup": "listbox", "aria-expanded": "false",
    });
    this.#field = h("input", {
      type: "text", class: "form-control", role: "combobox", "aria-expanded": "true",
        "aria-controls": `${this.#id}-options`,
      "aria-autocomplete": "list", "aria-label": t("models.find"), placeholder: t("models.findHint"),
      autocomplete: "off", spellcheck: "false",
      oninput: () => this.#find(), onkeydown: (press) => this.#press(press),
    });
    this.#list = h("div", { id: `${this.#id}-options`, class: "results", role: "listbox",
      "aria-label": t("models.label") });
    this.#none = h("p", { class: "none t2", role: "status" });
    this.#popover = h("div", {
      id: this.#id, class: "menu picker", popover: "auto", role: "dialog", "aria-label": t("models.label"),
      ontoggle: (event) => this.#toggled(event.newState === "open"),
    }, this.#field, this.#list, this.#none);
    this.append(this.#button, this.#popover);
  }

  /** `providers` are those of the API, by id; a model of one that is not listed goes by its slug. */
  show(card, cards, providers) {
    this.#card = card;
    this.#cards = cards;
    this.#providers = providers;
    const face = JSON.stringify([card, this.automatic, providers.get(card && providerOf(card.id))]);
    if (face === this.dataset.face) return;
    this.dataset.face = face;
    const name = card?.name ?? this.automatic;
    fill(this.#button, this.compact ? [icon("chip"), h("span", { class: "clip" }, name ?? t("models.label"))]
      : card ? this.#face(card) : h("span", { class: "skel name" }));
    const chosen = name ? t("models.chosen", { name }) : t("models.label");
    mark(this.#button, "aria-label", this.label && name ? `${this.label}: ${name}` : chosen);
    mark(this.#button, "title", this.compact && (this.label ?? chosen));
  }

  open() {
    this.#popover.showPopover({ source: this.#button });
  }

  #face(card) {
    const chips = badges(card).slice(0, 4);
    return [
      h("span", { class: "beside" },
        h("span", { class: "logo", "aria-hidden": "true" }, monogram(card.name)),
        h("span", { class: "clip" },
          h("span", { class: "strong" }, card.name),
          h("span", { class: "small t3 clip" }, this.#where(card), this.#trouble(card))),
        h("span", { class: "push small t2 num" }, priceOf(card, { each: true })), icon("down")),
      chips.length > 0 && h("span", { class: "caps" }, chips.map(badge)),
    ];
  }

  #where(card) {
    const slug = providerOf(card.id);
    return slug === "builtin" ? t("models.builtin") : this.#providers.get(slug)?.name ?? slug;
  }

  #trouble(card) {
    if (!isUsable(card)) return [", ", h("span", { class: "bad" }, t("models.unusable"))];
    const state = this.#providers.get(providerOf(card.id))?.health?.state ?? card.health?.state ?? card.health;
    return ["degraded", "down", "unauthorized", "outOfCredit"].includes(state)
      && [", ", h("span", { class: state === "degraded" ? "warn" : "bad" }, t(`health.${state}`))];
  }

  #toggled(open) {
    this.#button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#field.value = "";
    this.#find();
    const here = this.#shown.findIndex((card) => card?.id === this.#card?.id);
    this.#move(Math.max(0, here));
    this.#field.focus();
  }

  #find() {
    const words = this.#field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = (card) => {
      const text = [card.id, card.name, card.family, this.#where(card), ...badges(card).map((each) => each.text)]
        .join(" ").toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    };
    const found = this.#cards.filter(fits);
    this.#shown = [];
    fill(this.#list, this.automatic && words.length === 0 && this.#noRow(),
      this.#group(t("models.ready"), found.filter(isUsable)),
      this.#group(t("models.notHere"), found.filter((card) => !isUsable(card))));
    this.#none.textContent = found.length ? "" : t("models.none", { text: this.#field.value.trim() });
    this.#move(0);
  }

  #group(heading, cards) {
    return cards.length > 0 && h("div", { role: "group", "aria-label": heading },
      h("p", { class: "cap", "aria-hidden": "true" }, heading), cards.map((card) => this.#row(card)));
  }

  #row(card) {
    const at = this.#shown.push(card) - 1, usable = isUsable(card);
    return h("div", {
      role: "option", id: `${this.#id}-${at}`, class: "opt", "aria-selected": "false",
      "aria-disabled": usable ? null : "true",
      onclick: () => this.#pick(at), onpointermove: () => at !== this.#at && this.#move(at),
    },
    h("span", { class: "logo", "aria-hidden": "true" }, monogram(card.name)),
    h("span", { class: "about" },
      h("span", { class: "beside" }, h("span", { class: "strong clip" }, card.name),
        h("span", { class: "small t3 clip" }, this.#where(card), this.#trouble(card)),
        card.id === this.#card?.id && icon("check", "tick")),
      usable ? h("span", { class: "caps" }, badges(card).map(badge))
        : h("span", { class: "small t2" }, card.reason ?? t("models.unusable"))),
    h("span", { class: "price num" }, priceOf(card)));
  }

  /** Leaves the choice to whoever chooses where nothing is chosen. */
  #noRow() {
    const at = this.#shown.push(null) - 1;
    return h("div", { role: "option", id: `${this.#id}-${at}`, class: "opt", "aria-selected": "false",
      onclick: () => this.#pick(at), onpointermove: () => at !== this.#at && this.#move(at) },
    h("span", { class: "logo", "aria-hidden": "true" }, icon("wand")),
    h("span", { class: "about" }, h("span", { class: "beside" }, h("span", { class: "strong clip" }, this.automatic),
      !this.#card && icon("check", "tick"))));
  }

  #move(to) {
    const size = this.#shown.length;
    this.#at = size ? (to + size) % size : 0;
    for (const row of this.#list.querySelectorAll("[role=option]")) {
      const here = row.id === `${this.#id}-${this.#at}`;
      row.setAttribute("aria-selected", String(here));
      if (here) row.scrollIntoView({ block: "nearest" });
    }
    mark(this.#field, "aria-activedescendant", size > 0 && `${this.#id}-${this.#at}`);
  }

  #press(press) {
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1 }[press.key];
    if (to !== undefined) this.#move(to);
    else if (press.key === "Enter") this.#pick(this.#at);
    else return;
    press.preventDefault();
  }

  #pick(at) {
    const card = this.#shown[at];
    if (card === undefined || (card && !isUsable(card))) return;
    this.#popover.hidePopover();
    this.#button.focus();
    this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: card?.id ?? null }));
  }
}

function badge({ icon: symbol, text }) {
  return h("span", { class: "badge" }, icon(symbol), text);
}

customElements.define("model-picker", ModelPicker);
