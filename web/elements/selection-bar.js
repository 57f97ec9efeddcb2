// <selection-bar>: what can be done to the chosen pictures. Method `show({chosen, view, catalogue, album, homes, more,
// choosing, compareHref})`; without chosen pictures it is not there. `homes` are the other workspaces, `more` is how
// many the whole list has, where more than these can be chosen, `choosing` whether they are on their way. `compare()`
// goes to comparing two. Fires `act` with `{action, value}`: clear, all, favorite, rate, tag, album, fromAlbum, move,
// zip, zipPlain, trash, restore, purge.

import { bytes } from "../lib/format.js";
import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import "./menu-button.js";

const NEW = "new";
const OUT = "out";
const TO = "to ";

export class SelectionBar extends HTMLElement {
  #parts = null;
  #shown = null;

  show(shown) {
    this.#shown = shown;
    this.#parts ??= this.#build();
    const { count, all, kept, thrown, compare, zip } = this.#parts, { chosen, view, compareHref, more } = shown;
    this.hidden = chosen.length === 0;
    if (this.hidden) return;
    write(count, t("gallery.selected", { count: chosen.length }));
    all.hidden = !more;
    all.disabled = Boolean(shown.choosing);
    if (more) write(all, t(shown.choosing ? "gallery.choosing" : "gallery.selectWhole", { count: more }));
    for (const each of kept) each.hidden = view === "trash";
    for (const each of thrown) each.hidden = view !== "trash";
    compare.hidden = !compareHref;
    mark(compare, "href", compareHref);
    const size = chosen.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
    const words = size > 0 ? t("gallery.zip", { size: bytes(size) }) : t("gallery.zipPlain");
    write(zip.button.querySelector(".lbl"), words);
    zip.label = words;
  }

  #build() {
    this.className = "selbar";
    this.setAttribute("role", "toolbar");
    this.setAttribute("aria-label", t("gallery.selection"));
    const count = h("span", { class: "count", role: "status" });
    const words = (text) => h("span", { class: "lbl" }, text);
    const act = (action, symbol, key, look = "btn btn-ghost") => h("button", {
      type: "button", class: look, title: t(key), onclick: () => this.#say(action),
    }, icon(symbol), words(t(key)));
    const menu = (symbol, key, items, choose) => {
      const made = h("menu-button", { onchoose: (choice) => {
        choice.stopPropagation();
        choose(choice.detail);
      } });
      made.look = "btn btn-ghost";
      made.label = t(key);
      made.button.title = t(key);
      made.face = [icon(symbol), words(t(key))];
      made.items = items;
      return made;
    };
    const rate = menu("rate", "gallery.rate", [5, 4, 3, 2, 1, 0].map((stars) =>
      ({ id: String(stars), label: stars ? "★".repeat(stars) : t("image.noRating") })),
    (value) => this.#say("rate", Number(value)));
    const album = menu("album", "albums.put", () => this.#albums(), (value) => (value.startsWith(TO)
      ? this.#say("move", value.slice(TO.length))
      : this.#say(value === OUT ? "fromAlbum" : "album", value === NEW ? null : value)));
    const zip = menu("download", "gallery.zipPlain", [
      { id: "zip", label: t("gallery.zipWhole"), icon: "download" },
      { id: "zipPlain", label: t("gallery.zipStripped"), icon: "download" },
    ], (value) => this.#say(value));
    const all = h("button", { type: "button", class: "link small all", onclick: () => this.#say("all") });
    const compare = h("a", { class: "btn btn-ghost" }, icon("compare"), words(t("image.compare")));
    const kept = [act("favorite", "star", "image.favorite"), rate, album, act("tag", "tag", "gallery.tag"), zip,
      act("trash", "trash", "image.trash", "btn btn-ghost btn-danger")];
    const thrown = [act("restore", "undo", "card.restore"),
      act("purge", "trash", "card.purge", "btn btn-ghost btn-danger")];
    this.append(
      h("button", { type: "button", class: "btn btn-icon btn-ghost", "aria-label": t("gallery.clear"),
        title: t("gallery.clear"), onclick: () => this.#say("clear") }, icon("x")),
      count, all, h("hr", {}), compare, ...kept, ...thrown);
    return { count, all, kept, thrown, compare, zip };
  }

  #albums() {
    const { catalogue, album, homes } = this.#shown;
    return [
      ...catalogue.albums.map(({ id, name, thumbnailUrl }) => ({
        id, label: name, lead: thumbnailUrl ? h("img", { class: "mini", src: `${thumbnailUrl}?size=192`, alt: "",
          width: "20", height: "20" }) : icon("album"),
      })),
      catalogue.albums.length > 0 && { rule: true },
      { id: NEW, label: t("albums.add"), icon: "plus" },
      album && { id: OUT, label: t("albums.out", { name: album.name }), icon: "x" },
      homes.length > 0 && { rule: true },
      ...homes.map(({ id, name }) => ({ id: TO + id, label: t("gallery.moveTo", { name }), icon: "layers" })),
    ].filter(Boolean);
  }

  /** Follows the way to comparing, where two are chosen; else false. */
  compare() {
    const { compare } = this.#parts ?? {};
    return !this.hidden && compare && !compare.hidden ? compare.click() : false;
  }

  #say(action, value = null) {
    this.dispatchEvent(new CustomEvent("act", { detail: { action, value } }));
  }
}

customElements.define("selection-bar", SelectionBar);
