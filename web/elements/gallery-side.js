// <gallery-side>: the lists of a gallery: all, favourites, trash, albums, tags, saved searches. Property `context`
// ({router}). Method `show({view, filter, catalogue, count})`. Fires `add` (an album), `edit` with `{action,
// album|search}` (rename, trash, forget) and `put` with `{album, ids}` when pictures were dropped on an album.

import { number } from "../lib/format.js";
import { h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { everything, fromQuery, narrowing, queryOf, written } from "../lib/image-filter.js";
import { DRAGGED } from "./image-wall.js";
import "./menu-button.js";

const MOST_TAGS = 12;

export class GallerySide extends HTMLElement {
  context = null;
  #parts = null;
  #shown = null;

  show(shown) {
    this.#shown = shown;
    this.#parts ??= this.#build();
    const { views, albums, tags, searches, tagSection, searchSection } = this.#parts;
    const { view, filter, catalogue, count } = shown, set = narrowing(filter);
    const only = (name) => set.length === 1 && set[0] === name;
    const kept = view !== "trash";
    const states = { all: kept && set.length === 0, favorites: kept && only("favorite"), trash: !kept };
    for (const link of views.children) {
      mark(link, "href", this.#address({ favorites: { favorite: true } }[link.dataset.view] ?? {}, link.dataset.view));
      mark(link, "aria-current", states[link.dataset.view] && "page");
    }
    write(views.firstChild.lastChild, count === null ? "" : number(count));
    reconcile(albums, catalogue.albums, {
      key: ({ id }) => id, make: (album) => this.#makeAlbum(album),
      update: (row, album) => this.#updateAlbum(row, album),
    });
    this.#parts.noAlbums.hidden = catalogue.albums.length > 0;
    const most = catalogue.facets.tags.slice(0, MOST_TAGS);
    tagSection.hidden = most.length === 0;
    reconcile(tags, most, {
      key: ({ value }) => value, make: () => h("li", {}, this.#link("tag")),
      update: (row, { value, count: many }) => this.#updateLink(row.firstChild, value, many,
        this.#address({ tags: [value] }), kept && only("tags") && filter.tags.join() === value),
    });
    searchSection.hidden = catalogue.searches.length === 0;
    reconcile(searches, catalogue.searches, {
      key: ({ id }) => id, make: (search) => this.#makeSearch(search),
      update: (row, { name, query }) => this.#updateLink(row.firstChild, name, null, this.#address(fromQuery(query)),
        kept && queryOf(fromQuery(query)) === queryOf(filter)),
    });
  }

  #address(filter, view = "all") {
    const { router } = this.context;
    return router.href("gallery", { ...written({ ...everything(), ...filter }), view: view === "trash" ? view : null });
  }

  #build() {
    const view = (name, symbol) => h("a", { class: "nav-l", "data-view": name }, icon(symbol),
      h("span", {}, t(`gallery.views.${name}`)), h("span", { class: "n" }));
    const views = h("nav", { class: "list", "aria-label": t("gallery.views.label") },
      view("all", "image"), view("favorites", "star"), view("trash", "trash"));
    const albums = h("ul", {}), tags = h("ul", {}), searches = h("ul", {});
    const noAlbums = h("p", { class: "small t3 hint" }, t("albums.none"));
    const section = (key, list, action, ...more) => h("section", { class: "list", "aria-label": t(key) },
      h("h2", { class: "cap" }, t(key), action), list, more);
    const add = h("button", { type: "button", class: "btn btn-icon btn-ghost btn-sm push",
      "aria-label": t("albums.add"), title: t("albums.add"), onclick: () => this.#say("add") }, icon("plus"));
    const tagSection = section("gallery.tags", tags), searchSection = section("searches.title", searches);
    this.append(views, section("albums.title", albums, add, noAlbums), tagSection, searchSection);
    return { views, albums, tags, searches, noAlbums, tagSection, searchSection };
  }

  #link(symbol) {
    return h("a", { class: "nav-l" }, icon(symbol), h("span", { class: "clip", dir: "auto" }),
      h("span", { class: "n" }));
  }

  #updateLink(link, name, count, href, isCurrent) {
    mark(link, "href", href);
    mark(link, "aria-current", isCurrent && "page");
    write(link.children[1], name);
    mark(link, "title", name);
    write(link.lastChild, count === null ? "" : number(count));
  }

  #menu(name, items, choose) {
    const menu = h("menu-button", { onchoose: (choice) => {
      choice.stopPropagation();
      choose(choice.detail);
    } });
    menu.look = "btn btn-icon btn-ghost btn-sm";
    menu.label = t("card.more", { name });
    menu.face = icon("more");
    menu.items = items;
    return menu;
  }

  #makeAlbum({ id, name }) {
    const album = () => this.#shown.catalogue.album(id);
    const menu = this.#menu(name, [
      { id: "rename", label: t("card.rename"), icon: "edit" }, { rule: true },
      { id: "trash", label: t("card.trash"), icon: "trash", danger: true },
    ], (action) => this.#say("edit", { action, album: album() }));
    const row = h("li", { class: "own" }, this.#link("album"), menu);
    const carries = (drag) => drag.dataTransfer?.types.includes(DRAGGED);
    row.addEventListener("dragover", (drag) => {
      if (!carries(drag)) return;
      drag.preventDefault();
      drag.dataTransfer.dropEffect = "copy";
      row.classList.add("over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("over"));
    row.addEventListener("drop", (drag) => {
      row.classList.remove("over");
      if (!carries(drag)) return;
      drag.preventDefault();
      this.#say("put", { album: album(), ids: JSON.parse(drag.dataTransfer.getData(DRAGGED)) });
    });
    return row;
  }

  #updateAlbum(row, { id, name, imageCount, thumbnailUrl }) {
    const { filter, view } = this.#shown, [link, menu] = row.children;
    const isOnly = view !== "trash" && filter.album === id && narrowing(filter).length === 1;
    this.#updateLink(link, name, imageCount, this.#address({ album: id }), isOnly);
    menu.label = t("card.more", { name });
    if (link.dataset.face === String(thumbnailUrl)) return;
    link.dataset.face = String(thumbnailUrl);
    link.firstChild.replaceWith(thumbnailUrl
      ? h("img", { src: `${thumbnailUrl}?size=192`, alt: "", width: "20", height: "20" }) : icon("album"));
  }

  #makeSearch({ id, name }) {
    const search = () => this.#shown.catalogue.searches.find((each) => each.id === id);
    return h("li", { class: "own" }, this.#link("search"), this.#menu(name, [
      { id: "forget", label: t("searches.forget"), icon: "trash", danger: true },
    ], (action) => this.#say("edit", { action, search: search() })));
  }

  #say(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("gallery-side", GallerySide);
