// <image-details>: what is known of a picture and what one says of it. Property `context` ({router, models,
// workspaces}). Method `show(image)`. It changes the picture by itself, and asks for its family; `renew()` asks again.

import { bytes, duration, moment, money, number, size } from "../lib/format.js";
import { fill, h, mark } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { everything, written } from "../lib/image-filter.js";
import { chatsOf, family, runOf } from "../lib/lineage.js";
import { isUsable, providerOf, takes } from "../lib/models.js";
import { attempt, nameOf, pictures, tell, thumbnail } from "../lib/pictures.js";
import "./family-tree.js";
import "./menu-button.js";
import { askName } from "./name-dialog.js";
import { editTags } from "./tag-dialog.js";

const STARS = [1, 2, 3, 4, 5];
const PAUSE = 400;
const MOST_ALIKE = 12;
const LONGEST = { title: 200, alt: 1000 };

export class ImageDetails extends HTMLElement {
  context = null;
  #image = null;
  #editing = null;
  /** `{id, family, run, alike}` of the picture whose family was read last. */
  #kin = null;
  /** `{workspaceId, all}`: the albums that it could be in. */
  #albums = null;
  #later = null;

  show(image) {
    const same = this.#image?.id === image.id && this.#image.version === image.version;
    this.#image = image;
    // What somebody types here is not taken away by news from elsewhere.
    if (same || this.#editing) return;
    if (this.#kin?.id !== image.id) this.#loadKin(image.id);
    if (this.#albums?.workspaceId !== image.workspaceId) this.#loadAlbums(image.workspaceId);
    const focused = this.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    fill(this, this.#head(), image.deletedAt ? this.#trashed() : this.#ways(), this.#words(), this.#recipe(),
      this.#description(), this.#family(), this.#alike());
    if (focused) this.querySelector(`[data-focus="${focused}"]`)?.focus();
  }

  #head() {
    const { rating, tags, createdAt, source } = this.#image;
    const star = (stars) => h("button", {
      type: "button", class: stars <= rating ? "on" : "", "aria-pressed": String(stars === rating),
      "data-focus": `star-${stars}`,
      "aria-label": t("image.stars", { count: stars }),
      onclick: () => this.#patch({ rating: stars === rating ? 0 : stars }),
    }, icon("star", stars <= rating ? "full" : ""));
    return h("section", { class: "sect" },
      this.#editable("title", h("h2", { class: "head clip2", dir: "auto" }, nameOf(this.#image))),
      h("div", { class: "beside" },
        h("div", { class: "stars", role: "group", "aria-label": t("image.rating") }, STARS.map(star)),
        h("span", { class: "t3 small" }, [moment(createdAt), t(`image.sources.${source}`)].join(" · "))),
      h("div", { class: "chips" },
        tags.map((tag) => h("a", { class: "chip", dir: "auto", href: this.#listHref({ tags: [tag] }) }, tag)),
        h("button", { type: "button", class: "chip", "data-focus": "tags", onclick: () => this.#tag() }, icon("plus"),
          t("image.tag"))),
      h("div", { class: "chips" }, this.#shelves()));
  }

  #listHref(filter) {
    return this.context.router.href("gallery", written({ ...everything(), ...filter }));
  }

  /** The albums that it is in, and a menu to put it into others or take it out. */
  #shelves() {
    const { albumIds = [], deletedAt } = this.#image, all = this.#albums?.all ?? [];
    const menu = h("menu-button", { onchoose: (choice) => this.#shelve(choice.detail) });
    menu.look = "chip";
    menu.label = t("albums.put");
    menu.button.dataset.focus = "albums";
    menu.face = [icon("plus"), t("albums.put")];
    menu.items = () => [
      ...all.map(({ id, name }) => ({ id, label: name, checked: albumIds.includes(id) })),
      all.length > 0 && { rule: true },
      { id: "new", label: t("albums.add"), icon: "plus" },
    ].filter(Boolean);
    return [all.filter(({ id }) => albumIds.includes(id)).map(({ id, name }) =>
      h("a", { class: "chip", href: this.#listHref({ album: id }) }, icon("album"),
        h("span", { class: "clip", dir: "auto" }, name))), !deletedAt && menu];
  }

  async #shelve(id) {
    const { albumIds = [], workspaceId } = this.#image;
    await attempt(async () => {
      let to = id;
      if (id === "new") {
        const name = await askName({ title: t("albums.add"), label: t("fields.name"), action: t("albums.make") });
        if (!name) return;
        const album = await pictures.addAlbum(workspaceId, name);
        this.#albums.all.unshift(album);
        to = album.id;
      }
      const isIn = albumIds.includes(to);
      await this.#patch({ albumIds: isIn ? albumIds.filter((each) => each !== to) : [...albumIds, to] });
    });
    this.querySelector("[data-focus=albums]")?.focus();
  }

  async #loadAlbums(workspaceId) {
    this.#albums = { workspaceId, all: [] };
    try {
      this.#albums.all = await pictures.albums(workspaceId);
      if (this.#albums.workspaceId === workspaceId) this.#again();
    } catch {
      // Without its albums a picture is whole all the same.
    }
  }

  /** Pictures came or went, which may be of the family; many may come at once. */
  renew() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.isConnected && this.#image && this.#loadKin(this.#image.id), PAUSE);
  }

  async #loadKin(id) {
    this.#kin = { ...this.#kin?.id === id ? this.#kin : null, id };
    const { generationId } = this.#image;
    // Without its family, its run or its likes a picture is whole all the same.
    const [lineage, siblings, alike] = (await Promise.allSettled([
      pictures.lineage(id), pictures.ofRun(generationId), pictures.similar(id),
    ])).map(({ value }) => value);
    const [chats, run] = lineage ? await Promise.all([chatsOf(lineage), runOf(lineage, generationId)]) : [];
    if (this.#kin.id !== id) return;
    Object.assign(this.#kin, { alike, run }, lineage && { family: family(lineage, siblings ?? [], chats) });
    this.#again();
  }

  /** Draws it again with what has come meanwhile. */
  #again() {
    const image = this.#image;
    if (!image || this.#editing) return;
    this.#image = null;
    this.show(image);
  }

  #ways() {
    const { router } = this.context, { id, seed, recipe, prompt } = this.#image;
    const to = (use, symbol, key, look = "btn") =>
      h("a", { class: look, href: router.href("create", { image: id, use }) }, icon(symbol), t(key));
    const hasRecipe = Boolean(recipe?.prompt ?? prompt);
    const can = (name) => this.context.models.images.some((card) => isUsable(card) && takes(card, name));
    const canStart = can("initImageId");
    if (!hasRecipe && !canStart) return null;
    return h("section", { class: "sect fourbtn" },
      hasRecipe && to("recipe", "create", "image.toCreate", "btn btn-primary"),
      hasRecipe && to("remix", "remix", "image.remix"),
      seed !== null && seed !== undefined && to("seed", "seed", "image.useSeed"),
      canStart && to("start", "image", "image.start", hasRecipe ? "btn" : "btn btn-primary"),
      can("maskImageId") && to("mask", "mask", "image.region"),
      can("referenceImageIds") && to("reference", "pin", "image.reference"));
  }

  #trashed() {
    return h("section", { class: "sect trashed" }, h("p", { class: "warn beside" }, icon("trash"), t("image.inTrash")),
      h("button", { type: "button", class: "btn btn-primary",
        onclick: () => attempt(() => pictures.restore([this.#image.id])) }, icon("undo"), t("card.restore")));
  }

  #words() {
    const { prompt, negativePrompt } = this.#image;
    if (!prompt) return null;
    return h("section", { class: "sect" },
      h("h3", {}, t("image.prompt"), this.#copy(prompt, t("image.copy"), "copy-prompt")),
      h("p", { class: "quote t2", dir: "auto" }, prompt),
      negativePrompt && [h("h4", { class: "small t3" }, t("create.negative")),
        h("p", { class: "quote t2", dir: "auto" }, negativePrompt)]);
  }

  #recipe() {
    const image = this.#image, recipe = image.recipe ?? {}, kin = this.#kin?.id === image.id ? this.#kin : null;
    const card = this.context.models.get(image.model), isGiven = (value) => value !== null && value !== undefined
      && value !== "";
    const fact = (name, value, more) => isGiven(value) && h("div", {}, h("dt", {}, name),
      h("dd", {}, h("span", { class: "clip", dir: "auto", title: String(value) }, value), more));
    const known = (key, value, more) => fact(t(`image.facts.${key}`), value, more);
    const isOurs = image.model && providerOf(image.model) === "builtin", { run, family: kind } = kin ?? {};
    const siblings = (kind?.siblings ?? []).length;
    const extra = Object.entries(recipe.extra ?? {}).map(([name, value]) =>
      [knows(`create.fields.${name}`) ? t(`create.fields.${name}`) : name,
        typeof value === "object" ? JSON.stringify(value) : String(value)]);
    const facts = [
      known("model", card?.name ?? image.model), known("size", size(image.width, image.height)),
      known("provider", isOurs ? t("models.builtinName") : image.provider),
      known("steps", recipe.steps && number(recipe.steps)), known("guidance", recipe.guidance
        && number(recipe.guidance)),
      known("sampler", recipe.sampler), known("scheduler", recipe.scheduler),
      known("seed", isGiven(image.seed) ? String(image.seed) : null, isGiven(image.seed)
        && this.#copy(String(image.seed), null, "copy-seed")),
      known("time", run?.seconds !== undefined && run.seconds !== null ? duration(run.seconds) : null),
      known("cost", isGiven(run?.costMicros) ? run.costMicros === 0 ? t("models.free") : money(run.costMicros) : null),
      ...extra.map(([name, value]) => fact(name, value)),
      known("run", siblings > 0 ? t("create.nth", { at: image.index + 1, count: siblings + 1 }) : null),
      known("file", `${image.format.toUpperCase()}, ${bytes(image.bytes)}`),
    ];
    return h("section", { class: "sect" },
      h("h3", {}, t("image.recipe"), image.recipe
        && this.#copy(JSON.stringify(image.recipe, null, 2), t("image.copyAll"), "copy-all")),
      h("dl", { class: "kv two-up" }, facts));
  }

  #description() {
    const { alt } = this.#image, text = h("p", { class: alt ? "quote t2" : "quote t3", dir: "auto" },
      alt || t("image.noAlt"));
    const line = h("div", { class: "editable" }, text);
    return h("section", { class: "sect" }, h("h3", {}, t("image.alt"), this.#pencil("alt", line)), line);
  }

  #family() {
    const kin = this.#kin?.id === this.#image.id ? this.#kin.family : null;
    if (!kin || kin.parents.length + kin.children.length + kin.siblings.length + kin.words.length === 0) return null;
    const tree = h("family-tree", {});
    tree.context = this.context;
    tree.show(this.#image, kin);
    return h("section", { class: "sect" },
      h("h3", {}, t("family.title"), h("span", { class: "push t3" }, t("gallery.count", { count: kin.count }))), tree);
  }

  /** Those of this workspace that look almost the same; a picture of the same run is in the family already. */
  #alike() {
    const { alike = [], family: kin } = this.#kin?.id === this.#image.id ? this.#kin : {};
    const shown = alike.filter(({ id }) => !kin?.siblings.some((each) => each.id === id)).slice(0, MOST_ALIKE);
    if (shown.length === 0) return null;
    return h("section", { class: "sect" }, h("h3", {}, t("image.alike")),
      h("ul", { class: "alike", "aria-label": t("image.alike") }, shown.map((each) => h("li", {},
        h("a", { class: "tile", href: this.context.router.href("image", {}, { id: each.id }), title: nameOf(each) },
          h("img", { src: thumbnail(each, 192), alt: nameOf(each), loading: "lazy" }))))));
  }

  #copy(text, label, key) {
    return h("button", {
      type: "button", class: `btn btn-ghost btn-sm ${label ? "push" : "btn-icon"}`,
      "aria-label": label ? null : t("image.copySeed"), "data-focus": key,
      onclick: async () => {
        if (await attempt(() => navigator.clipboard.writeText(text))) tell({ text: t("image.copied") });
      },
    }, icon("copy"), label);
  }

  /** A text with a pencil, which turns it into a field: Enter keeps, Escape leaves. */
  #editable(name, shown) {
    const line = h("div", { class: "beside editable" }, shown);
    line.append(this.#pencil(name, line));
    return line;
  }

  #pencil(name, line) {
    return h("button", {
      type: "button", class: "btn btn-icon btn-ghost btn-sm push", "aria-label": t(`image.edit.${name}`),
      title: t(`image.edit.${name}`), "data-focus": `edit-${name}`, onclick: () => this.#edit(name, line),
    }, icon("edit"));
  }

  #edit(name, line) {
    const field = h(name === "alt" ? "textarea" : "input", {
      type: name === "alt" ? null : "text", rows: name === "alt" ? "3" : null, class: "form-control",
      maxlength: LONGEST[name], dir: "auto",
      "aria-label": t(`image.edit.${name}`),
    });
    field.value = this.#image[name] ?? "";
    this.#editing = name;
    let over = false;
    const end = async (keep) => {
      if (over) return;
      over = true;
      this.#editing = null;
      const value = field.value.trim();
      if (keep && value !== (this.#image[name] ?? "")) await this.#patch({ [name]: value });
      const image = this.#image;
      this.#image = null;
      this.show(image);
      this.querySelector(`[data-focus="edit-${name}"]`)?.focus();
    };
    field.addEventListener("keydown", (press) => {
      if (press.key === "Escape") end(false);
      else if (press.key === "Enter" && !press.shiftKey && !press.isComposing) end(true);
      else return;
      press.preventDefault();
      press.stopPropagation();
    });
    field.addEventListener("blur", () => end(true));
    fill(line, field);
    field.focus();
    field.select();
  }

  async #tag() {
    const tags = await editTags({ title: t("image.tagOne"), tags: this.#image.tags });
    if (tags) await this.#patch({ tags });
    this.querySelector("[data-focus=tags]")?.focus();
  }

  async #patch(patch) {
    await attempt(async () => {
      const image = await pictures.patch(this.#image, patch);
      if (this.#image === null || image.id === this.#image.id) this.show(image);
    });
  }
}

customElements.define("image-details", ImageDetails);
