// <model-settings>: which models there are and which ones this workspace begins with. Property `context`.

import { emptyState } from "../elements/empty-state.js";
import { field } from "../lib/field.js";
import { fill, h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { badges, isUsable, monogram, pricePerImage, priceText, providerOf } from "../lib/models.js";
import { attempt, tell } from "../lib/pictures.js";

class ModelSettings extends HTMLElement {
  context = null;
  #leave = [];

  connectedCallback() {
    const { models, providers, workspaces } = this.context;
    for (const store of [models, providers, workspaces]) {
      const draw = () => this.#draw();
      store.addEventListener("change", draw);
      this.#leave.push(() => store.removeEventListener("change", draw));
    }
    if (providers.state === "loading") providers.load();
    this.#draw();
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
  }

  #draw() {
    const { models } = this.context;
    if (this.contains(document.activeElement) && document.activeElement.matches("select")) return;
    const focused = document.activeElement?.dataset?.refresh;
    const groups = Map.groupBy([...models.images, ...models.texts], ({ id }) => providerOf(id));
    fill(this, this.#defaults(),
      models.state === "failed" ? emptyState({ symbol: "offline", title: t("settings.models.failed") })
        : [...groups].map(([slug, cards]) => this.#group(slug, cards)));
    if (focused) this.querySelector(`[data-refresh="${CSS.escape(focused)}"]`)?.focus();
  }

  /** What a new prompt of this workspace begins with. */
  #defaults() {
    const { workspaces, models, currentId, router } = this.context, workspace = workspaces.get(currentId());
    if (!workspace) return null;
    const choose = (name, cards) => {
      const chosen = workspace.settings[name], unknown = chosen && !cards.some(({ id }) => id === chosen);
      const select = h("select", { class: "form-select",
        onchange: () => this.#save(workspace, name, select.value || null) },
        h("option", { value: "" }, t("create.auto")), unknown && h("option", { value: chosen }, chosen),
        cards.filter(isUsable).map((card) => h("option", { value: card.id },
          `${card.name} · ${this.#name(providerOf(card.id))}`)));
      select.value = chosen ?? "";
      return field(name, { label: t(`fields.${name}`), control: select });
    };
    return h("section", { class: "card pad-card" },
      h("h3", {}, t("settings.models.defaults", { name: workspace.name })),
      h("p", { class: "t2 small" }, t("settings.models.defaultsHint")),
      h("div", { class: "two" }, choose("imageModel", models.images), choose("textModel", models.texts)),
      this.#titles(workspace),
      h("p", {}, h("a", { class: "link small", href: router.href("workspaces", { edit: workspace.id }) },
        t("settings.models.more"))));
  }

  /** Who names a new chat. */
  #titles(workspace) {
    const select = h("select", { class: "form-select",
      onchange: () => this.#save(workspace, "chatTitles", select.value || null) },
      h("option", { value: "" }, t("settings.models.titlesWords")),
      h("option", { value: "model" }, t("settings.models.titlesModel")));
    select.value = workspace.settings.chatTitles === "model" ? "model" : "";
    return field("chatTitles", { label: t("settings.models.titles"), control: select });
  }

  async #save(workspace, name, value) {
    const { workspaces } = this.context;
    if (await attempt(() => workspaces.change(workspaces.get(workspace.id), { settings: { [name]: value } }))) {
      tell({ text: t("done.saved", workspace) });
    }
  }

  #name(slug) {
    return slug === "builtin" ? t("models.builtinName") : this.context.providers.get(slug)?.name ?? slug;
  }

  #group(slug, cards) {
    const provider = this.context.providers.get(slug);
    const row = (card) => h("li", { class: isUsable(card) ? "model-row" : "model-row off" },
      h("span", { class: "logo", "aria-hidden": "true" }, monogram(card.name)),
      h("span", { class: "about" }, h("span", { class: "strong" }, card.name),
        h("span", { class: "small t3 mono clip" }, card.id),
        isUsable(card) ? h("span", { class: "caps" },
          badges(card).map((each) => h("span", { class: "badge" }, icon(each.icon), each.text)))
          : h("span", { class: "small t2" }, card.reason ?? t("models.unusable"))),
      h("span", { class: "push small t2 num" }, priceText(pricePerImage(card))));
    return h("section", { class: "card model-group" },
      h("header", { class: "bar rule" }, h("h3", {}, this.#name(slug)),
        h("span", { class: "small t3" }, t("providers.models", { count: cards.length })),
        provider && h("button", {
          type: "button", class: "btn btn-sm push", "data-refresh": slug, onclick: () => this.#refresh(provider),
        }, icon("refresh"), t("settings.models.refresh"))),
      h("ul", {}, cards.map(row)));
  }

  async #refresh(provider) {
    const { providers, models } = this.context;
    if (!await attempt(() => providers.refreshModels(provider))) return;
    await models.load();
    tell({ text: t("settings.models.refreshed", { name: provider.name }) });
  }
}

customElements.define("model-settings", ModelSettings);
