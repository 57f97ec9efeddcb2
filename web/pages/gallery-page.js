// <gallery-page>: the pictures of a workspace, what narrows them, and their trash. Properties: `context`, `route`. Its
// state is its address: view, and the filter (q, model, provider, source, tag, album, favorite, rating, size, from, to,
// sort).

import "../elements/date-rail.js";
import "../elements/drop-zones.js";
import { bringDays } from "../elements/facet-chips.js";
import "../elements/gallery-side.js";
import "../elements/image-wall.js";
import { Catalogue } from "../lib/catalogue.js";
import { countBefore, isSparse, momentAt, ordered } from "../lib/days.js";
import { size } from "../lib/format.js";
import { fill, h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { everything, fromQuery, narrowing, queryOf, read, written } from "../lib/image-filter.js";
import { later } from "../lib/later.js";
import { attempt } from "../lib/pictures.js";
import { prefer, preference } from "../lib/preferences.js";
import { GalleryDeeds, bringActions } from "./gallery-deeds.js";
import { GallerySelection } from "./gallery-selection.js";
import { galleryState } from "./gallery-states.js";
import { SIZES, galleryTools } from "./gallery-tools.js";
import { goToDay, goToPlace, readWhole } from "./gallery-travel.js";
import { addFiles } from "./gallery-uploads.js";

const VIEWS = ["all", "favorites", "trash"];
const PAUSE = 250;
/** More than that nobody chooses at once. */
const MOST_CHOSEN = 20_000;

const bringBar = later(() => import("../elements/selection-bar.js"));

class GalleryPage extends HTMLElement {
  context = null;
  #route = null;
  #parts = null;
  #catalogue = new Catalogue();
  #selection = new GallerySelection();
  #deeds = new GalleryDeeds(this.#catalogue, this.#selection, () => ({
    ...this.context, filter: this.#filter, isTrash: this.#isTrash, current: this.#parts.wall.current,
  }));
  /** Whether all of the list is being chosen. */
  #choosing = false;
  #typing = null;
  /** The picture at the top of the window, and its day. */
  #topId = null;
  #topDay = null;
  #leave = [];

  connectedCallback() {
    const { keyboard, images, workspaces, models, stream } = this.context, deeds = this.#deeds;
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
    key("images.none", () => (this.#selection.size > 0 ? this.#choose([]) : false));
    key("images.favorite", () => deeds.on((actions, meant) => actions.favor(meant)));
    key("images.rate", ({ code }) => deeds.on((actions, meant) => actions.rate(meant, Number(code.at(-1)))));
    key("images.tag", () => deeds.on((actions, meant) => actions.tag(meant)));
    key("images.album", () => this.#askAlbum());
    key("images.download", () => deeds.on((actions, meant) => actions.zip(meant, images.workspaceId, false)));
    key("images.compare", () => this.#parts.bar.compare?.() ?? false);
    key("images.trash", () => deeds.discard());
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
    const deeds = this.#deeds, side = h("gallery-side", {
      onadd: () => deeds.do((actions) => actions.addAlbum()), onput: ({ detail }) => deeds.put(detail),
      onedit: ({ detail }) => deeds.edit(detail, () => this.#narrow({ album: null })),
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
      sort: (sort) => this.#narrow({ sort }), files: (files) => this.#upload(files), empty: () => deeds.emptyTrash(),
      save: () => deeds.do((actions) => actions.saveSearch(queryOf(this.#filter))),
    });
    const chipRow = h("div", { class: "tools facets" }, tabs, chips, tools.save, tools.said);
    this.append(
      h("aside", { class: "side scroll", "aria-label": t("gallery.lists") }, side),
      h("section", { class: "hall", "aria-label": t("gallery.pictures") },
        h("header", { class: "head-s" }, heading, tools.row, chipRow), place, wall, bar),
      rail, zones);
    return { side, chips, tabs, wall, rail, place, bar, ...tools };
  }

  #changed({ fresh, gone }) {
    const { images } = this.context, { wall } = this.#parts;
    if (fresh) {
      this.#topDay = null;
      this.#selection.put([]);
      wall.scrollTop = 0;
    }
    this.#selection.renew(images, gone);
    const lost = wall.current && gone.has(wall.current);
    this.#draw();
    if (lost) wall.focusOn(null, this.#deeds.lostAt);
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
    for (const each of [this, parts.wall]) each.classList.toggle("choosing", this.#selection.size > 0);
    const before = begins ? 0 : Math.max(1, countBefore(catalogue.days, items, filter.sort));
    const list = { ...written(filter), view: isTrash ? "trash" : null };
    parts.wall.show({
      items, before, after: ends ? 0 : Math.max(1, total - before - items.length), selected: this.#selection.ids,
      by: isTrash ? "trashed" : filter.sort === "rating" ? "rating" : isSparse(catalogue.days, items) ? "month" : "day",
      href: ({ id }) => router.href("image", list, { id }),
      veil: ({ id, width, height, model, prompt }) => ({
        text: [size(width, height), model && (models.get(model)?.name ?? model)].filter(Boolean).join(" · "),
        href: prompt && !isTrash ? router.href("create", { image: id, use: "remix" }) : null,
      }),
    });
    this.#drawRail();
    this.#drawBar(total, list);
  }

  #drawBar(total, list) {
    const { bar } = this.#parts, { images, workspaces, router } = this.context, chosen = this.#selection.images;
    if (!bar.show) return void (chosen.length > 0 && attempt(bringBar).then((isHere) => isHere && this.#draw()));
    const [one, two] = chosen, most = Math.min(total, MOST_CHOSEN);
    bar.show({
      chosen, view: this.#view, catalogue: this.#catalogue,
      homes: workspaces.active.filter(({ id }) => id !== images.workspaceId),
      album: this.#catalogue.album(this.#filter.album), choosing: this.#choosing,
      more: !images.whole && chosen.length >= images.items.length && chosen.length < most ? most : null,
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

  #select(how) {
    this.#selection.point(how, this.context.images.items);
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
    if (isSame && this.#selection.size > 0) this.#choose(images.items.slice(0, MOST_CHOSEN));
    else this.#draw();
  }

  #choose(chosen) {
    const barHadFocus = this.#parts.bar.contains(document.activeElement);
    this.#selection.put(chosen);
    this.#draw();
    if (barHadFocus && chosen.length === 0) this.#parts.wall.focusOn(this.#selection.anchor);
  }

  #act(deed) {
    if (deed.action === "clear") this.#choose([]);
    else if (deed.action === "all") this.#selectWhole();
    else this.#deeds.act(deed);
  }

  /** By keys: the menu of albums in the bar, which needs something chosen. */
  #askAlbum() {
    const { meant } = this.#deeds;
    if (meant.length === 0) return false;
    if (this.#selection.size === 0) this.#choose(meant);
    return void attempt(async () => {
      await bringBar();
      this.#draw();
      this.#parts.bar.querySelector(`[aria-label="${CSS.escape(t("albums.put"))}"]`)?.click();
    });
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

/** Brings what comes only when it is asked for. */
export function rest() {
  return Promise.allSettled([bringBar(), bringActions(), bringDays()]);
}

customElements.define("gallery-page", GalleryPage);
export { equip } from "../lib/image-list.js";
