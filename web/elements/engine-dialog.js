// <engine-dialog>: connects an engine without leaving the page: those that run on this machine, and all kinds there
// are.
// Property `context` ({providers, models}). Method `open()`.

import { api } from "../lib/api.js";
import { fill, h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { monogram } from "../lib/models.js";
import { emptyState } from "./empty-state.js";
import "./provider-form.js";

export class EngineDialog extends HTMLElement {
  context = null;
  #dialog = null;
  #title = null;
  #body = null;
  #back = null;
  #found = h("div", { class: "found-list" });

  async open(kind = null) {
    if (!this.#dialog) this.#build();
    if (!this.#dialog.open) this.#dialog.showModal();
    const { providers } = this.context;
    if (providers.state !== "ready") await providers.load();
    if (kind && providers.kind(kind)) this.#form(providers.kind(kind));
    else this.#choose();
  }

  #build() {
    this.#title = h("h2", { class: "head", id: "engine-title" });
    this.#body = h("div", { class: "body" });
    this.#back = h("button", {
      type: "button", class: "btn btn-icon btn-ghost btn-sm", "aria-label": t("engines.back"),
      onclick: () => this.#choose(),
    }, icon("left"));
    this.#dialog = h("dialog", { class: "dialog engine", "aria-labelledby": "engine-title" },
      h("header", { class: "bar rule" }, this.#back, this.#title,
        h("button", {
          type: "button", class: "btn btn-icon btn-ghost btn-sm push", "aria-label": t("dialogs.close"),
          onclick: () => this.#dialog.close(),
        }, icon("x"))),
      this.#body);
    this.append(this.#dialog);
  }

  #choose() {
    const { providers } = this.context;
    this.#title.textContent = t("engines.title");
    this.#back.hidden = true;
    if (providers.state === "failed") {
      return fill(this.#body, emptyState({ symbol: "offline", title: t("engines.notLoaded"),
        text: t("engines.notLoadedHint") }));
    }
    const kinds = providers.kinds.filter(({ id, offers }) => id !== "builtin" && offers.includes("image"));
    const local = kinds.filter(({ localPorts }) => localPorts?.length > 0);
    const group = (heading, list) => list.length > 0 && h("section", {},
      h("h3", { class: "small t3" }, heading), h("ul", { class: "kinds" }, list.map((kind) => this.#kind(kind))));
    fill(this.#body, h("div", { class: "scroll" },
      h("p", { class: "t2" }, t("engines.text")), this.#found,
      group(t("engines.local"), local), group(t("engines.hosted"), kinds.filter((each) => !local.includes(each)))));
    this.#body.querySelector("button")?.focus();
    this.#discover();
  }

  /** Engines that listen on this machine's usual ports; where the studio cannot look, one chooses a kind. */
  async #discover() {
    const { providers } = this.context;
    let items = [];
    try {
      ({ items } = await api.post("/providers/discover", null));
    } catch {
      // Without discovery the list of kinds below is the whole way, and it works as well.
    }
    fill(this.#found, items.filter(({ providerId, kind }) => !providerId
      && providers.kind(kind)).map(({ kind, name, baseUrl }) => h("div", { class: "found-engine" },
      h("span", { class: "logo", "aria-hidden": "true" }, monogram(name)),
      h("span", { class: "clip" }, h("span", { class: "strong" }, name),
        h("span", { class: "small t3 clip mono" }, baseUrl)),
      h("button", { type: "button", class: "btn push", onclick: () => this.#form(providers.kind(kind), { baseUrl }) },
        t("engines.use")))));
  }

  #kind(kind) {
    return h("li", {}, h("button", { type: "button", class: "opt", onclick: () => this.#form(kind) },
      h("span", { class: "logo", "aria-hidden": "true" }, monogram(kind.name)),
      h("span", { class: "about" }, h("span", { class: "strong" }, kind.name),
        h("span", { class: "small t2" }, kind.summary)),
      icon("right")));
  }

  #form(kind, preset) {
    const form = h("provider-form", {});
    form.context = this.context;
    form.show(kind, null, preset);
    form.addEventListener("works", () => {
      this.context.models.load();
      this.#ready(form);
    });
    form.addEventListener("removed", () => this.#choose());
    this.#title.textContent = kind.name;
    this.#back.hidden = false;
    fill(this.#body, form);
    form.focus();
  }

  /** It works: the way on is to close the dialog and make a picture with it. */
  #ready(form) {
    const submit = form.querySelector("footer [type=submit]");
    const done = h("button", { type: "button", class: "btn btn-primary", onclick: () => this.#dialog.close() },
      icon("check"), t("engines.done"));
    submit.classList.remove("btn-primary");
    submit.after(done);
    done.focus();
  }
}

customElements.define("engine-dialog", EngineDialog);
