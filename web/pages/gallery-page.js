// <gallery-page>: the pictures of a workspace, what narrows them, and their trash. Properties: `context`, `route`. Its
// state is its address: view, and the filter (q, model, provider, source, tag, album, favorite, rating, size, from, to,
// sort).

import "../elements/date-rail.js";
import "../elements/drop-zones.js";
import "../elements/facet-chips.js";
import "../elements/gallery-side.js";
import "../elements/image-wall.js";
import "../elements/selection-bar.js";
import { Catalogue } from "../lib/catalogue.js";
import { countBefore, isSparse, momentAt, ordered } from "../lib/days.js";
import { size } from "../lib/format.js";
import { fill, h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { everything, fromQuery, narrowing, queryOf, read, written } from "../lib/image-filter.js";
import { prefer, preference } from "../lib/preferences.js";
import { GalleryActions } from "./gallery-actions.js";
import { galleryState } from "./gallery-states.js";
import { SIZES, galleryTools } from "./gallery-tools.js";
import { goToDay, goToPlace, readWhole } from "./gallery-travel.js";
import { addFiles } from "./gallery-uploads.js";

const VIEWS = ["all", "favorites", "trash"];
const PAUSE = 250;
/** More than that nobody chooses at once. */
const MOST_CHOSEN = 20_000;

class GalleryPage extends HTMLElement {
  context = null;
  #route = null;
  #parts = null;
  #catalogue = new Catalogue();
  #actions = new GalleryActions(this.#catalogue);
  /** What is chosen, by id: also what is no more in the stretch of the list that is here. */
  #selected = new Map();
  /** Whether all of the list is being chosen. */
  #choosing = false;
  #anchor = null;
  #lostAt = null;
  #typing = null;
  /** The picture at the top of the window, and its day. */
  #topId = null;
  #topDay = null;
  #leave = [];

  connectedCallback() {
    const { keyboard, images, workspaces, models, stream } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    const key = (id, action) => this.#leave.push(keyboard.bind(id, action));
    on(images, "change", ({ detail }) => this.#changed(detail));
    on(this.#catalogue, "change", () => this.#draw());
    for (const store of [workspaces, models]) on(store, "change", () => this.#enter());
    on(stream, "event", ({ detail }) => this.#catalogue.heard(detail));
    on(stream, "resync", () => this.#catalogue.load());
    on(document, "paste", (paste) => this.#pasted(paste));
    key("search.focus", () => this.#parts.search.focus());
    key("images.select", () => (this.#parts.wall.current
      ? void this.#select({ id: this.#parts.wall.current, toggle: true }) : false));
    key("images.all", () => this.#selectAll());
    key("images.none", () => (this.#selected.size > 0 ? this.#choose([]) : false));
    key("images.favorite", () => this.#on((chosen) => this.#actions.favor(chosen)));
    key("images.rate", (press) => this.#on((chosen) => this.#actions.rate(chosen, Number(press.code.at(-1)))));
    key("images.tag", () => this.#on((chosen) => this.#actions.tag(chosen)));
    key("images.album", () => this.#on((chosen) => this.#askAlbum(chosen)));
    key("images.download", () => this.#on((chosen) =>
      this.#actions.zip(chosen, this.context.images.workspaceId, false)));
    key("images.compare", () => this.#parts.bar.compare());
    key("images.trash", () => this.#on((chosen) => this.#throw(chosen)));
    key("images.larger", () => this.#resize(SIZES.step));
    key("images.smaller", () => this.#resize(-SIZES.step));
  }

  disconnectedCallback() {
    const { images } = this.context;
    if (!images.begins) images.lookedAt ??= this.#topId;
    for (const leave of this.#leave.splice(0)) leave();
  }

  set route(route) {
    this.#route = route;
    const { search, sort } = this.#parts, filter = this.#filter;
    if (search !== document.activeElement) search.value = filter.q;
    sort.value = filter.sort;
    this.#enter();
    requestAnimationFrame(() => this.#return());
  }

  /** Back to the picture that was looked at last, with the page where it was left if that shows it. */
  #return() {
    const { images } = this.context, { lookedAt } = images;
    if (!lookedAt || images.state !== "ready" || !this.isConnected) return;
    images.lookedAt = null;
    this.#parts.wall.focusOn(lookedAt);
  }

  #enter() {
    const workspaceId = this.context.currentId();
    if (workspaceId && this.#route) {
      const trashed = this.#isTrash, filter = trashed ? everything() : this.#filter;
      this.context.images.use({ workspaceId, trashed, filter });
      this.#catalogue.use({ workspaceId, trashed, filter });
    }
    this.#draw();
  }

  get #isTrash() {
    return this.#route?.query.get("view") === "trash";
  }

  get #filter() {
    return read(this.#route.query);
  }

  get #view() {
    return this.#isTrash ? "trash" : "all";
  }

  /** The same list with some of its filter changed. */
  #narrow(change, how = {}) {
    const { router } = this.context;
    router.go(router.here({ ...written({ ...this.#filter, ...change }), view: null }), how);
  }

  #build() {
    const side = h("gallery-side", {
      onadd: () => this.#actions.addAlbum(), onedit: ({ detail }) => this.#edit(detail),
      onput: ({ detail: { album, ids } }) => this.#actions.toAlbum(this.#those(ids), album),
    });
    const chips = h("facet-chips", { onedit: ({ detail }) => this.#narrow(detail) });
    side.context = chips.context = this.context;
    const tabs = h("nav", { class: "seg tabs", "aria-label": t("gallery.views.label") },
      VIEWS.map((view) => h("a", { "data-view": view }, t(`gallery.views.${view}`))));
    const heading = h("h1", { class: "sr", tabindex: "-1" }, t("pages.gallery"));
    const wall = h("image-wall", {
      onmore: () => this.context.images.more(), onselect: ({ detail }) => this.#select(detail),
      onearlier: () => this.context.images.earlier(), onfar: ({ detail }) =>
        goToPlace(detail.place, detail.focus, { ...this.context, wall, days: this.#catalogue.days }),
      ontop: ({ detail }) => {
        this.#topId = detail.id ?? null;
        this.#topDay = detail.createdAt?.slice(0, 10)
          ?? momentAt(this.#catalogue.days, detail, this.#filter.sort)?.date;
        this.#drawRail();
      },
    });
    wall.size = Number(preference("tileSize"));
    wall.dataset.scroll = "";
    const rail = h("date-rail", { onjump: ({ detail }) => goToDay(detail, { ...this.context, wall }) });
    const place = h("div", { class: "place scroll" });
    const bar = h("selection-bar", { hidden: true, onact: ({ detail }) => this.#act(detail) });
    const zones = h("drop-zones", { onfiles: ({ detail }) => this.#upload(detail.files) });
    zones.zones = [{ id: "add", icon: "download", label: t("drop.add.label"), hint: t("drop.add.hint") }];
    const tools = galleryTools({
      typed: () => this.#typed(), pressed: (press) => this.#leaveSearch(press), size: (value) => this.#setSize(value),
      sort: (sort) => this.#narrow({ sort }), files: (files) => this.#upload(files), empty: () => this.#emptyTrash(),
      save: () => this.#actions.saveSearch(queryOf(this.#filter)),
    });
    const chipRow = h("div", { class: "tools facets" }, tabs, chips, tools.save, tools.said);
    this.append(
      h("aside", { class: "side scroll", "aria-label": t("gallery.lists") }, side),
      h("section", { class: "hall", "aria-label": t("gallery.pictures") },
        h("header", { class: "head-s" }, heading, tools.row, chipRow), place, wall, bar),
      rail, zones);
    return { side, chips, tabs, wall, rail, place, bar, ...tools };
  }

  /** Pictures of this list by their ids. */
  #those(ids) {
    return ids.map((id) => this.context.images.get(id)).filter(Boolean);
  }

  get #chosen() {
    return [...this.#selected.values()];
  }

  /** Does it to what is selected, else to the picture in focus; leaves the key alone when there is neither. */
  #on(action) {
    const one = this.context.images.get(this.#parts.wall.current);
    const chosen = this.#selected.size > 0 ? this.#chosen : one ? [one] : [];
    if (chosen.length === 0) return false;
    action(chosen);
    return undefined;
  }

  #changed({ fresh, gone }) {
    const { images } = this.context, { wall } = this.#parts;
    if (fresh) {
      this.#topDay = null;
      this.#selected.clear();
      wall.scrollTop = 0;
    }
    for (const id of this.#selected.keys()) {
      if (gone.has(id)) this.#selected.delete(id);
      else if (images.get(id)) this.#selected.set(id, images.get(id));
    }
    const lost = wall.current && gone.has(wall.current);
    this.#draw();
    if (lost) wall.focusOn(null, this.#lostAt ?? 0);
  }

  #draw() {
    if (!this.#route) return;
    const { images, workspaces, models, router } = this.context, parts = this.#parts, filter = this.#filter;
    const isTrash = this.#isTrash, catalogue = this.#catalogue, { items, begins, ends, whole, state } = images;
    const counts = workspaces.get(images.workspaceId)?.counts, set = narrowing(filter);
    const total = isTrash ? items.length
      : catalogue.total ?? (set.length === 0 ? counts?.images : null) ?? items.length;
    parts.side.show({ view: this.#view, filter, catalogue, count: counts?.images ?? null });
    const tab = isTrash ? "trash" : set.join() === "favorite" ? "favorites" : set.length === 0 ? "all" : null;
    for (const each of parts.tabs.children) {
      const { view } = each.dataset;
      mark(each, "href", router.href("gallery", { favorite: view === "favorites" ? "1" : null,
        view: view === "trash" ? view : null }));
      mark(each, "aria-current", view === tab && "page");
    }
    parts.chips.hidden = parts.searchBox.hidden = parts.sort.hidden = parts.upload.hidden = isTrash;
    if (!isTrash) parts.chips.show(filter, catalogue);
    parts.save.hidden = isTrash || set.length === 0
      || catalogue.searches.some(({ query }) => queryOf(fromQuery(query)) === queryOf(filter));
    const isEmpty = items.length === 0;
    write(parts.said, state !== "ready" || isEmpty ? ""
      : t("gallery.count", { count: whole ? items.length : Math.max(total, items.length) }));
    parts.empty.hidden = !isTrash || isEmpty;
    parts.wall.hidden = isEmpty;
    parts.place.hidden = !isEmpty;
    parts.rail.hidden = isTrash || isEmpty || filter.sort === "rating" || catalogue.days.length < 2;
    this.classList.toggle("railed", !parts.rail.hidden);
    if (isEmpty) this.#drawPlace();
    parts.wall.classList.toggle("choosing", this.#selected.size > 0);
    const before = begins ? 0 : Math.max(1, countBefore(catalogue.days, items, filter.sort));
    const list = { ...written(filter), view: isTrash ? "trash" : null };
    parts.wall.show({
      items, before, after: ends ? 0 : Math.max(1, total - before - items.length), selected: this.#selected,
      by: isTrash ? "trashed" : filter.sort === "rating" ? "rating" : isSparse(catalogue.days, items) ? "month" : "day",
      href: ({ id }) => router.href("image", list, { id }),
      veil: ({ id, width, height, model, prompt }) => ({
        text: [size(width, height), model && (models.get(model)?.name ?? model)].filter(Boolean).join(" · "),
        href: prompt && !isTrash ? router.href("create", { image: id, use: "remix" }) : null,
      }),
    });
    this.#drawRail();
    const chosen = this.#chosen, [one, two] = chosen, most = Math.min(total, MOST_CHOSEN);
    parts.bar.show({
      chosen, view: this.#view, catalogue,
      homes: workspaces.active.filter(({ id }) => id !== images.workspaceId), album: catalogue.album(filter.album),
      choosing: this.#choosing,
      more: !whole && chosen.length >= items.length && chosen.length < most ? most : null,
      compareHref: chosen.length === 2 ? router.href("image", { ...list, with: two.id }, { id: one.id }) : null,
    });
  }

  #drawRail() {
    const { rail } = this.#parts ?? {}, { days } = this.#catalogue;
    if (!rail || rail.hidden) return;
    rail.show({ days: ordered(days, this.#filter.sort),
      now: this.#topDay ?? this.context.images.items[0]?.createdAt.slice(0, 10) });
  }

  #drawPlace() {
    const { images, router } = this.context, { place } = this.#parts, isNarrow = narrowing(this.#filter).length > 0;
    const kind = images.state !== "ready" ? images.state : this.#isTrash ? "trash" : isNarrow ? "nothing" : "none";
    const face = `${kind} ${images.problem?.requestId}`;
    if (place.dataset.kind === face) return;
    place.dataset.kind = face;
    fill(place, galleryState(kind, {
      problem: images.problem, retry: () => images.load(), createHref: router.href("create"),
      upload: () => this.#parts.upload.click(), clear: () => this.#narrow(everything()),
    }));
  }

  #select({ id, range, toggle }) {
    const { items } = this.context.images, to = items.findIndex((each) => each.id === id);
    if (range) {
      const from = items.findIndex((each) => each.id === this.#anchor);
      const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
      for (const each of items.slice(low, high + 1)) this.#selected.set(each.id, each);
    } else if (toggle) {
      this.#anchor = id;
      if (!this.#selected.delete(id)) this.#selected.set(id, items[to]);
    }
    this.#draw();
  }

  #selectAll() {
    if (this.context.images.items.length === 0) return false;
    this.#choose(this.context.images.items);
    return undefined;
  }

  /** All that the list has, which may have to be read first. */
  async #selectWhole() {
    const { images } = this.context;
    if (this.#choosing) return;
    this.#choosing = true;
    this.#draw();
    const isSame = await readWhole(images, MOST_CHOSEN);
    this.#choosing = false;
    if (!this.isConnected) return;
    if (isSame && this.#selected.size > 0) this.#choose(images.items.slice(0, MOST_CHOSEN));
    else this.#draw();
  }

  #choose(chosen) {
    const barHadFocus = this.#parts.bar.contains(document.activeElement);
    this.#selected = new Map(chosen.map((each) => [each.id, each]));
    this.#draw();
    if (barHadFocus && chosen.length === 0) this.#parts.wall.focusOn(this.#anchor);
  }

  #act({ action, value }) {
    const chosen = this.#chosen, actions = this.#actions, { workspaceId } = this.context.images;
    const work = {
      clear: () => this.#choose([]), all: () => this.#selectWhole(), favorite: () => actions.favor(chosen),
      rate: () => actions.rate(chosen, value),
      tag: () => actions.tag(chosen), album: () => actions.toAlbum(chosen, this.#catalogue.album(value)),
      move: () => this.#losing(chosen, () => actions.move(chosen, this.context.workspaces.get(value))),
      fromAlbum: () => actions.fromAlbum(chosen, this.#catalogue.album(this.#filter.album)),
      zip: () => actions.zip(chosen, workspaceId, false), zipPlain: () => actions.zip(chosen, workspaceId, true),
      trash: () => this.#throw(chosen), restore: () => this.#losing(chosen, () => actions.restore(chosen)),
      purge: () => this.#losing(chosen, () => actions.purge(chosen)),
    };
    work[action]();
  }

  /** By keys: the menu of albums in the bar, which needs something chosen. */
  #askAlbum(chosen) {
    if (this.#selected.size === 0) this.#choose(chosen);
    this.#parts.bar.querySelector(`[aria-label="${CSS.escape(t("albums.put"))}"]`)?.click();
  }

  #throw(chosen) {
    return this.#losing(chosen, () => (this.#isTrash ? this.#actions.purge(chosen) : this.#actions.discard(chosen)));
  }

  /** Remembers where the focus goes when its picture leaves. */
  #losing(chosen, work) {
    const { items } = this.context.images;
    this.#lostAt = Math.max(0, Math.min(...chosen.map(({ id }) => items.findIndex((each) => each.id === id))));
    return work();
  }

  async #edit({ action, album, search }) {
    if (action === "rename") return this.#actions.renameAlbum(album);
    if (action === "forget") return this.#actions.forgetSearch(search);
    if (await this.#actions.trashAlbum(album) && this.#filter.album === album.id) this.#narrow({ album: null });
    return undefined;
  }

  async #emptyTrash() {
    const { images } = this.context;
    while (!images.whole && images.state === "ready") await images.more();
    await this.#losing(images.items, () => this.#actions.purge(images.items));
  }

  #typed() {
    clearTimeout(this.#typing);
    const { search } = this.#parts;
    this.#typing = setTimeout(() => this.#narrow({ q: search.value.trim() }, { replace: true }), PAUSE);
  }

  #leaveSearch(press) {
    const { search, wall } = this.#parts;
    if (press.key === "Escape" && search.value) {
      search.value = "";
      this.#narrow({ q: "" }, { replace: true });
    } else if (press.key === "ArrowDown" || press.key === "Enter") {
      wall.focusOn(null, 0);
    } else {
      return;
    }
    press.preventDefault();
  }

  #setSize(value) {
    prefer("tileSize", String(value));
    this.#parts.wall.size = value;
  }

  #resize(change) {
    const value = Math.min(SIZES.most, Math.max(SIZES.least, Number(preference("tileSize")) + change));
    this.#parts.slider.value = String(value);
    this.#setSize(value);
  }

  #upload(files) {
    return addFiles(files, this.context.images.workspaceId);
  }

  #pasted(paste) {
    const files = [...paste.clipboardData?.files ?? []].filter(({ type }) => type.startsWith("image/"));
    if (files.length === 0 || document.querySelector("dialog[open]")) return;
    paste.preventDefault();
    this.#upload(files);
  }
}

customElements.define("gallery-page", GalleryPage);
export { equip } from "../lib/image-list.js";
