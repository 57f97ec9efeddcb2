// <gallery-page>: every picture of a workspace, newest first, and its trash. Properties: `context`, `route`. Its state
// is its address: view.

import "../elements/drop-zones.js";
import { confirm } from "../elements/confirm-dialog.js";
import { emptyState } from "../elements/empty-state.js";
import "../elements/image-wall.js";
import "../elements/menu-button.js";
import { problemNote } from "../elements/problem-note.js";
import { editTags } from "../elements/tag-dialog.js";
import { number } from "../lib/format.js";
import { fill, h, mark, write } from "../lib/html.js";
import { explain, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { attempt, discard, FORMATS, pictures, tell } from "../lib/pictures.js";
import { prefer, preference } from "../lib/preferences.js";

const VIEWS = [["all", "image"], ["trash", "trash"]];
const SIZES = { least: 90, most: 360, step: 30 };
const AT_ONCE = 3;

class GalleryPage extends HTMLElement {
  context = null;
  #route = null;
  #parts = null;
  #selected = new Set();
  #anchor = null;
  #leave = [];

  connectedCallback() {
    const { keyboard, images, workspaces } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    const key = (id, action) => this.#leave.push(keyboard.bind(id, action));
    on(images, "change", ({ detail }) => this.#changed(detail));
    on(workspaces, "change", () => this.#enter());
    on(document, "paste", (paste) => this.#pasted(paste));
    key("images.select", () => (this.#parts.wall.current
      ? void this.#select({ id: this.#parts.wall.current, toggle: true }) : false));
    key("images.all", () => this.#selectAll());
    key("images.none", () => (this.#selected.size > 0 ? this.#choose([]) : false));
    key("images.favorite", () => this.#on((chosen) => this.#favor(chosen)));
    key("images.rate", (press) => this.#on((chosen) => this.#rate(chosen, Number(press.code.at(-1)))));
    key("images.tag", () => this.#on((chosen) => this.#tag(chosen)));
    key("images.trash", () => this.#on((chosen) => this.#discard(chosen)));
    key("images.larger", () => this.#resize(SIZES.step));
    key("images.smaller", () => this.#resize(-SIZES.step));
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
  }

  set route(route) {
    this.#route = route;
    this.#enter();
  }

  #enter() {
    const id = this.context.currentId();
    if (id && this.#route) this.context.images.use({ workspaceId: id, trashed: this.#view === "trash" });
    this.#draw();
  }

  get #view() {
    return this.#route?.query.get("view") === "trash" ? "trash" : "all";
  }

  #build() {
    const { router } = this.context;
    const link = ([view, symbol]) => h("a", { class: "nav-l", "data-view": view }, icon(symbol),
      h("span", {}, t(`gallery.views.${view}`)), h("span", { class: "n" }));
    const side = h("nav", { class: "list", "aria-label": t("gallery.views.label") }, VIEWS.map(link));
    const tabs = h("nav", { class: "seg tabs", "aria-label": t("gallery.views.label") },
      VIEWS.map(([view]) => h("a", { "data-view": view }, t(`gallery.views.${view}`))));
    const slider = h("input", {
      type: "range", class: "range", min: SIZES.least, max: SIZES.most, step: 10, value: preference("tileSize"),
      "aria-label": t("gallery.size"),
      oninput: () => this.#setSize(slider.valueAsNumber),
    });
    const file = h("input", {
      type: "file", accept: FORMATS, multiple: true, class: "sr", tabindex: "-1", "aria-hidden": "true",
      onchange: () => {
        this.#upload([...file.files]);
        file.value = "";
      },
    });
    const upload = h("button", { type: "button", class: "btn", onclick: () => file.click() }, icon("plus"),
      h("span", {}, t("gallery.upload")));
    const empty = h("button", { type: "button", class: "btn btn-danger", hidden: true,
      onclick: () => this.#emptyTrash() }, icon("trash"), t("trash.empty"));
    const heading = h("h1", { class: "head", tabindex: "-1" }, t("pages.gallery"));
    const said = h("span", { class: "t3 small num", role: "status" });
    const wall = h("image-wall", {});
    wall.size = Number(preference("tileSize"));
    wall.dataset.scroll = "";
    wall.addEventListener("more", () => this.context.images.more());
    wall.addEventListener("select", ({ detail }) => this.#select(detail));
    const place = h("div", { class: "place scroll" });
    const zones = h("drop-zones", {});
    zones.zones = [{ id: "add", icon: "download", label: t("drop.add.label"), hint: t("drop.add.hint") }];
    zones.addEventListener("files", ({ detail }) => this.#upload(detail.files));
    const parts = { side, tabs, slider, upload, empty, heading, said, wall, place, zones, ...this.#buildBar() };
    const goTo = (view) => router.href("gallery", { view: view === "all" ? null : view });
    for (const each of [...side.children, ...tabs.children]) each.setAttribute("href", goTo(each.dataset.view));
    this.append(
      h("div", { class: "side" }, side),
      h("section", { class: "hall", "aria-label": t("gallery.pictures") },
        h("header", { class: "head-s" }, heading, tabs, said, h("span", { class: "gap" }),
          h("label", { class: "sizer not-narrow" }, icon("grid"), slider), empty, upload, file),
        place, wall, parts.bar),
      zones);
    return parts;
  }

  #buildBar() {
    const count = h("span", { class: "count", role: "status" });
    const act = (symbol, key, action, look = "btn btn-ghost") => h("button", {
      type: "button", class: look, title: t(key), onclick: () => action(this.#chosen),
    }, icon(symbol), h("span", { class: "lbl" }, t(key)));
    const rate = h("menu-button", { onchoose: (choice) => this.#rate(this.#chosen, Number(choice.detail)) });
    rate.look = "btn btn-ghost";
    rate.label = t("gallery.rate");
    rate.face = [icon("star"), h("span", { class: "lbl" }, t("gallery.rate"))];
    rate.items = () => [5, 4, 3, 2, 1, 0].map((stars) =>
      ({ id: String(stars), label: stars ? "★".repeat(stars) : t("image.noRating") }));
    const kept = [act("star", "image.favorite", (all) => this.#favor(all)), rate,
      act("tag", "gallery.tag", (all) => this.#tag(all)),
      act("trash", "image.trash", (all) => this.#discard(all), "btn btn-ghost btn-danger")];
    const thrown = [act("undo", "card.restore", (all) => this.#restore(all)),
      act("trash", "card.purge", (all) => this.#purge(all), "btn btn-ghost btn-danger")];
    const compare = h("a", { class: "btn btn-ghost" }, icon("compare"),
      h("span", { class: "lbl" }, t("image.compare")));
    const bar = h("div", { class: "selbar", role: "toolbar", "aria-label": t("gallery.selection"), hidden: true },
      h("button", { type: "button", class: "btn btn-icon btn-ghost", "aria-label": t("gallery.clear"),
        title: t("gallery.clear"), onclick: () => this.#choose([]) }, icon("x")),
      count, h("hr", {}), compare, kept, thrown);
    return { bar, count, kept, thrown, compare };
  }

  get #chosen() {
    return this.context.images.items.filter(({ id }) => this.#selected.has(id));
  }

  /** Does it to what is selected, else to the picture in focus; leaves the key alone when there is neither. */
  #on(action) {
    const one = this.context.images.get(this.#parts.wall.current);
    const chosen = this.#selected.size > 0 ? this.#chosen : one ? [one] : [];
    if (chosen.length === 0) return false;
    action(chosen);
    return undefined;
  }

  #changed({ fresh }) {
    if (fresh) {
      this.#selected.clear();
      this.#parts.wall.scrollTop = 0;
    }
    for (const id of this.#selected) if (!this.context.images.get(id)) this.#selected.delete(id);
    const lost = this.#parts.wall.current && !this.context.images.get(this.#parts.wall.current);
    this.#draw();
    if (lost) this.#parts.wall.focusOn(null, this.#lostAt ?? 0);
  }

  #lostAt = null;

  #draw() {
    if (!this.#route) return;
    const { images, workspaces, router } = this.context, parts = this.#parts, view = this.#view;
    const counts = workspaces.get(images.workspaceId)?.counts,
      total = view === "trash" ? images.items.length : counts?.images ?? images.items.length;
    for (const each of [...parts.side.children, ...parts.tabs.children]) mark(each, "aria-current",
      each.dataset.view === view && "page");
    write(parts.side.children[0].querySelector(".n"), counts ? number(counts.images) : "");
    const isEmpty = images.items.length === 0;
    write(parts.said, images.state === "ready" && !isEmpty
      ? t("gallery.count", { count: images.whole ? images.items.length : Math.max(total, images.items.length) }) : "");
    parts.empty.hidden = view !== "trash" || isEmpty;
    parts.upload.hidden = view === "trash";
    parts.wall.hidden = isEmpty;
    parts.place.hidden = !isEmpty;
    if (isEmpty) this.#state();
    parts.wall.classList.toggle("choosing", this.#selected.size > 0);
    parts.wall.show({
      items: images.items, whole: images.whole, total, selected: this.#selected,
      href: ({ id }) => router.href("image", { view: view === "trash" ? "trash" : null }, { id }),
    });
    parts.bar.hidden = this.#selected.size === 0;
    write(parts.count, t("gallery.selected", { count: this.#selected.size }));
    for (const each of parts.kept) each.hidden = view === "trash";
    for (const each of parts.thrown) each.hidden = view !== "trash";
    const two = [...this.#selected];
    parts.compare.hidden = two.length !== 2;
    if (two.length === 2) mark(parts.compare, "href", router.href("image", { with: two[1] }, { id: two[0] }));
  }

  /** What stands in place of pictures. */
  #state() {
    const { images, router } = this.context, { place } = this.#parts, kind = `${images.state} ${this.#view}`;
    if (place.dataset.kind === kind && images.state !== "failed") return;
    place.dataset.kind = kind;
    if (images.state === "loading") {
      fill(place, h("p", { class: "sr", role: "status" }, t("gallery.loading")),
        h("div", { class: "bones-wall", "aria-hidden": "true" },
          Array.from({ length: 18 }, (_, at) =>
          h("div", { class: "skel", vars: { "--r": [1.5, 1, 0.8, 1.78, 0.67][at % 5] } }))));
    } else if (images.state === "failed") {
      fill(place, problemNote(images.problem, { title: t("gallery.notLoaded"), retry: () => images.load() }));
    } else if (this.#view === "trash") {
      fill(place, emptyState({ symbol: "trash", title: t("trash.isEmpty"), text: t("trash.isEmptyHint") }));
    } else {
      fill(place, emptyState({
        drawing: "gallery", title: t("gallery.none"), text: t("gallery.noneHint"), actions: [
          h("a", { class: "btn btn-primary", href: router.href("create") }, icon("create"), t("gallery.create")),
          h("button", { type: "button", class: "btn", onclick: () => this.#parts.upload.click() }, icon("plus"),
            t("gallery.upload")),
        ],
      }));
    }
  }

  #select({ id, range, toggle }) {
    const { items } = this.context.images, to = items.findIndex((each) => each.id === id);
    if (range) {
      const from = items.findIndex((each) => each.id === this.#anchor);
      const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
      for (const each of items.slice(low, high + 1)) this.#selected.add(each.id);
    } else if (toggle) {
      this.#anchor = id;
      if (!this.#selected.delete(id)) this.#selected.add(id);
    }
    this.#draw();
  }

  #selectAll() {
    if (this.context.images.items.length === 0) return false;
    this.#choose(this.context.images.items.map(({ id }) => id));
    return undefined;
  }

  #choose(ids) {
    const barHadFocus = this.#parts.bar.contains(document.activeElement);
    this.#selected = new Set(ids);
    this.#draw();
    if (barHadFocus && ids.length === 0) this.#parts.wall.focusOn(this.#anchor);
  }

  #setSize(size) {
    prefer("tileSize", String(size));
    this.#parts.wall.size = size;
  }

  #resize(change) {
    const size = Math.min(SIZES.most, Math.max(SIZES.least, Number(preference("tileSize")) + change));
    this.#parts.slider.value = String(size);
    this.#setSize(size);
  }

  async #favor(chosen) {
    const favorite = !chosen.every((each) => each.favorite);
    await this.#patch(chosen, () => ({ favorite }), ({ favorite: before }) => ({ favorite: before }),
      favorite ? "gallery.favored" : "gallery.unfavored");
  }

  async #rate(chosen, rating) {
    await this.#patch(chosen, () => ({ rating }), ({ rating: before }) => ({ rating: before }), "gallery.rated");
  }

  async #tag(chosen) {
    const common = chosen[0].tags.filter((tag) => chosen.every(({ tags }) => tags.includes(tag)));
    const many = chosen.length > 1;
    const tags = await editTags({
      title: t("gallery.tagMany", { count: chosen.length }), tags: common,
      hint: many ? t("gallery.tagHint") : undefined,
    });
    if (!tags) return;
    // Of many pictures only what they share is shown, so only that is replaced.
    const next = (each) => [...new Set([...each.tags.filter((tag) => !common.includes(tag)), ...tags])];
    await this.#patch(chosen, (each) => ({ tags: next(each) }), ({ tags: before }) => ({ tags: before }),
      "gallery.tagged");
  }

  async #patch(chosen, patch, back, news) {
    const before = chosen.map((each) => ({ ...each }));
    const all = (work) => attempt(() => pictures.patchAll(before.map((each) => [each, work(each)])));
    if (await all(patch)) tell({ text: t(news, { count: before.length }), undo: () => all(back) });
  }

  async #discard(chosen) {
    if (this.#view === "trash") return this.#purge(chosen);
    this.#remember(chosen);
    await discard(chosen);
    return undefined;
  }

  async #restore(chosen) {
    this.#remember(chosen);
    const ids = chosen.map(({ id }) => id);
    if (await attempt(() => pictures.restore(ids))) {
      tell({ text: t("gallery.restored", { count: ids.length }), undo: () => attempt(() => pictures.trash(ids)) });
    }
  }

  async #purge(chosen) {
    const count = chosen.length;
    const isSure = await confirm({
      title: t("gallery.purgeAsk", { count }), text: t("gallery.purgeHint"), action: t("trash.purgeYes"), danger: true,
    });
    if (!isSure) return;
    this.#remember(chosen);
    if (await attempt(() => pictures.purge(chosen.map(({ id }) => id)))) tell({ text: t("gallery.purged", { count }) });
  }

  async #emptyTrash() {
    while (!this.context.images.whole && this.context.images.state === "ready") await this.context.images.more();
    await this.#purge(this.context.images.items);
  }

  /** Where the focus goes when its picture leaves. */
  #remember(chosen) {
    const { items } = this.context.images;
    this.#lostAt = Math.max(0, Math.min(...chosen.map(({ id }) => items.findIndex((each) => each.id === id))));
  }

  async #upload(files) {
    const { workspaceId } = this.context.images,
      queue = files.filter(({ type }) => type.startsWith("image/") || type === "");
    const skipped = files.length - queue.length;
    if (skipped > 0) tell({ text: t("gallery.notPictures", { count: skipped }), bad: true });
    if (queue.length === 0) return;
    const done = [];
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, async () => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        try {
          done.push(await pictures.upload(file, workspaceId));
        } catch (problem) {
          tell({ text: t("create.notTaken", { name: file.name, why: explain(problem) }), bad: true });
        }
      }
    }));
    if (done.length > 0) tell({ text: t("gallery.added", { count: done.length }), images: done.slice(0, 3) });
  }

  #pasted(paste) {
    const files = [...paste.clipboardData?.files ?? []].filter(({ type }) => type.startsWith("image/"));
    if (files.length === 0 || document.querySelector("dialog[open]")) return;
    paste.preventDefault();
    this.#upload(files);
  }
}

customElements.define("gallery-page", GalleryPage);
