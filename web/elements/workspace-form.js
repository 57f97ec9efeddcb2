// <workspace-form>: makes or edits a workspace in a dialog. Method `open({workspace|null, color, models, save})`:
// `models` are the cards to choose from, `{images, texts}`; `save(body, version)` resolves to the stored workspace or
// throws a Problem, which is shown where it belongs. What was typed is kept as a draft until it is saved or cancelled.
// Fires `saved` with the stored workspace, and `closed`.

import { SUGGESTED } from "../lib/color.js";
import { fill, h, mark } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { drafts } from "../lib/preferences.js";
import { TEXTS, body, changed, check, fieldOf, values } from "../lib/workspace-fields.js";
import { problemNote } from "./problem-note.js";

export class WorkspaceForm extends HTMLElement {
  #dialog = null;
  #form = null;
  #parts = null;
  #base = null;
  #save = null;
  #version = null;
  #busy = false;

  /** What is being edited: an id, "new", or null when the dialog is closed. */
  get subject() {
    return this.#dialog?.open ? this.#base.id ?? "new" : null;
  }

  open({ workspace, color, models, save }) {
    if (!this.#dialog) this.#build();
    for (const [list, cards] of [[this.#parts.images, models.images], [this.#parts.texts, models.texts]]) {
      fill(list, cards.map(({ id, name }) => h("option", { value: id }, name)));
    }
    this.#base = workspace ?? { color };
    this.#version = workspace?.version;
    this.#save = save;
    const draft = drafts.get(this.#key);
    this.#put(draft ?? values(this.#base));
    fill(this.#parts.title, workspace ? t("form.edit") : t("form.create"));
    fill(this.#parts.submit, workspace ? t("form.save") : t("form.add"));
    this.#clear();
    this.#parts.draft.hidden = !draft;
    this.#parts.defaults.open = Boolean(workspace);
    this.#dialog.showModal();
    this.#form.elements.name.focus();
  }

  close() {
    if (this.#dialog?.open) this.#dialog.close();
  }

  /** Someone else changed it. What was not touched here follows; what was is settled when saving. */
  follow(workspace) {
    if (this.subject !== workspace.id || workspace.version <= this.#version) return;
    if (this.#busy || Object.keys(changed(this.#base, this.#read())).length > 0) return;
    this.#base = workspace;
    this.#version = workspace.version;
    this.#put(values(workspace));
  }

  get #key() {
    return `workspace.${this.#base.id ?? "new"}`;
  }

  #build() {
    const title = h("h2", { class: "head", id: "form-title" });
    const submit = h("button", { type: "submit", class: "btn btn-primary" });
    const note = h("div", { class: "note" });
    const draft = h("p", { class: "note small t2", role: "status" }, icon("clock"), t("form.draft"),
      h("button", { type: "button", class: "link", onclick: () => this.#forget() }, t("form.startOver")));
    const images = h("datalist", { id: "image-models" }), texts = h("datalist", { id: "text-models" });
    const defaults = h("details", { class: "defaults" },
      h("summary", {}, icon("right"),
        h("span", { class: "strong" }, t("form.defaults")), h("span", { class: "t3 small" }, t("form.defaultsHint"))),
      h("div", { class: "fields" }, images, texts,
        this.#field("imageModel", { placeholder: "builtin/painter", class: "mono", list: images.id }),
        this.#field("textModel", { placeholder: "builtin/guide", class: "mono", list: texts.id }),
        this.#field("width", { inputmode: "numeric", placeholder: "1024" }),
        this.#field("height", { inputmode: "numeric", placeholder: "1024" }),
        this.#field("budget", { inputmode: "decimal", placeholder: "20.00" }),
        this.#field("systemPrompt", { rows: "4" }, "textarea")));
    this.#parts = { title, submit, note, draft, defaults, images, texts };
    this.#form = h("form", { novalidate: true, onsubmit: (event) => this.#submit(event), oninput: () => this.#typed() },
      h("header", { class: "bar rule" }, title,
        h("button", {
          type: "button", class: "btn btn-icon btn-ghost btn-sm push", "aria-label": t("dialogs.close"),
          onclick: () => this.close(),
        }, icon("x"))),
      h("div", { class: "body" }, note, draft,
        this.#field("name", { maxlength: "400", autocomplete: "off", dir: "auto", required: true }),
        this.#field("description", { rows: "3", dir: "auto" }, "textarea"),
        this.#colors(), defaults),
      h("footer", {},
        h("button", { type: "button", class: "btn btn-ghost", onclick: () => this.#cancel() }, t("dialogs.cancel")),
        submit));
    this.#dialog = h("dialog", {
      class: "dialog form", "aria-labelledby": "form-title",
      onclose: () => this.dispatchEvent(new CustomEvent("closed", { bubbles: true })),
    }, this.#form);
    this.append(this.#dialog);
  }

  #field(name, attributes, tag = "input") {
    const id = `field-${name}`;
    return h("div", { class: `field ${name}` },
      h("label", { class: "form-label", for: id }, t(`fields.${name}`),
        TEXTS[name]?.hint && h("span", { class: "push t3" }, t(TEXTS[name].hint))),
      h(tag, {
        ...attributes, id, name, class: `form-control ${attributes.class ?? ""}`.trim(),
        type: tag === "input" ? "text" : null, "aria-describedby": `${id}-error`,
      }),
      h("p", { class: "form-error bad small", id: `${id}-error` }));
  }

  #colors() {
    const choice = (color) => h("label", { class: "choice", vars: { "--swatch": color } },
      h("input", {
        type: "radio", name: "color", value: color, class: "sr", "aria-label": t("fields.colorOf", { color }),
      }), icon("check"));
    const own = h("input", {
      type: "color", name: "ownColor", "aria-label": t("fields.ownColor"), title: t("fields.ownColor"),
      oninput: () => { for (const radio of this.#form.elements.color) radio.checked = false; },
    });
    return h("fieldset", { class: "field color" }, h("legend", { class: "form-label" }, t("fields.color")),
      h("div", { class: "choices" }, SUGGESTED.map(choice), h("span", { class: "own" }, own, icon("sliders"))),
      h("p", { class: "form-error bad small", id: "field-color-error" }));
  }

  #put(form) {
    const { elements } = this.#form;
    for (const [name, value] of Object.entries(form)) if (name !== "color") elements[name].value = value;
    elements.ownColor.value = form.color || SUGGESTED[0];
    for (const radio of elements.color) radio.checked = radio.value === form.color;
  }

  #read() {
    const { elements } = this.#form;
    const form = Object.fromEntries(Object.keys(TEXTS).map((name) => [name, elements[name].value]));
    form.color = elements.color.value || elements.ownColor.value;
    return form;
  }

  #typed() {
    const form = this.#read();
    drafts.set(this.#key, Object.keys(changed(this.#base, form)).length > 0 ? form : null);
  }

  #forget() {
    drafts.set(this.#key, null);
    this.#put(values(this.#base));
    this.#parts.draft.hidden = true;
    this.#form.elements.name.focus();
  }

  #cancel() {
    drafts.set(this.#key, null);
    this.close();
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#busy) return;
    this.#clear();
    const form = this.#read();
    const faults = check(form);
    if (faults.length > 0) return this.#blame(faults);
    const patch = body(this.#base.id ? changed(this.#base, form) : form);
    if (this.#base.id && Object.keys(patch).length === 0) return this.#cancel();
    await this.#send(patch, this.#version);
  }

  async #send(patch, version) {
    this.#work(true);
    try {
      const saved = await this.#save(patch, version);
      drafts.set(this.#key, null);
      this.close();
      this.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: saved }));
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#work(false);
    }
  }

  #work(busy) {
    this.#busy = busy;
    mark(this.#parts.submit, "aria-disabled", busy && "true");
    mark(this.#form, "aria-busy", busy && "true");
  }

  #fail(problem) {
    if (problem.latest) return this.#settle(problem.latest);
    const faults = (problem.errors ?? [])
      .map(({ pointer, code, detail }) => ({ name: fieldOf(pointer), code, detail }));
    if (faults.length > 0 && faults.every(({ name }) => name)) return this.#blame(faults);
    fill(this.#parts.note, problemNote(problem, { title: t("form.notSaved") }));
    this.#parts.note.scrollIntoView({ block: "nearest" });
  }

  /** Two people changed the same workspace: shows both, goes on from theirs, and lets one of them win. */
  #settle(latest) {
    const theirs = changed(this.#base, values(latest)), mine = changed(this.#base, this.#read());
    this.#base = latest;
    this.#version = latest.version;
    this.#put({ ...values(latest), ...mine });
    const untouched = () => h("span", { class: "t3" }, t("conflict.untouched"));
    const rows = Object.keys(theirs).map((name) => h("tr", {},
      h("th", { scope: "row" }, t(`fields.${name}`)),
      h("td", { dir: "auto" }, theirs[name] || "–"),
      h("td", { dir: "auto" }, name in mine ? mine[name] || "–" : untouched())));
    const heads = ["theirs", "mine"].map((whose) => h("th", { scope: "col" }, t(`conflict.${whose}`)));
    const keep = h("button", { type: "submit", class: "btn btn-soft" }, t("conflict.keep"));
    const take = h("button", { type: "button", class: "btn", onclick: () => this.#take() }, t("conflict.take"));
    fill(this.#parts.note, h("section", { class: "conflict", role: "alert" },
      h("h3", { class: "warn" }, icon("warning"), t("conflict.title")),
      h("p", {}, t("conflict.text")),
      rows.length > 0 && h("table", {},
        h("thead", {}, h("tr", {}, h("td", {}), heads)), h("tbody", {}, rows)),
      h("div", { class: "acts" }, keep, take)));
    keep.focus();
  }

  #take() {
    this.#clear();
    this.#forget();
  }

  #blame(faults) {
    for (const { name, code, detail, values: more } of faults) {
      const error = this.#form.querySelector(`#field-${name}-error`);
      const plain = `faults.plain.${code}`;
      error.textContent = !detail ? t(`faults.${code}`, more) : knows(plain) ? t(plain) : detail;
      const field = this.#form.querySelector(`#field-${name}`);
      if (!field) continue;
      field.classList.add("is-invalid");
      field.setAttribute("aria-invalid", "true");
      if (field.closest("details")) field.closest("details").open = true;
    }
    this.#form.querySelector("[aria-invalid]")?.focus();
  }

  #clear() {
    fill(this.#parts.note);
    for (const error of this.#form.querySelectorAll(".form-error")) error.textContent = "";
    for (const field of this.#form.querySelectorAll("[aria-invalid]")) {
      field.classList.remove("is-invalid");
      field.removeAttribute("aria-invalid");
    }
  }
}

customElements.define("workspace-form", WorkspaceForm);
