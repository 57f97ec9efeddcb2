// <recipe-form>: everything beside the prompt that the chosen model takes, and nothing else. Property `context`
// ({styles, workspaceId}). Method `show(form, card)`. Fires `edit` with the fields of the form that changed.

import { field } from "../lib/field.js";
import { fill, h, write } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { later } from "../lib/later.js";
import { attempt, pictures } from "../lib/pictures.js";
import { extras, mostCount, mostReferences } from "../lib/recipe.js";
import { takesSize } from "../lib/sizes.js";
import "./image-slot.js";
import "./number-stepper.js";
import "./seed-field.js";
import "./shape-picker.js";

/** The module of the mask painter. */
export const bringPainter = later(() => import("./mask-painter.js"), "/styles/create-later.css");

export class RecipeForm extends HTMLElement {
  context = { styles: [], workspaceId: null };
  #card = null;
  #styles = [];
  #face = null;
  #form = null;
  /** How each control is brought up to date. */
  #update = [];
  #open = false;

  show(form, card) {
    this.#form = form;
    const face = JSON.stringify([card, this.context.styles]);
    // The same model, read again, leaves the form alone, with its focus and what is said beside its fields.
    if (face !== this.#face) this.#build(card);
    this.#face = face;
    for (const update of this.#update) update(form);
  }

  get seed() {
    return this.querySelector("seed-field");
  }

  /** Where dropped pictures may go: `init` and `references`, each a slot or undefined. */
  get slots() {
    const slot = (name) => this.querySelector(`[data-field=${name}] image-slot`) ?? undefined;
    return { init: slot("initImageId"), references: slot("referenceImageIds") };
  }

  #build(card) {
    this.#open = this.querySelector("details")?.open ?? false;
    this.#card = card;
    this.#styles = this.context.styles;
    this.#update = [];
    const has = (name) => card?.parameters?.[name];
    const shape = takesSize(card) && this.#shape();
    const more = extras(card).map(([name, parameter]) => this.#extra(name, parameter)).filter(Boolean);
    fill(this,
      shape,
      h("div", { class: "two" },
        this.#number("count", { min: 1, max: mostCount(card), step: 1, default: 1 }, t("create.count")),
        has("steps") && this.#number("steps", has("steps")),
        has("guidance") && this.#number("guidance", has("guidance")),
        has("sampler") && this.#choice("sampler", has("sampler")),
        has("scheduler") && this.#choice("scheduler", has("scheduler")),
        has("seed") && !has("steps") && this.#seed()),
      has("seed") && has("steps") && this.#seed(),
      has("negativePrompt") && this.#negative(),
      this.#styles.length > 0 && this.#style(),
      has("initImageId") && this.#images("initImageId", 1),
      has("initImageId") && has("strength") && this.#strength(has("strength")),
      has("maskImageId") && this.#images("maskImageId", 1, (form) => Boolean(form.initImageId)),
      has("referenceImageIds") && this.#images("referenceImageIds", mostReferences(card)),
      more.length > 0 && h("details", { class: "defaults", open: this.#open },
        h("summary", {}, icon("right"), h("span", { class: "strong" }, t("create.more")),
          h("span", { class: "t3 small" }, card.name)),
        h("div", { class: "two" }, more)));
  }

  #shape() {
    const picker = h("shape-picker", {});
    picker.addEventListener("edit", (event) => this.#say(event, event.detail));
    this.#update.push((form) => picker.show(this.#card, form));
    return picker;
  }

  #number(name, { min, max, step, default: standard, detail }, label = t(`create.fields.${name}`)) {
    const stepper = h("number-stepper", {});
    stepper.addEventListener("edit", (event) =>
      this.#say(event, { [name]: name === "count" ? event.detail ?? 1 : event.detail }));
    this.#update.push((form) => stepper.show({ value: form[name], least: min, most: max, step, standard, label }));
    if (detail) stepper.title = detail;
    return field(name, { label, control: stepper });
  }

  #choice(name, { options = [], default: standard }, { label = t(`create.fields.${name}`), read, write: put } = {}) {
    const select = h("select", { class: "form-select" },
      h("option", { value: "" }, standard ? t("create.standard", { name: standard }) : t("create.auto")),
      options.map((option) => h("option", { value: option }, option)));
    select.addEventListener("input", (event) =>
      this.#say(event, (put ?? ((value) => ({ [name]: value || null })))(select.value)));
    this.#update.push((form) => {
      select.value = (read ? read(form) : form[name]) ?? "";
    });
    return field(name, { label, control: select });
  }

  #seed() {
    const control = h("seed-field", {});
    control.addEventListener("edit", (event) =>
      this.#say(event, { seed: event.detail.seed, seedLocked: event.detail.locked }));
    this.#update.push((form) => control.show({ seed: form.seed, locked: form.seedLocked }));
    return field("seed", { label: t("create.seed"), hint: control.hint, control });
  }

  #negative() {
    const text = h("textarea", { class: "form-control", rows: "2", dir: "auto",
      placeholder: t("create.negativeHint") });
    text.addEventListener("input", (event) => this.#say(event, { negativePrompt: text.value }));
    this.#update.push((form) => {
      if (text.value !== form.negativePrompt) text.value = form.negativePrompt;
    });
    return field("negativePrompt", { label: t("create.negative"), control: text });
  }

  #style() {
    const select = h("select", { class: "form-select" }, h("option", { value: "" }, t("create.noStyle")),
      this.#styles.map(({ id, name }) => h("option", { value: id }, name)));
    select.addEventListener("input", (event) => this.#say(event, { styleId: select.value || null }));
    this.#update.push((form) => {
      select.value = form.styleId ?? "";
    });
    return field("styleId", { label: t("create.style"), control: select });
  }

  #strength({ min, max, step, default: standard }) {
    const range = h("input", { type: "range", class: "range", min: min ?? 0, max: max ?? 1, step: step ?? 0.05 });
    const said = h("output", { class: "push t3 num" });
    range.addEventListener("input", (event) => this.#say(event, { strength: range.valueAsNumber }));
    const whole = field("strength", { label: t("create.strength"), hint: said, control: range });
    this.#update.push((form) => {
      const value = form.strength ?? standard ?? 0.6;
      if (range.valueAsNumber !== value) range.value = String(value);
      write(said, value.toLocaleString(document.documentElement.lang, { style: "percent" }));
      whole.hidden = !form.initImageId;
    });
    return whole;
  }

  #images(name, most, isShown) {
    const slot = h("image-slot", {}), many = name === "referenceImageIds";
    const said = h("span", { class: "push t3 num" });
    slot.most = most;
    slot.label = t(`create.fields.${name}`);
    slot.addEventListener("edit", (event) => this.#say(event,
      { [name]: many ? event.detail : event.detail[0] ?? null }));
    const paint = name === "maskImageId" && h("button", { type: "button", class: "btn btn-sm paint",
      onclick: () => this.paintMask() }, icon("mask"), t("mask.paint"));
    const whole = field(name, { label: slot.label, hint: said, control: slot, below: paint });
    this.#update.push((form) => {
      const ids = many ? form[name] : [form[name]].filter(Boolean);
      slot.workspaceId = this.context.workspaceId;
      slot.show(ids);
      if (many) write(said, t("create.ofMost", { used: ids.length, most }));
      if (isShown) whole.hidden = !isShown(form);
    });
    return whole;
  }

  /** Lets a person paint over the start image; what comes of it is the mask. */
  async paintMask() {
    const { initImageId, maskImageId } = this.#form, { workspaceId } = this.context;
    if (!initImageId) return;
    await attempt(async () => {
      const { paintMask } = await bringPainter(), image = await pictures.get(initImageId);
      const painted = await paintMask({ image, maskId: maskImageId });
      if (!painted) return;
      const mask = await pictures.addMask(painted, workspaceId, image);
      this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: { maskImageId: mask.id } }));
    });
  }

  /** A parameter that only this model knows, by its own words. */
  #extra(name, parameter) {
    const key = `create.fields.${name}`, label = parameter.title ?? (knows(key) ? t(key) : spaced(name));
    const read = (form) => form.extra[name];
    const put = (value) => ({ extra: { ...this.#form.extra, [name]: value } });
    const below = parameter.detail && h("p", { class: "form-text" }, parameter.detail);
    const { type, min, max, step, default: standard, options } = parameter;
    if (type === "choice" || options?.length > 0) {
      return this.#choice(`extra.${name}`, { options, default: standard }, {
        label, read, write: (value) => put(value || undefined),
      });
    }
    if (type === "integer" || type === "number") {
      const stepper = h("number-stepper", {});
      stepper.addEventListener("edit", (event) => this.#say(event, put(event.detail ?? undefined)));
      const whole = type === "integer" ? step ?? 1 : step;
      this.#update.push((form) =>
        stepper.show({ value: read(form) ?? null, least: min, most: max, step: whole, standard, label }));
      return field(`extra.${name}`, { label, control: stepper, below });
    }
    if (type === "flag") {
      const box = h("input", { type: "checkbox", role: "switch", class: "switch" });
      box.addEventListener("input", (event) => this.#say(event, put(box.checked)));
      this.#update.push((form) => {
        box.checked = read(form) ?? standard ?? false;
      });
      return field(`extra.${name}`, { label, control: box, below });
    }
    if (type === "text") {
      const text = h("input", { type: "text", class: "form-control", dir: "auto", placeholder: standard ?? "" });
      text.addEventListener("input", (event) => this.#say(event, put(text.value || undefined)));
      this.#update.push((form) => {
        if (text.value !== (read(form) ?? "")) text.value = read(form) ?? "";
      });
      return field(`extra.${name}`, { label, control: text, below });
    }
    return null;
  }

  #say(event, detail) {
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail }));
  }
}

/** "cfgRescale" is read as "Cfg rescale". */
function spaced(name) {
  const words = name.replace(/[_-]+/g, " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

customElements.define("recipe-form", RecipeForm);
