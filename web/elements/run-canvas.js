// <run-canvas>: one run, large: its pictures when they are there, how far it is before, and why not when it failed.
// Property `context` ({generations, models, router}). Method `show({run, at, image, card})`: `image` is the whole
// object of the shown picture once it is known. Fires `look` with another place in the run, and `fresh` with an image
// that was changed here.

import { duration, size } from "../lib/format.js";
import { isLive, isUndecided } from "../lib/generations.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { priceText, takes } from "../lib/models.js";
import { altOf, attempt, discard, pictures, tell, thumbnail } from "../lib/pictures.js";
import { failureText } from "../lib/queue-text.js";
import { emptyState } from "./empty-state.js";
import "./menu-button.js";

export class RunCanvas extends HTMLElement {
  context = null;
  #parts = null;
  #shown = { run: null, at: 0, image: null, card: null };

  connectedCallback() {
    this.#parts ??= this.#build();
  }

  show(shown) {
    this.#shown = shown;
    const { run, at, image } = shown, parts = this.#parts, made = run?.images?.[at];
    this.dataset.state = !run ? "none" : made ? "image" : run.state;
    write(parts.title, run ? image?.title || [...run.recipe.prompt.replace(/\s+/g, " ")].slice(0, 120).join("") : "");
    write(parts.meta, run ? this.#meta() : "");
    parts.bar.hidden = parts.bar.querySelector("h2").textContent === "";
    const tools = Boolean(made);
    for (const node of [parts.tools, parts.acts]) node.hidden = !tools;
    if (tools) this.#follow(made);
    this.#figure();
    this.#film();
  }

  #build() {
    const { router } = this.context;
    const tool = (symbol, key) => h("a", {
      class: "btn btn-icon btn-ghost btn-sm", "aria-label": t(key), title: t(key),
    }, icon(symbol));
    const act = (symbol, key) => h("a", { class: "btn", title: t(key) }, icon(symbol),
      h("span", { class: "lbl" }, t(key)));
    const press = (symbol, key, onclick) => h("button", {
      type: "button", class: "btn btn-icon", "aria-label": t(key), title: t(key), onclick,
    }, icon(symbol));
    const links = {
      compare: h("a", { class: "btn btn-ghost btn-sm not-narrow" }, icon("compare"), t("image.compare")),
      zoom: tool("expand", "image.open"),
      remix: act("remix", "image.remix"), seed: act("seed", "image.useSeed"), start: act("mask", "image.start"),
      download: h("a", {
        class: "btn btn-icon", "aria-label": t("image.download"), title: t("image.download"), download: "",
      }, icon("download")),
    };
    const star = press("star", "image.favorite", () => this.#favor());
    const more = h("menu-button", { onchoose: (choice) => this.#more(choice) });
    more.look = "btn btn-icon";
    more.label = t("image.more");
    more.face = [icon("more")];
    more.items = () => [
      { id: "copy", label: t("image.copyPrompt"), icon: "copy" },
      takes(this.#shown.card, "referenceImageIds")
        && { label: t("image.reference"), icon: "image",
          href: router.href("create", { image: this.#id, use: "reference" }) },
      { id: "plain", label: t("image.downloadPlain"), icon: "download" },
    ].filter(Boolean);
    const title = h("h2", { class: "strong clip", dir: "auto" }),
      meta = h("span", { class: "small t3 num not-narrow clip" });
    const tools = h("span", { class: "push beside" }, links.compare, links.zoom);
    const bar = h("header", { class: "bar" }, title, meta, tools);
    const figure = h("figure", {});
    const acts = h("div", { class: "acts", role: "group", "aria-label": t("image.actions") },
      links.remix, links.seed, links.start, h("hr", {}), star, links.download,
      press("trash", "image.trash", () => this.#trash()), more);
    const film = h("nav", { class: "film", "aria-label": t("create.film") });
    const news = h("p", { class: "sr", role: "status" });
    this.append(bar, figure, acts, film, news);
    return { title, meta, tools, bar, figure, acts, film, links, star, news };
  }

  get #id() {
    const { run, at } = this.#shown;
    return run?.images?.[at]?.id ?? null;
  }

  #meta() {
    const { run, at } = this.#shown, { images = [], recipe } = run;
    const made = images[at] ?? recipe, many = Math.max(images.length, recipe.count ?? 1) > 1;
    const took = run.startedAt && run.finishedAt && (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
    return [
      many && images.length > 0 && t("create.nth", { at: at + 1, count: images.length }),
      made.width && size(made.width, made.height),
      took > 0 && duration(took), run.state === "succeeded" && priceText(run.costMicros),
    ].filter(Boolean).join(" · ");
  }

  #follow({ id }) {
    const { run, at, image } = this.#shown, { links, star } = this.#parts, { router } = this.context;
    const create = (use) => router.href("create", { image: id, use });
    const other = run.images[at + 1] ?? run.images[at - 1];
    mark(links.remix, "href", create("remix"));
    mark(links.seed, "href", create("seed"));
    mark(links.start, "href", create("start"));
    links.start.hidden = !takes(this.#shown.card, "initImageId");
    mark(links.zoom, "href", router.href("image", {}, { id }));
    links.compare.hidden = !other;
    if (other) mark(links.compare, "href", router.href("image", { with: other.id }, { id }));
    mark(links.download, "href", `/api/v1/images/${id}/file?download=1`);
    mark(star, "aria-pressed", String(Boolean(image?.favorite)));
    star.firstChild.classList.toggle("full", Boolean(image?.favorite));
  }

  #figure() {
    const { run, at, image } = this.#shown, { figure } = this.#parts, made = run?.images?.[at];
    const key = !run ? "none" : made ? `image ${made.id}` : isLive(run) ? `live ${run.id}`
      : `ended ${run.id} ${run.state}`;
    if (figure.dataset.showing !== key) {
      figure.dataset.showing = key;
      fill(figure, !run ? this.#nothing() : made ? this.#picture(made, run) : isLive(run) ? this.#coming(run)
        : this.#why(run));
    }
    if (made && image?.id === made.id) figure.querySelector("img").alt = altOf(image);
    if (run && !made && isLive(run)) this.#progress(run);
  }

  #nothing() {
    return emptyState({ drawing: "image", title: t("create.nothing"), text: t("create.nothingHint") });
  }

  #picture({ id, width, height }, run) {
    const file = `/api/v1/images/${id}/file`;
    return h("a", {
      class: "frame", href: this.context.router.href("image", {}, { id }), "aria-label": t("image.open"),
      vars: { "--ratio": width / height, "--width": `${width}px` },
    },
    h("img", { class: "under", src: thumbnail({ id }), alt: "", "aria-hidden": "true" }),
    h("img", { src: file, alt: run.recipe.prompt.slice(0, 400), width, height, decoding: "async" }));
  }

  #coming({ recipe }) {
    return h("div", { class: "frame coming-frame",
      vars: { "--ratio": (recipe.width ?? 1) / (recipe.height ?? 1), "--width": `${recipe.width ?? 1024}px` } },
      h("div", { class: "skel" }), h("img", { alt: "", hidden: true }),
      h("div", { class: "status" }, h("p", { class: "tag num" }), h("progress", { max: "100" })));
  }

  #progress(run) {
    const { figure, news } = this.#parts, { progress } = run;
    const image = figure.querySelector("img"), preview = this.context.generations.preview(run.id);
    image.hidden = !preview;
    if (preview && image.getAttribute("src") !== preview) image.src = preview;
    const bar = figure.querySelector("progress"), value = Math.round((progress?.fraction ?? 0) * 100);
    if (value > 0) bar.value = value;
    else bar.removeAttribute("value");
    mark(bar, "aria-label", t("queue.percent", { value }));
    const text = run.state === "queued"
      ? run.queuePosition > 1 ? t("create.position", { place: run.queuePosition }) : t("create.soon")
      : progress?.steps ? t("queue.step", { step: progress.step ?? 0, steps: progress.steps }) : t("create.painting");
    write(figure.querySelector(".tag"), text);
    // For ears only quarters count.
    const quarter = Math.floor(value / 25) * 25;
    write(news, quarter > 0 ? t("queue.percent", { value: quarter }) : text.replace(/\d+.*$/, "").trim() || text);
  }

  #why(run) {
    const { generations, router } = this.context, { error, state } = run;
    if (state === "cancelled") {
      return emptyState({
        symbol: "x", title: t("create.cancelled"), text: t("create.kept"),
        actions: [this.#retry(run)],
      });
    }
    if (isUndecided(run)) {
      return emptyState({ symbol: "warning", title: t("queue.unknown"), text: t("queue.unknownWhy"), actions: [
        h("button", { type: "button", class: "btn", onclick: () => attempt(() => generations.resolve(run, "retry")) },
          icon("refresh"), t("queue.sendAgain")),
        h("button", { type: "button", class: "btn btn-ghost",
          onclick: () => attempt(() => generations.resolve(run, "abandon")) }, t("queue.letBe")),
      ] });
    }
    if (!error) return emptyState({ symbol: "trash", title: t("create.imagesGone"), text: t("create.imagesGoneHint") });
    const needsKey = ["provider_unauthorized", "provider_out_of_credit"].includes(error.code);
    return h("section", { class: "card problem", role: "alert" },
      h("h3", { class: "bad beside" }, icon("fail"), t("queue.failedTitle")),
      h("p", { class: "strong" }, failureText(error.code, error.detail)),
      error.providerMessage && h("blockquote", { class: "mono", dir: "auto" }, error.providerMessage),
      h("p", { class: "small t3 mono" }, `${error.code} · ${run.id}`),
      h("p", { class: "small t2" }, t("create.kept")),
      h("div", { class: "acts" }, this.#retry(run),
        needsKey && h("a", { class: "btn", href: router.href("settings", { section: "providers" }) }, icon("settings"),
          t("create.toSettings"))));
  }

  #retry(run) {
    return h("button", {
      type: "button", class: "btn", onclick: () => attempt(() => this.context.generations.retry(run)),
    }, icon("refresh"), t("queue.retry"));
  }

  #film() {
    const { run, at } = this.#shown, { film } = this.#parts, images = run?.images ?? [];
    const waiting = run && isLive(run) ? Math.max(0, (run.recipe.count ?? 1) - images.length) : 0;
    film.hidden = images.length + waiting < 2;
    const items = film.hidden ? [] : [...images.map((image, index) => ({ id: image.id, image, index })),
      ...Array.from({ length: waiting }, (_, place) => ({ id: `waiting-${place}`, index: images.length + place }))];
    reconcile(film, items, {
      key: ({ id }) => id,
      make: ({ id, image, index }) => image
        ? h("button", { type: "button", class: "tile",
          "aria-label": t("create.nth", { at: index + 1, count: items.length }) },
          h("img", { src: thumbnail({ id }), alt: "", width: image.width, height: image.height }))
        : h("span", { class: "tile skel" }),
      update: (node, { image, index }) => {
        const { width = run.recipe.width, height = run.recipe.height } = image ?? {};
        node.style.setProperty("--ratio", (width ?? 1) / (height ?? 1));
        mark(node, "aria-current", index === at && image && "true");
        node.onclick = image ? () => this.dispatchEvent(new CustomEvent("look", { bubbles: true, detail: index }))
          : null;
      },
    });
  }

  async #favor() {
    const image = this.#shown.image ?? { id: this.#id };
    await attempt(async () => this.#fresh(await pictures.patch(image, { favorite: !image.favorite })));
  }

  async #trash() {
    const image = this.#shown.image ?? { id: this.#id };
    await discard([image]);
  }

  async #more(choice) {
    choice.stopPropagation();
    if (choice.detail === "copy") {
      const text = this.#shown.image?.prompt ?? this.#shown.run.resolvedPrompt ?? this.#shown.run.recipe.prompt;
      await attempt(() => navigator.clipboard.writeText(text));
      tell({ text: t("image.copied") });
    } else {
      location.assign(`/api/v1/images/${this.#id}/file?download=1&strip=1`);
    }
  }

  #fresh(image) {
    this.dispatchEvent(new CustomEvent("fresh", { bubbles: true, detail: image }));
  }
}

customElements.define("run-canvas", RunCanvas);
