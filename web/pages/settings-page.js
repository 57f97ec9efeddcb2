// <settings-page>: the engines and models, what this browser prefers, and what this studio is. Properties: `context`,
// `route`. Its state is its address: section. Fires `theme` after a change of looks and `language` with a tag.

import { problemNote } from "../elements/problem-note.js";
import { shortcutGroups } from "../elements/shortcut-help.js";
import { api } from "../lib/api.js";
import { number } from "../lib/format.js";
import { fill, h, mark } from "../lib/html.js";
import { LANGUAGES, language, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { prefer, preference, wear } from "../lib/preferences.js";
import { TRASH_DAYS } from "../lib/workspaces.js";
import "./settings-models.js";
import "./settings-providers.js";

const SECTIONS = [
  ["providers", "plug"], ["models", "layers"], ["appearance", "sun"], ["language", "globe"], ["shortcuts", "keys"],
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
      storage: () => this.#storage(),
      appearance: () => this.#appearance(), language: () => this.#language(),
      shortcuts: () => this.#shortcuts(), about: () => this.#about(),
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

  /** What lies where, and how long the trash keeps it. */
  #storage() {
    const { workspaces, router } = this.context;
    const row = (each) => h("div", {}, h("dt", { class: "clip", dir: "auto" }, each.name),
      h("dd", { class: "t2" }, t("gallery.count", { count: each.counts.images })));
    return h("div", { class: "card rows" },
      h("dl", { class: "keys" }, workspaces.living.map(row)),
      h("div", { class: "line" }, h("div", {}, h("h3", {}, t("settings.storage.trash")),
        h("p", { class: "t2 small" }, t("settings.storage.trashHint", { count: TRASH_DAYS }))),
      h("a", { class: "btn", href: router.href("workspaces", { view: "trash" }) }, icon("trash"),
        t("settings.storage.openTrash"))));
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

  #about() {
    const card = h("div", { class: "card rows" }, h("div", { class: "line" }, h("div", { class: "skel name" })));
    this.#ask(card);
    return card;
  }

  async #ask(card) {
    try {
      fill(card, aboutStudio(await api.get("/about")));
    } catch (problem) {
      card.replaceWith(problemNote(problem, { title: t("settings.about.failed"), retry: () => this.#draw() }));
    }
  }
}

function aboutStudio({ version, auth, capabilities, apiVersion, limits }) {
  const words = (key, values) => t(`settings.about.${key}`, values);
  const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", { class: "t2" }, value));
  const link = (href, symbol, key) => h("a", { class: "btn", href }, icon(symbol), words(key));
  return [
    h("div", { class: "line" }, icon("mark", "huge"),
      h("div", {}, h("h3", {}, "Pixazo"), h("p", { class: "t2 small" }, words("version", { version })))),
    h("dl", { class: "keys" },
      fact(words("access"), words(auth.mode === "open" ? "open" : "closed")),
      fact(words("abilities"), capabilities.map((each) => h("span", { class: "badge" }, each))),
      fact(words("api"), apiVersion)),
    h("details", {}, h("summary", { class: "line" }, words("limits"), icon("down")),
      h("dl", { class: "keys" },
        Object.entries(limits).map(([name, value]) => fact(h("code", {}, name), number(value))))),
    h("div", { class: "line acts" },
      link("/api/docs", "code", "docs"), link("/openapi.json", "braces", "openapi"),
      link("/readyz?verbose", "info", "health")),
  ];
}

customElements.define("settings-page", SettingsPage);
