// <shelf-view>: a list of small named things of a workspace that are made, changed and thrown away in place: styles,
// word
// lists. Properties: `kind` (`{name, path, item, fields, about, whole, files}`), set once. Method `show(workspaceId,
// words)`.

import { api } from "../lib/api.js";
import { blame, field, forgive } from "../lib/field.js";
import { fill, h, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { attempt, tell } from "../lib/pictures.js";
import { emptyState } from "./empty-state.js";
import { problemNote } from "./problem-note.js";
import "./menu-button.js";

export class ShelfView extends HTMLElement {
  kind = null;
  #workspaceId = null;
  #words = "";
  #items = null;
  #problem = null;
  #rows = h("ul", { class: "shelf" });
  #place = h("div", { class: "place" });

  connectedCallback() {
    if (!this.#rows.isConnected) this.append(this.#place, this.#rows);
  }

  show(workspaceId, words) {
    this.#words = words.toLocaleLowerCase();
    if (workspaceId !== this.#workspaceId) {
      this.#workspaceId = workspaceId;
      this.#items = null;
      this.load();
    }
    this.#draw();
  }

  async load() {
    try {
      this.#items = await api.all(`/workspaces/${this.#workspaceId}/${this.kind.path}`);
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem;
    }
    this.#draw();
  }

  /** Asks for one in a dialog: a new one, or the given one. */
  async edit(item = null) {
    const { kind } = this, whole = item && kind.whole ? await api.get(`/${kind.path}/${item.id}`) : item;
    const controls = Object.fromEntries(kind.fields.map(({ name, area, type = "text", most, hint }) => {
      const control = h(area ? "textarea" : "input", { class: "form-control", type: area ? null : type, rows: area,
        dir: "auto",
        maxlength: most, placeholder: hint && t(hint), autocomplete: "off" });
      control.value = kind.show(whole ?? {}, name);
      return [name, control];
    }));
    const body = h("div", { class: "sheet" }, h("h2", { class: "head", id: "shelf-title" },
      t(`prompts.${kind.name}.${item ? "edit" : "new"}`)), kind.fields.map(({ name }) =>
      field(name, { label: t(`prompts.${kind.name}.${name}`), control: controls[name] })));
    const note = h("div", { class: "note" });
    const dialog = h("dialog", { class: "dialog ask shelf-form", "aria-labelledby": "shelf-title",
      onclose: () => dialog.remove() },
    h("form", { onsubmit: (submit) => {
      submit.preventDefault();
      save();
    } }, body, note, h("footer", {},
      h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close() }, t("dialogs.cancel")),
      h("button", { class: "btn btn-primary" }, t("form.save")))));
    const save = async () => {
      forgive(body);
      fill(note);
      const draft = kind.read(Object.fromEntries(Object.entries(controls).map(([name, { value }]) => [name, value])));
      try {
        if (item) await api.patch(`/${kind.path}/${item.id}`, draft, { version: whole.version });
        else await api.post(`/workspaces/${this.#workspaceId}/${kind.path}`, draft);
        dialog.close();
        tell({ text: t("done.saved", { name: draft.name }) });
        await this.load();
      } catch (problem) {
        const faults = (problem.errors ?? []).map(({ pointer, code, detail }) => ({ name: pointer.split("/")[1], code,
          detail }));
        if (faults.length === 0 || blame(body, faults).length > 0) fill(note, problemNote(problem,
          { title: t("form.notSaved") }));
      }
    };
    document.body.append(dialog);
    dialog.showModal();
    controls.name.focus();
  }

  async trash(item) {
    const { path } = this.kind;
    if (!await attempt(() => api.delete(`/${path}/${item.id}`))) return;
    await this.load();
    tell({ text: t("prompts.trashed", { name: item.name }),
      undo: async () => await attempt(() => api.post(`/${path}/${item.id}/restore`, null)) && this.load() });
  }

  #draw() {
    const { kind } = this, items = (this.#items ?? []).filter((each) =>
      `${each.name} ${kind.about(each)}`.toLocaleLowerCase().includes(this.#words));
    fill(this.#place, this.#problem ? problemNote(this.#problem, { title: t("prompts.notLoaded"),
      retry: () => this.load() })
      : !this.#items ? [1, 2, 3].map(() => h("div", { class: "skel shelf-bone" }))
        : items.length === 0 && emptyState(this.#words ? { symbol: "search", title: t("prompts.nothing"),
          text: t("prompts.nothingHint") } : { symbol: kind.symbol, title: t(`prompts.${kind.name}.none`),
          text: t(`prompts.${kind.name}.noneHint`), actions: [h("button", { type: "button", class: "btn",
            onclick: () => this.edit() }, icon("plus"), t(`prompts.${kind.name}.new`))] }));
    reconcile(this.#rows, items, {
      key: ({ id }) => id,
      make: () => this.#row(),
      update: (node, item) => {
        node.item = item;
        write(node.querySelector(".name"), item.name);
        write(node.querySelector(".about"), kind.about(item));
        node.querySelector("menu-button").label = t("chats.actionsFor", { name: item.name });
      },
    });
  }

  #row() {
    const menu = h("menu-button", {}), row = h("li", { class: "card" },
      h("button", { type: "button", class: "open", onclick: () => attempt(() => this.edit(row.item)) },
        h("span", { class: "name strong clip", dir: "auto" }), h("span", { class: "about small t2", dir: "auto" })),
          menu);
    menu.look = "btn btn-icon btn-ghost btn-sm";
    menu.face = [icon("more")];
    menu.items = () => [{ id: "edit", label: t("card.edit"), icon: "edit" },
      { id: "trash", label: t("prompts.trash"), icon: "trash", danger: true }];
    menu.addEventListener("choose", (choice) => {
      choice.stopPropagation();
      if (choice.detail === "edit") attempt(() => this.edit(row.item));
      else this.trash(row.item);
    });
    return row;
  }
}

customElements.define("shelf-view", ShelfView);
