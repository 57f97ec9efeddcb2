// <image-page>: one picture, as large as one likes, with all that is known of it. Properties: `context`, `route`. Its
// state is its address: the picture, `with` (another to compare), `mode` (how) and `details` (0 to hide them).

import { confirm } from "../elements/confirm-dialog.js";
import { emptyState } from "../elements/empty-state.js";
import { MODES } from "../elements/image-compare.js";
import "../elements/image-details.js";
import "../elements/image-stage.js";
import "../elements/menu-button.js";
import { problemNote } from "../elements/problem-note.js";
import { idsOf } from "../lib/events.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { everything, read, written } from "../lib/image-filter.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { altOf, attempt, discard, nameOf, pictures, tell, thumbnail } from "../lib/pictures.js";
import { prefer, preference } from "../lib/preferences.js";

const FILM = 11;
const PAN = 80;

class ImagePage extends HTMLElement {
  context = null;
  #route = null;
  #parts = null;
  #image = null;
  #other = null;
  #problem = null;
  #leave = [];

  connectedCallback() {
    const { keyboard, images, stream, models } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    const key = (id, action) => this.#leave.push(keyboard.bind(id, action));
    on(images, "change", () => this.#draw());
    on(models, "change", () => this.#draw());
    on(pictures, "changed", ({ detail }) => this.#fresh(detail));
    on(pictures, "many", ({ detail }) => detail.ids.includes(this.#image?.id) && this.#renew());
    on(stream, "event", ({ detail }) => this.#heard(detail));
    const { stage } = this.#parts;
    key("image.previous", () => (stage.pan(PAN, 0) ? undefined : this.#step(-1)));
    key("image.next", () => (stage.pan(-PAN, 0) ? undefined : this.#step(1)));
    key("image.zoom", () => stage.toggle());
    key("image.compare", () => this.#compare());
    key("image.details", () => this.#toggleDetails());
    key("image.create", () => this.#send("recipe", (image) => image.recipe?.prompt ?? image.prompt));
    key("image.remix", () => this.#send("remix", (image) => image.recipe?.prompt ?? image.prompt));
    key("image.seed", () => this.#send("seed", ({ seed }) => seed !== null && seed !== undefined));
    key("image.close", () => this.#close());
    key("images.favorite", () => this.#favor());
    key("images.rate", (press) => this.#patch({ rating: Number(press.code.at(-1)) }));
    key("images.trash", () => this.#trash());
    for (const [id, name] of [["images.tag", "tags"], ["images.album", "albums"]]) {
      key(id, () => this.#details(name));
    }
    key("images.download", () => this.#image && h("a", { href: `/api/v1/images/${this.#image.id}/file?download=1` })
      .click());
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
  }

  set route(route) {
    this.#route = route;
    const { id } = route.parameters, other = route.query.get("with");
    if (id !== this.#image?.id) this.#load(id);
    if (other !== this.#other?.id) this.#loadOther(other);
    this.#draw();
  }

  async #load(id) {
    const { images } = this.context, known = images.get(id);
    this.#problem = null;
    this.#image = known ? { ...known, thumbnailUrl: `/api/v1/images/${id}/thumbnail`,
      fileUrl: `/api/v1/images/${id}/file`, format: "", bytes: 0 } : null;
    try {
      const image = await pictures.get(id);
      if (this.#route.parameters.id !== id) return;
      this.#image = image;
      this.#draw();
      const trashed = Boolean(image.deletedAt), filter = trashed ? everything() : read(this.#route.query);
      images.lookedAt = id;
      images.use({ workspaceId: image.workspaceId, trashed, filter });
      await images.locate(image);
      this.#ahead();
    } catch (problem) {
      if (this.#route.parameters.id !== id) return;
      this.#image = null;
      this.#problem = problem;
    }
    this.#draw();
  }

  async #loadOther(id) {
    this.#other = null;
    if (!id || !await attempt(async () => { this.#other = await pictures.get(id); })) return;
    this.#draw();
  }

  #build() {
    const { router } = this.context;
    const tool = (symbol, key, onclick, look = "btn btn-icon btn-sm") => h("button", {
      type: "button", class: look, "aria-label": t(key), title: t(key), onclick,
    }, icon(symbol));
    const close = h("a", { class: "btn btn-icon btn-sm", "aria-label": t("image.close"), title: t("image.close") },
      icon("x"));
    const place = h("span", { class: "num" }), percent = h("span", { class: "dim num not-narrow percent" });
    const compare = h("button", { type: "button", class: "btn btn-sm", "aria-label": t("image.compare"),
      "aria-pressed": "false", onclick: () => this.#compare() }, icon("compare"),
      h("span", { class: "lbl" }, t("image.compare")));
    const modes = h("div", { class: "modes", role: "group", "aria-label": t("image.modes.label"), hidden: true },
      MODES.map((mode) =>
      h("button", { type: "button", class: "btn btn-sm", "data-mode": mode, onclick: () => this.#mode(mode) },
        t(`image.modes.${mode}`))));
    const star = tool("star", "image.favorite", () => this.#favor());
    const details = tool("info", "image.details", () => this.#toggleDetails());
    const download = h("menu-button", {});
    download.look = "btn btn-icon btn-sm";
    download.label = t("image.download");
    download.button.title = t("image.download");
    download.face = [icon("download")];
    download.items = () => [
      { label: t("image.downloadWhole"), icon: "download", href: `/api/v1/images/${this.#image.id}/file?download=1` },
      { label: t("image.downloadPlain"), icon: "download",
        href: `/api/v1/images/${this.#image.id}/file?download=1&strip=1` },
    ];
    const zoom = h("span", { class: "zooms not-narrow" },
      tool("minus", "image.zoomOut", () => this.#parts.stage.step(-1)), percent,
      tool("plus", "image.zoomIn", () => this.#parts.stage.step(1)));
    const bar = h("header", { class: "bar" }, close, place, h("span", { class: "push" }), modes, compare, h("hr", {}),
      zoom,
      tool("zoom", "image.zoom", () => this.#parts.stage.toggle()),
      tool("expand", "image.full", () => this.#full(), "btn btn-icon btn-sm not-narrow"),
      h("hr", {}), star, download, tool("trash", "image.trash", () => this.#trash()), h("hr", {}), details);
    const stage = h("image-stage", {});
    stage.addEventListener("zoomed", ({ detail }) =>
      write(percent, detail.toLocaleString(document.documentElement.lang, { style: "percent" })));
    stage.addEventListener("swipe", ({ detail }) => this.#step(detail));
    const pair = h("image-compare", { hidden: true });
    const arrow = (look, symbol, key, direction) =>
      tool(symbol, key, () => this.#step(direction), `btn btn-icon ${look}`);
    const previous = arrow("prev", "left", "image.previous", -1), next = arrow("next", "right", "image.next", 1);
    const film = h("nav", { class: "film", "aria-label": t("image.film") });
    const side = h("image-details", {});
    side.context = this.context;
    const view = h("section", { class: "stage", "aria-label": t("image.stage") }, bar,
      h("div", { class: "middle" }, stage, pair, previous, next), film);
    const note = h("div", { class: "scroll missing", hidden: true });
    const aside = h("aside", { class: "details scroll", "aria-label": t("image.details") }, side);
    this.dataset.scroll = "";
    this.append(h("h1", { class: "sr", tabindex: "-1" }, t("pages.image")), view, aside, note);
    mark(close, "href", router.href("gallery"));
    return { view, aside, note, close, place, compare, modes, star, details, stage, pair, previous, next, film, side };
  }

  #draw() {
    if (!this.#route) return;
    const parts = this.#parts, image = this.#image;
    parts.note.hidden = !this.#problem;
    parts.view.hidden = Boolean(this.#problem);
    parts.aside.hidden = Boolean(this.#problem) || preference("details") === "off";
    this.classList.toggle("alone", parts.aside.hidden);
    if (this.#problem) return this.#missing();
    mark(parts.close, "href", this.#back);
    mark(parts.details, "aria-pressed", String(!parts.aside.hidden));
    if (!image) return;
    parts.stage.show({ src: image.fileUrl, under: thumbnail(image), width: image.width, height: image.height,
      alt: altOf(image) });
    if (image.format) parts.side.show(image);
    mark(parts.star, "aria-pressed", String(image.favorite));
    parts.star.firstChild.classList.toggle("full", image.favorite);
    const comparing = Boolean(this.#route.query.get("with")), mode = this.#modeNow;
    mark(parts.compare, "aria-pressed", String(comparing));
    parts.modes.hidden = !comparing;
    for (const each of parts.modes.children) mark(each, "aria-pressed", String(each.dataset.mode === mode));
    parts.stage.hidden = comparing && Boolean(this.#other);
    parts.pair.hidden = !comparing || !this.#other;
    if (!parts.pair.hidden) parts.pair.show(image, this.#other, mode);
    this.#drawFilm();
  }

  #missing() {
    const { code } = this.#problem, { router } = this.context,
      back = h("a", { class: "btn btn-primary", href: router.href("gallery") }, icon("gallery"), t("image.close"));
    fill(this.#parts.note, code === "not_found" || code === "invalid_id"
      ? emptyState({ symbol: "image", title: t("image.missing"), text: t("image.missingHint"), actions: [back] })
      : problemNote(this.#problem, { title: t("image.notLoaded"),
        retry: () => this.#load(this.#route.parameters.id) }));
  }

  #drawFilm() {
    const { images, router } = this.context, { film, place, previous, next } = this.#parts;
    const at = images.indexOf(this.#image.id), around = Math.floor(FILM / 2);
    const from = Math.max(0, Math.min(at - around, images.items.length - FILM));
    const shown = at < 0 ? [] : images.items.slice(from, from + FILM);
    film.hidden = shown.length < 2;
    previous.hidden = at < 0 || at === 0 && images.begins;
    next.hidden = at < 0 || at === images.items.length - 1 && images.ends;
    const count = images.items.length;
    write(place, at < 0 || !images.begins ? "" : images.whole ? t("create.nth", { at: at + 1, count })
      : String(at + 1));
    const comparing = this.#route.query.get("with");
    reconcile(film, shown, {
      key: ({ id }) => id,
      make: (each) => h("a", { class: "tile",
        vars: { "--ratio": Math.min(2, Math.max(0.6, each.width / each.height)) } },
        h("img", { src: thumbnail(each, 192), alt: nameOf(each), width: each.width, height: each.height })),
      update: (node, each) => {
        // While two are compared, the strip chooses the other one.
        mark(node, "href", comparing && each.id !== this.#image.id ? router.here({ with: each.id })
          : this.#address(each.id));
        mark(node, "aria-current", each.id === this.#image.id ? "true" : null);
        mark(node, "data-other", each.id === comparing);
      },
    });
    film.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  get #modeNow() {
    const mode = this.#route.query.get("mode");
    return MODES.includes(mode) ? mode : MODES[0];
  }

  #address(id) {
    return this.context.router.href("image", { view: this.#route.query.get("view"), ...this.#list }, { id });
  }

  /** The list that one came from, which one goes on in and back to. */
  get #list() {
    return written(read(this.#route.query));
  }

  get #back() {
    return this.context.router.href("gallery", { ...this.#list, view: this.#image?.deletedAt ? "trash" : null });
  }

  /** The neighbours' files are asked for before somebody goes there. */
  #ahead() {
    const { images } = this.context, at = images.indexOf(this.#image?.id);
    for (const each of [images.items[at + 1], images.items[at - 1]]) {
      if (at >= 0 && each) new Image().src = `/api/v1/images/${each.id}/file`;
    }
    if (at > images.items.length - FILM) images.more();
    if (at >= 0 && at < FILM) images.earlier();
  }

  async #step(direction) {
    const { images, router } = this.context, from = this.#image?.id, at = images.indexOf(from);
    // At an end of what has been read, the list may go on all the same.
    if (at >= 0 && !images.items[at + direction]) await (direction < 0 ? images.earlier() : images.more());
    const to = images.items[images.indexOf(from) + direction];
    if (at >= 0 && to && from === this.#image?.id) router.go(this.#address(to.id), { replace: true });
  }

  #compare() {
    const { images, router } = this.context;
    if (this.#route.query.get("with")) return router.go(router.here({ with: null, mode: null }), { replace: true });
    const at = images.indexOf(this.#image?.id), other = images.items[at + 1] ?? images.items[at - 1];
    if (at < 0 || !other) return tell({ text: t("image.nothingBeside") });
    router.go(router.here({ with: other.id }), { replace: true });
  }

  /** To Create with a part of it, where it has that. */
  #send(use, has) {
    const { router } = this.context, image = this.#image;
    if (!image || !has(image)) return false;
    return router.go(router.href("create", { image: image.id, use }));
  }

  /** Opens what stands in the details under that name, and the details with it. */
  #details(name) {
    if (!this.#image) return false;
    if (preference("details") === "off") this.#toggleDetails();
    const part = this.#parts.side.querySelector(`[data-focus=${name}]`);
    part?.focus();
    return part?.click();
  }

  #mode(mode) {
    const { router } = this.context;
    router.go(router.here({ mode: mode === MODES[0] ? null : mode }), { replace: true });
  }

  #toggleDetails() {
    prefer("details", preference("details") === "off" ? "on" : "off");
    this.#draw();
  }

  #full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.#parts.view.requestFullscreen?.().catch(() => {});
  }

  #close() {
    if (document.fullscreenElement || !this.#parts.stage.isFitting) {
      if (!document.fullscreenElement) this.#parts.stage.fit();
      return;
    }
    this.context.router.go(this.#back);
  }

  async #favor() {
    if (this.#image) await this.#patch({ favorite: !this.#image.favorite });
  }

  async #patch(patch) {
    if (this.#image) await attempt(() => pictures.patch(this.#image, patch));
  }

  /** The next one takes its place, as in a pile. */
  async #trash() {
    const { images, router } = this.context, image = this.#image;
    if (!image) return;
    const at = images.indexOf(image.id), neighbour = images.items[at + 1] ?? images.items[at - 1];
    if (image.deletedAt) {
      const isSure = await confirm({
        title: t("gallery.purgeAsk", { count: 1 }), text: t("gallery.purgeHint"), action: t("trash.purgeYes"),
        danger: true,
      });
      if (!isSure || !await attempt(() => pictures.purge([image.id]))) return;
    } else if (!await discard([image])) {
      return;
    }
    router.go(at >= 0 && neighbour ? this.#address(neighbour.id) : this.#back, { replace: true });
  }

  #fresh(image) {
    if (image.id === this.#other?.id) this.#other = image;
    if (image.id !== this.#image?.id) return;
    this.#image = image;
    this.#draw();
  }

  async #heard({ type, subject }) {
    if (/^image\.(created|deleted|restored|purged)$/.test(type)) this.#parts.side.renew();
    if (!type.startsWith("image.") || !idsOf(subject).includes(this.#image?.id)) return;
    if (type === "image.purged") return;
    if (subject.version && subject.version <= this.#image.version) return;
    await this.#renew();
  }

  async #renew() {
    try {
      this.#fresh(await pictures.get(this.#image.id));
    } catch {
      // It went meanwhile; what is shown stays until somebody leaves it.
    }
  }
}

customElements.define("image-page", ImagePage);
export { equip } from "../lib/image-list.js";
