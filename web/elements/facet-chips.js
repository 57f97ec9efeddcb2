// <facet-chips>: what narrows a list of pictures, each chip with its choices and their counts. Property `context`
// ({models, providers}). Method `show(filter, catalogue)`. Fires `edit` with the changed fields of the filter.

import { number } from "../lib/format.js";
import { h, mark, reconcile } from "../lib/html.js";
import { intl, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { everything, narrowing, SOURCES } from "../lib/image-filter.js";
import { later } from "../lib/later.js";
import { attempt } from "../lib/pictures.js";
import "./menu-button.js";

export const bringDays = later(() => import("./days-dialog.js"));

const DAY = 86_400_000;
const SPANS = [1, 7, 30, 365];
const FACETS = [
  ["model", "layers"], ["rating", "star"], ["tags", "tag"], ["source", "user"], ["size", "a32"], ["date", "calendar"],
  ["album", "album"], ["provider", "plug"],
];

export class FacetChips extends HTMLElement {
  context = null;
  #filter = everything();
  #catalogue = null;

  show(filter, catalogue) {
    this.#filter = filter;
    this.#catalogue = catalogue;
    if (!this.firstChild) {
      this.append(h("div", { class: "all" }), h("button", {
        type: "button", class: "link small", onclick: () => {
          const { q, sort } = this.#filter;
          this.#say({ ...everything(), q, sort });
        },
      }, t("facets.clear")));
    }
    const shown = FACETS.filter(([name]) => name !== "provider" && name !== "album" || this.#isOn(name)
      || name === "album" && catalogue.albums.length > 0);
    reconcile(this.firstChild, shown, {
      key: ([name]) => name, make: ([name, symbol]) => this.#make(name, symbol),
      update: (chip, [name]) => this.#update(chip, name),
    });
    this.lastChild.hidden = narrowing(filter).every((name) => name === "q");
  }

  #isOn(name) {
    const { from, to, tags } = this.#filter;
    return name === "date" ? Boolean(from || to) : name === "tags" ? tags.length > 0 : Boolean(this.#filter[name]);
  }

  #make(name, symbol) {
    const menu = h("menu-button", { onchoose: (choice) => {
      choice.stopPropagation();
      this.#choose(name, choice.detail);
    } });
    menu.items = () => this.#items(name);
    menu.face = [icon(symbol), h("span", { class: "k" }, t(`facets.${name}`)),
      h("span", { class: "v clip", dir: "auto" })];
    const away = h("button", {
      type: "button", class: "away", title: t("facets.remove", { name: t(`facets.${name}`) }),
      "aria-label": t("facets.remove", { name: t(`facets.${name}`) }),
      onclick: () => {
        this.#say(name === "date" ? { from: null, to: null } : { [name]: everything()[name] });
        menu.button.focus();
      },
    }, icon("x"));
    return h("span", { class: "facet", "data-facet": name }, menu, away);
  }

  #update(chip, name) {
    const isOn = this.#isOn(name), value = isOn ? this.#valueOf(name) : "", [menu, away] = chip.children;
    mark(chip, "data-on", isOn);
    menu.look = isOn ? "chip on" : "chip";
    menu.label = isOn ? `${t(`facets.${name}`)}: ${value}` : t(`facets.${name}`);
    menu.button.querySelector(".v").textContent = value;
    away.hidden = !isOn;
  }

  #valueOf(name) {
    const { [name]: value, from, to } = this.#filter;
    if (name === "date") return from && to && from !== to ? `${dayText(from)} – ${dayText(to)}`
      : from && to ? dayText(from) : t(from ? "facets.since" : "facets.until", { day: dayText(from ?? to) });
    if (name === "tags") return value.join(", ");
    return this.#labelOf(name, value);
  }

  #labelOf(name, value) {
    const { models, providers } = this.context;
    if (name === "model") return models.get(value)?.name ?? value;
    if (name === "provider" && value === "builtin") return t("models.builtinName");
    if (name === "provider") return providers.get(value)?.name ?? value;
    if (name === "source") return t(`facets.sources.${value}`);
    if (name === "album") return this.#catalogue.album(value)?.name ?? t("facets.goneAlbum");
    if (name === "rating") return t("facets.andUp", { stars: "★".repeat(value) });
    return value.replace("x", " × ");
  }

  #items(name) {
    const { facets, albums } = this.#catalogue, now = this.#filter[name];
    const any = { id: "", label: t("facets.any"), checked: !this.#isOn(name) };
    const counted = (list) => {
      const known = list.map(({ value, count }) => ({ value: String(value), count }));
      // What is chosen stays in the list, also where nothing else has it.
      const chosen = [now].flat().filter((each) => each && !known.some(({ value }) => value === each));
      return [...chosen.map((value) => ({ value, count: 0 })), ...known].map(({ value, count }) => ({
        id: value, label: this.#labelOf(name, value), checked: [now].flat().includes(value), count: number(count),
      }));
    };
    const rows = {
      model: () => counted(facets.models), provider: () => counted(facets.providers), size: () => counted(facets.sizes),
      source: () => counted(SOURCES.map((value) => facets.sources.find((each) => each.value === value))
        .filter((each) => each?.count > 0)),
      tags: () => counted(facets.tags).map((each) => ({ ...each, label: each.id })),
      rating: () => [5, 4, 3, 2, 1].map((stars) => ({ id: String(stars), label: this.#labelOf("rating", stars),
        checked: now === stars })),
      album: () => albums.map((each) => ({ id: each.id, label: each.name, checked: now === each.id,
        count: number(each.imageCount) })),
      date: () => [...SPANS.map((days) => ({ id: String(days), label: t(`facets.spans.${days}`),
        checked: this.#filter.from === daysAgo(days - 1) && !this.#filter.to })),
      { id: "choose", label: t("facets.chooseDays"), icon: "calendar" }],
    }[name]();
    return rows.length > 0 ? [any, { rule: true }, ...rows] : [any];
  }

  async #choose(name, id) {
    if (name === "date") {
      if (id !== "choose") return this.#say({ from: id ? daysAgo(Number(id) - 1) : null, to: null });
      return attempt(async () => {
        const { askDays } = await bringDays(), days = await askDays(this.#filter);
        if (days) this.#say(days);
      });
    }
    if (name === "tags") {
      const { tags } = this.#filter;
      return this.#say({ tags: !id ? [] : tags.includes(id) ? tags.filter((each) => each !== id) : [...tags, id] });
    }
    return this.#say({ [name]: name === "rating" ? Number(id) : id || null });
  }

  #say(detail) {
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail }));
  }
}

/** Days as the studio counts them, which is in UTC. */
function daysAgo(days) {
  return new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
}

function dayText(day) {
  const isThisYear = day.slice(0, 4) === String(new Date().getUTCFullYear());
  return intl("DateTimeFormat", {
    day: "numeric", month: "short", year: isThisYear ? undefined : "numeric", timeZone: "UTC",
  }).format(Date.parse(day));
}

customElements.define("facet-chips", FacetChips);
