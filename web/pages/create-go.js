// The line that sends: what it would make, for how much, and the other ways to send it.

import "../elements/menu-button.js";
import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps } from "../lib/keys.js";
import { hasMacros } from "../lib/macros.js";
import { pricePerImage, priceText } from "../lib/models.js";

export class Go {
  node;
  #prompt = "";
  #label = h("span", {});
  #cost = h("span", { class: "cost num" });
  #hint = h("kbd", { class: "kbd", "aria-hidden": "true" });
  #send;

  /** `send` sends; `other` hears `front`, `combine` or `clear`. */
  constructor({ send, other }) {
    this.#send = h("button", { type: "button", class: "btn btn-primary btn-lg", onclick: () => send() },
      icon("bolt"), this.#label, this.#cost, this.#hint);
    const menu = h("menu-button", { onchoose: (choice) => {
      choice.stopPropagation();
      other(choice.detail);
    } });
    menu.look = "btn btn-icon btn-lg";
    menu.label = t("create.otherWays");
    menu.face = [icon("down")];
    menu.items = () => [
      { id: "front", label: t("create.front"), icon: "up" },
      hasMacros(this.#prompt) && { id: "combine", label: t("create.combine"), icon: "braces" },
      { id: "clear", label: t("create.clear"), icon: "undo" },
    ].filter(Boolean);
    this.node = h("div", { class: "go" }, h("div", { class: "main" }, this.#send, menu));
  }

  /** `cost` is what the server reckoned, or null: then it is the card's price for each. */
  show({ form, card, cost, isBusy, sendsOnEnter }) {
    const { count } = form;
    this.#prompt = form.prompt;
    write(this.#label, count > 1 ? t("create.generateMany", { count }) : t("create.generate"));
    const each = pricePerImage(card), sure = cost ?? (each === null ? null : each * count), price = priceText(sure);
    write(this.#cost, price && sure > 0 ? t("create.about", { price }) : price);
    this.#cost.hidden = !price;
    write(this.#hint, sendsOnEnter ? t("create.enter") : caps("create.generate").flat().join(" "));
    mark(this.#send, "aria-disabled", (isBusy || !card) && "true");
  }
}
