// <settings-page>: what this browser prefers, and what this studio is. Properties: `context` ({router}), `route`.
// Its state is its address: section. Fires `theme` after a change of looks and `language` with a tag.

import { problemNote } from "../elements/problem-note.js";
import { shortcutGroups } from "../elements/shortcut-help.js";
import { api } from "../lib/api.js";
import { number } from "../lib/format.js";
import { fill, h, mark } from "../lib/html.js";
import { LANGUAGES, language, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { prefer, preference, wear } from "../lib/preferences.js";

const SECTIONS = [["appearance", "sun"], ["language", "globe"], ["shortcuts", "keys"], ["about", "info"]];
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
      this.#links.set(name, h("a", { class: "nav-l", href: router.href("settings", { section: name }) }, icon(symbol), t(`settings.${name}.title`)));
    }
    this.#body = h("div", { class: "body" });
    this.append(
      h("div", { class: "side" }, h("div", { class: "bar" }, h("h1", { class: "strong", tabindex: "-1" }, t("pages.settings"))),
        h("nav", { class: "list", "aria-label": t("settings.label") }, [...this.#links.values()])),
      h("div", { class: "scroll", "data-scroll": true }, this.#body));
  }

  set route(route) {
    const wanted = route.query.get("section");
    const section = this.#links.has(wanted) ? wanted : SECTIONS[0][0];
    if (section === this.#section) return;
    this.#section = section;
    for (const [name, link] of this.#links) mark(link, "aria-current", name === section && "page");
    this.#draw();
  }

  #draw() {
    const name = this.#section;
    fill(this.#body, h("header", {}, h("h2", { class: "title" }, t(`settings.${name}.title`)), h("p", { class: "t2" }, t(`settings.${name}.text`))),
      { appearance: () => this.#appearance(), language: () => this.#language(), shortcuts: () => this.#shortcuts(), about: () => this.#about() }[name](),
      name !== "about" && h("p", { class: "t3 small" }, t("settings.later")));
  }

  #choices(name, legend, options, chosen, choose) {
    return h("fieldset", { class: "seg wide" }, h("legend", { class: "sr" }, legend), options.map(([value, label, symbol, tag]) => h("label", { lang: tag },
      h("input", { type: "radio", name, value, class: "sr", checked: value === chosen, onchange: () => choose(value) }), symbol && icon(symbol), label)));
  }

  #appearance() {
    const options = THEMES.map(([value, symbol]) => [value, t(`settings.appearance.${value}`), symbol]);
    return h("div", { class: "card rows" }, h("div", { class: "line" },
      h("div", {}, h("h3", {}, t("settings.appearance.theme")), h("p", { class: "t2 small" }, t("settings.appearance.hint"))),
      this.#choices("theme", t("settings.appearance.theme"), options, preference("theme"), wear)));
  }

  #language() {
    const choose = (tag) => this.dispatchEvent(new CustomEvent("language", { bubbles: true, detail: tag }));
    return h("div", { class: "card rows" }, h("div", { class: "line" },
      h("div", {}, h("h3", {}, t("settings.language.title")), h("p", { class: "t2 small" }, t("settings.language.hint"))),
      this.#choices("language", t("settings.language.title"), LANGUAGES.map(({ tag, name }) => [tag, name, null, tag]), language(), choose)));
  }

  #shortcuts() {
    const rows = h("div", { class: "groups" });
    const draw = () => fill(rows, shortcutGroups());
    draw();
    const letters = h("input", {
      type: "checkbox", role: "switch", class: "switch", checked: preference("letters") !== "off", "aria-describedby": "letters-hint",
      onchange: () => {
        prefer("letters", letters.checked ? "on" : "off");
        draw();
      },
    });
    return h("div", { class: "card rows" },
      h("label", { class: "line" }, h("span", {}, h("span", { class: "strong" }, t("settings.shortcuts.letters")),
        h("span", { class: "t2 small hint", id: "letters-hint" }, t("settings.shortcuts.hint"))), letters), rows);
  }

  #about() {
    const card = h("div", { class: "card rows" }, h("div", { class: "line" }, h("div", { class: "skel name" })));
    this.#ask(card);
    return card;
  }

  async #ask(card) {
    try {
      const about = await api.get("/about");
      const link = (href, symbol, words) => h("a", { class: "btn", href }, icon(symbol), words);
      fill(card,
        h("div", { class: "line" }, icon("mark", "huge"), h("div", {}, h("h3", {}, "Pixazo"), h("p", { class: "t2 small" }, t("settings.about.version", { version: about.version })))),
        h("dl", { class: "keys" },
          h("div", {}, h("dt", {}, t("settings.about.access")), h("dd", { class: "t2" }, t(about.auth.mode === "open" ? "settings.about.open" : "settings.about.closed"))),
          h("div", {}, h("dt", {}, t("settings.about.abilities")), h("dd", {}, about.capabilities.map((each) => h("span", { class: "badge" }, each)))),
          h("div", {}, h("dt", {}, t("settings.about.api")), h("dd", { class: "t2" }, about.apiVersion))),
        h("details", {}, h("summary", { class: "line" }, t("settings.about.limits"), icon("down")),
          h("dl", { class: "keys" }, Object.entries(about.limits).map(([name, value]) => h("div", {}, h("dt", { class: "mono" }, name), h("dd", { class: "t2" }, number(value)))))),
        h("div", { class: "line acts" }, link("/api/docs", "code", t("settings.about.docs")), link("/openapi.json", "braces", t("settings.about.openapi")), link("/readyz?verbose", "info", t("settings.about.health"))));
    } catch (problem) {
      card.replaceWith(problemNote(problem, { title: t("settings.about.failed"), retry: () => this.#draw() }));
    }
  }
}

customElements.define("settings-page", SettingsPage);
