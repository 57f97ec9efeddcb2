// <workspace-card>: one workspace among others. Method `show(workspace, {current, href})`. Fires `act` with
// `{action, workspace}`, where action is one of edit, archive, unarchive, trash, restore, purge, and `rename` with
// `{workspace, name}`. Method `rename()` starts renaming in place.

import { ago, count, daysUntil, moment, money, size } from "../lib/format.js";
import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps } from "../lib/keys.js";
import { TRASH_DAYS } from "../lib/workspaces.js";
import "./menu-button.js";
import { swatch } from "./workspace-switcher.js";

const COUNTS = ["images", "chats", "prompts", "generations"];
const DAY = 86_400_000;

export class WorkspaceCard extends HTMLElement {
  #workspace = null;
  #parts = null;

  get workspace() {
    return this.#workspace;
  }

  show(workspace, { current, href }) {
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
    mark(link, "href", workspace.deletedAt ? null : href);
    this.classList.toggle("current", current);
    this.#tellState(current);
    this.#tellDetails();
    this.tick();
  }

  /** Renews what depends on the time of day. */
  tick() {
    const { when } = this.#parts;
    const { deletedAt, updatedAt } = this.#workspace;
    const time = deletedAt ?? updatedAt;
    mark(when, "datetime", time);
    mark(when, "title", moment(time));
    if (!deletedAt) return write(when, t("card.updated", { ago: ago(time) }));
    const days = daysUntil(Date.parse(deletedAt) + TRASH_DAYS * DAY);
    write(when, `${t("card.deleted", { ago: ago(time) })} · ${t("card.daysLeft", { count: days })}`);
  }

  rename() {
    const { link } = this.#parts;
    const before = this.#workspace.name;
    if (!link.isConnected || this.#workspace.deletedAt) return;
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
    const numbers = Object.fromEntries(COUNTS.map((name) => [name, h("dd", {})]));
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
    const button = (action, look, symbol) => h("button", {
      type: "button", class: `btn btn-sm ${look}`, onclick: () => this.#act(action),
    }, icon(symbol), t(`card.${action}`));
    const foot = h("div", { class: "foot" },
      button("restore", "", "undo"), button("purge", "btn-ghost btn-danger", "trash"));
    this.append(h("article", { class: "card" },
      h("header", {},
        h("span", { class: "logo" }), h("div", { class: "title-line" }, h("h2", {}, link), when), state, menu),
      text, chips,
      h("dl", {}, COUNTS.map((name) => h("div", {}, h("dt", {}, t(`card.${name}`)), numbers[name]))), foot));
    return { link, when, state, text, numbers, chips, menu, foot };
  }

  #tellState(current) {
    const { state, foot, menu } = this.#parts;
    const { archivedAt, deletedAt } = this.#workspace;
    const kind = deletedAt ? "" : archivedAt ? "archived" : current ? "current" : "";
    if (state.dataset.kind !== kind) {
      state.dataset.kind = kind;
      const badge = { archived: ["badge", "archive"], current: ["badge accent", "check"] }[kind];
      state.replaceChildren(...(badge ? [h("span", { class: badge[0] }, icon(badge[1]), t(`card.${kind}`))] : []));
    }
    foot.hidden = !deletedAt;
    menu.hidden = Boolean(deletedAt);
  }

  #tellDetails() {
    const { text, numbers, chips } = this.#parts;
    const { description, counts, settings } = this.#workspace;
    write(text, description || t("card.noDescription"));
    text.classList.toggle("t3", !description);
    for (const name of COUNTS) write(numbers[name], count(counts[name]));
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
