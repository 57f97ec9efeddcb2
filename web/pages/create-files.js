// Pictures that were dropped, pasted or chosen on Create, put where the model takes them; one that nobody takes is
// asked
// for its recipe.

import { explain, t } from "../lib/i18n.js";
import { pictures, tell } from "../lib/pictures.js";
import { fromFound } from "./create-prefill.js";

export class Files {
  #slots;
  #form;
  #edit;
  #models;

  /** `slots` gives the places of the form, `form` what it holds, `edit` changes it. */
  constructor({ slots, form, edit, models }) {
    this.#slots = slots;
    this.#form = form;
    this.#edit = edit;
    this.#models = models;
  }

  /** Where something may be dropped now. */
  get zones() {
    const { init, references } = this.#slots();
    const zone = (id, symbol) => ({ id, icon: symbol, label: t(`drop.${id}.label`), hint: t(`drop.${id}.hint`) });
    return [init && zone("start", "remix"), references && zone("reference", "image"),
      zone("recipe", "text")].filter(Boolean);
  }

  async take(files, zone = null) {
    const { init, references } = this.#slots();
    const to = zone ?? (references ? "reference" : init ? "start" : "recipe");
    if (to === "reference" && references) return references.take(files);
    if (to === "start" && init) return init.take(files);
    await this.#readRecipe(files[0], zone !== null);
  }

  /** A picture on the clipboard that no field took. */
  pasted(paste) {
    const files = [...paste.clipboardData?.files ?? []].filter(({ type }) => type.startsWith("image/"));
    if (files.length === 0 || paste.defaultPrevented || document.querySelector("dialog[open]")) return;
    paste.preventDefault();
    this.take(files);
  }

  async #readRecipe(file, isAsked) {
    try {
      const { recipe, source } = await pictures.inspect(file);
      if (!recipe) {
        return tell({ text: t(isAsked ? "create.noRecipe" : "create.takesNoImage", { name: file.name }), bad: true });
      }
      const before = this.#form();
      this.#edit(fromFound(recipe, before, this.#models));
      tell({ text: t("create.recipeRead", { source }), undo: () => this.#edit(before) });
    } catch (problem) {
      tell({ text: explain(problem), bad: true });
    }
  }
}
