// <settings-page>: the engines and models, what this browser prefers, and what this studio is. Properties: `context`,
// `route`. Its state is its address: section. Fires `theme` after a change of looks and `language` with a tag.

import { shortcutGroups } from "../elements/shortcut-help.js";
import { fill, h, mark } from "../lib/html.js";
import { LANGUAGES, language, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { prefer, preference, wear } from "../lib/preferences.js";
import "./settings-models.js";
import "./settings-providers.js";
import { about, accounts, storage } from "./settings-studio.js";

const SECTIONS = [
  ["providers", "plug"], ["models", "layers"], ["accounts", "user"], ["appearance", "sun"], ["language", "globe"], ["shortcuts", "keys"],
  ["storage", "disk"], ["about", "info"],
];
const THEMES = [["dark", "moon"], ["light", "sun"], ["auto", "screen"]];

class SettingsPage extends HTMLElement {
  context = null;
  #links = new Map();
  #body = null;
  #section = null;

  connectedCallback() {
    if (this.#body) return;
    const { router } = this.context;
    for (const [name, symbol] of SECTIONS) {
      const href = router.href("settings", { section: name });
      this.#links.set(name, h("a", { class: "nav-l", href }, icon(symbol), t(`settings.${name}.title`)));
    }
    this.#body = h("div", { class: "body" });
    this.append(
      h("div", { class: "side" },
        h("div", { class: "bar" }, h("h1", { class: "strong", tabindex: "-1" }, t("pages.settings"))),
        h("nav", { class: "list", "aria-label": t("settings.label") }, [...this.#links.values()])),
      h("div", { class: "scroll", "data-scroll": true }, this.#body));
  }

  set route(route) {
    const wanted = route.query.get("section");
    const section = this.#links.has(wanted) ? wanted : SECTIONS[0][0];
    if (section === this.#section) return this.#pass(route);
    this.#section = section;
    for (const [name, link] of this.#links) mark(link, "aria-current", name === section && "page");
    requestAnimationFrame(() => this.#links.get(section).scrollIntoView({ block: "nearest", inline: "nearest" }));
    this.#draw();
    this.#pass(route);
  }

  /** What the address says of more than the section. */
  #pass(route) {
    const providers = this.#body.querySelector("provider-settings");
    if (providers) providers.query = route.query;
  }

  #draw() {
    const name = this.#section;
    const draw = {
      providers: () => this.#own("provider-settings"), models: () => this.#own("model-settings"),
      accounts: () => accounts(this.context), storage: () => storage(this.context),
      appearance: () => this.#appearance(), language: () => this.#language(),
      shortcuts: () => this.#shortcuts(), about,
    };
    fill(this.#body,
      h("header", {},
        h("h2", { class: "title" }, t(`settings.${name}.title`)), h("p", { class: "t2" }, t(`settings.${name}.text`))),
      draw[name]());
    this.#body.classList.toggle("wide", name === "providers" || name === "models");
  }

  #own(name) {
    const made = h(name, {});
    made.context = this.context;
    return made;
  }

  /** A card with one choice; an option is `{value, label, symbol?, lang?}`. */
  #choice(name, { title, hint, options, chosen, choose }) {
    const option = ({ value, label, symbol, lang }) => {
      const onchange = () => choose(value);
      const radio = h("input", { type: "radio", name, value, class: "sr", checked: value === chosen, onchange });
      return h("label", { lang }, radio, symbol && icon(symbol), label);
    };
    return h("div", { class: "card rows" }, h("div", { class: "line" },
      h("div", {}, h("h3", {}, title), h("p", { class: "t2 small" }, hint)),
      h("fieldset", { class: "seg wide" }, h("legend", { class: "sr" }, title), options.map(option))));
  }

  #appearance() {
    return this.#choice("theme", {
      title: t("settings.appearance.theme"), hint: t("settings.appearance.hint"),
      options: THEMES.map(([value, symbol]) => ({ value, label: t(`settings.appearance.${value}`), symbol })),
      chosen: preference("theme"), choose: wear,
    });
  }

  #language() {
    return this.#choice("language", {
      title: t("settings.language.title"), hint: t("settings.language.hint"),
      options: LANGUAGES.map(({ tag, name }) => ({ value: tag, label: name, lang: tag })),
      chosen: language(),
      choose: (tag) => this.dispatchEvent(new CustomEvent("language", { bubbles: true, detail: tag })),
    });
  }

  #shortcuts() {
    const rows = h("div", { class: "groups" });
    const draw = () => fill(rows, shortcutGroups());
    draw();
    const letters = h("input", {
      type: "checkbox", role: "switch", class: "switch", checked: preference("letters") !== "off",
      "aria-describedby": "letters-hint",
      onchange: () => {
        prefer("letters", letters.checked ? "on" : "off");
        draw();
      },
    });
    return h("div", { class: "card rows" },
      h("label", { class: "line" },
        h("span", {},
          h("span", { class: "strong" }, t("settings.shortcuts.letters")),
          h("span", { class: "t2 small hint", id: "letters-hint" }, t("settings.shortcuts.hint"))),
        letters),
      rows);
  }

}

customElements.define("settings-page", SettingsPage);
