// <workspace-card>: one workspace among others, with its last pictures. Method `show(workspace, {current, href,
// galleryHref})`. Fires `act` with `{action, workspace}`, where action is one of edit, archive, unarchive, trash, and
// `rename` with `{workspace, name}`. Method `rename()` starts renaming in place, `showPictures()` draws them again.

import { ago, count, moment, money, size } from "../lib/format.js";
import { fill, h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps } from "../lib/keys.js";
import { thumbnail } from "../lib/pictures.js";
import { recent } from "../lib/recent-pictures.js";
import "./menu-button.js";
import { swatch } from "./workspace-switcher.js";

const COUNTS = ["images", "chats", "prompts", "generations"];

/** Pictures are asked for only once their card comes near the window. */
const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    target.showPictures();
  }
}, { rootMargin: "300px" });

export class WorkspaceCard extends HTMLElement {
  #workspace = null;
  #parts = null;
  #isNear = false;
  #galleryHref = "";

  connectedCallback() {
    if (this.#workspace && !this.#isNear) near.observe(this);
  }

  disconnectedCallback() {
    near.unobserve(this);
  }

  /** A card that moves within its list stays as it is. */
  connectedMoveCallback() {}

  get workspace() {
    return this.#workspace;
  }

  show(workspace, { current, href, galleryHref }) {
    const before = this.#workspace;
    this.#workspace = workspace;
    this.#parts ??= this.#build();
    const { link, menu } = this.#parts;
    if (before?.name !== workspace.name || before?.color !== workspace.color) {
      this.querySelector(".logo")?.replaceWith(swatch(workspace, "large"));
      write(link, workspace.name);
      mark(link, "title", workspace.name);
      menu.label = t("card.more", { name: workspace.name });
    }
    mark(link, "href", href);
    this.#galleryHref = galleryHref;
    const hasPictures = workspace.counts.images > 0;
    mark(this.#parts.strip, "href", hasPictures && galleryHref);
    mark(this.#parts.strip, "aria-label", hasPictures && t("card.toGallery", { name: workspace.name }));
    if (!before) near.observe(this);
    else if (this.#isNear) this.showPictures();
    this.classList.toggle("current", current);
    this.#tellState(current);
    this.#tellDetails();
    this.tick();
  }

  /** Renews what depends on the time of day. */
  tick() {
    const { when } = this.#parts, { updatedAt } = this.#workspace;
    mark(when, "datetime", updatedAt);
    mark(when, "title", moment(updatedAt));
    write(when, t("card.updated", { ago: ago(updatedAt) }));
  }

  /** The last ones that are known; bones until they are, and a quiet word where there are none. */
  showPictures() {
    this.#isNear = true;
    const { strip } = this.#parts, { id, counts } = this.#workspace;
    const all = counts.images > 0 ? recent.of(id) : [];
    const face = all === null ? "wait" : all.map((each) => `${each.id} ${each.version}`).join();
    if (strip.dataset.face === face) return;
    strip.dataset.face = face;
    if (all === null) return fill(strip, h("span", { class: "skel" }));
    fill(strip, all.length === 0 ? h("span", { class: "none small t3" }, icon("image"), t("card.noPictures"))
      : all.map((image) => h("img", { src: thumbnail(image), alt: "", decoding: "async",
        vars: { "--ratio": Math.min(2, Math.max(0.6, image.width / image.height)) } })));
  }

  rename() {
    const { link } = this.#parts;
    const before = this.#workspace.name;
    if (!link.isConnected) return;
    const field = h("input", {
      class: "form-control rename", type: "text", value: before, "aria-label": t("card.rename"), dir: "auto",
      autocomplete: "off",
    });
    let ended = false;
    const end = (keeps) => {
      if (ended) return;
      ended = true;
      const focused = field === document.activeElement;
      const name = field.value.trim();
      field.replaceWith(link);
      if (focused) link.focus();
      if (keeps && name && name !== before) this.#say("rename", { workspace: this.#workspace, name });
    };
    field.addEventListener("keydown", (press) => {
      if (press.key === "Enter" && !press.isComposing) end(true);
      else if (press.key === "Escape") end(false);
      else return;
      press.preventDefault();
      press.stopPropagation();
    });
    field.addEventListener("blur", () => end(true));
    link.replaceWith(field);
    field.focus();
    field.select();
  }

  #build() {
    const link = h("a", { class: "name clip", dir: "auto" });
    const when = h("time", { class: "small t3 clip" });
    const state = h("span", { class: "state" });
    const text = h("p", { class: "text t2", dir: "auto" });
    const numbers = Object.fromEntries(COUNTS.map((name) => [name, h("div", {}, h("dt", {}), h("dd", {}))]));
    const chips = h("ul", { class: "chips", "aria-label": t("card.defaults") });
    const menu = h("menu-button", {});
    menu.look = "btn btn-icon btn-ghost btn-sm";
    menu.face = icon("more");
    menu.items = () => this.#items();
    menu.addEventListener("choose", (choice) => {
      choice.stopPropagation();
      if (choice.detail === "rename") this.rename();
      else this.#act(choice.detail);
    });
    link.addEventListener("dblclick", () => this.rename());
    const strip = h("a", { class: "strip", tabindex: "-1" }, h("span", { class: "skel" }));
    this.append(h("article", { class: "card" }, strip,
      h("header", {},
        h("span", { class: "logo" }), h("div", { class: "title-line" }, h("h2", {}, link), when), state, menu),
      text, chips,
      h("dl", {}, Object.values(numbers))));
    return { link, strip, when, state, text, numbers, chips, menu };
  }

  #tellState(current) {
    const { state } = this.#parts, { archivedAt } = this.#workspace;
    const kind = archivedAt ? "archived" : current ? "current" : "";
    if (state.dataset.kind === kind) return;
    state.dataset.kind = kind;
    const badge = { archived: ["badge", "archive"], current: ["badge accent", "check"] }[kind];
    fill(state, badge && h("span", { class: badge[0] }, icon(badge[1]), t(`card.${kind}`)));
  }

  #tellDetails() {
    const { text, numbers, chips } = this.#parts;
    const { description, counts, settings } = this.#workspace;
    write(text, description || t("card.noDescription"));
    text.classList.toggle("t3", !description);
    for (const name of COUNTS) {
      const [word, value] = numbers[name].children;
      write(word, t(`card.counts.${name}`, { count: counts[name] }));
      write(value, count(counts[name]));
    }
    const facts = [
      settings.imageModel && ["image", settings.imageModel],
      settings.textModel && ["chats", settings.textModel],
      (settings.width || settings.height) && ["a32", size(settings.width, settings.height)],
      settings.budgetMicros !== null && settings.budgetMicros !== undefined && ["usage", money(settings.budgetMicros)],
    ].filter(Boolean);
    const words = JSON.stringify(facts);
    if (chips.dataset.words === words) return;
    chips.dataset.words = words;
    const chip = ([symbol, word]) => h("li", { class: "badge" }, icon(symbol), h("span", { class: "clip" }, word));
    chips.replaceChildren(...facts.map(chip));
    chips.hidden = facts.length === 0;
  }

  #items() {
    const { archivedAt } = this.#workspace;
    const hint = (id) => caps(id).flat().join(" ");
    return [
      { label: t("card.open"), icon: "right", href: this.#parts.link.getAttribute("href") },
      { label: t("pages.gallery"), icon: "gallery", href: this.#galleryHref },
      { id: "edit", label: t("card.edit"), icon: "settings", hint: hint("workspaces.edit") },
      { id: "rename", label: t("card.rename"), icon: "edit", hint: hint("workspaces.rename") },
      archivedAt ? { id: "unarchive", label: t("card.unarchive"), icon: "archive", hint: hint("workspaces.archive") }
        : { id: "archive", label: t("card.archive"), icon: "archive", hint: hint("workspaces.archive") },
      { rule: true },
      { id: "trash", label: t("card.trash"), icon: "trash", danger: true, hint: hint("workspaces.trash") },
    ];
  }

  #act(action) {
    this.#say("act", { action, workspace: this.#workspace });
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("workspace-card", WorkspaceCard);
