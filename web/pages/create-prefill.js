// What a link to Create may bring along. It only fills the form: nothing is sent before a person says so.

import { adapt, fromRecipe, isSeed, MOST_COUNT, MOST_PROMPT } from "../lib/recipe.js";
import { isUsable, takes } from "../lib/models.js";

/** The query parameters that are taken out of the address once they were read. */
export const PREFILL = ["image", "use", "prompt", "negativePrompt", "model", "width", "height", "count", "seed",
  "steps", "guidance"];

/** Whether an address brings something along. */
export function brings(query) {
  return PREFILL.some((name) => name !== "use" && query.has(name));
}

/**
 * The form after a link. `image` is the picture that it names, or null. `use`: `recipe` (all of it, its seed too),
 * `remix` (all but the seed), `seed` (only that), `start` (the picture to begin from), `mask` (the same, of which a
 * part is to be painted over) or `reference`.
 */
export function prefilled(form, query, image, models) {
  let next = form;
  if (image) next = fromImage(form, query.get("use") ?? "remix", image, models);
  const text = (name, most) => query.has(name)
    && (next = { ...next, [name]: [...query.get(name)].slice(0, most).join("") });
  text("prompt", MOST_PROMPT);
  text("negativePrompt", MOST_PROMPT);
  const number = (name, least, most) => {
    const value = Number(query.get(name) ?? NaN);
    if (value >= least && value <= most) next = { ...next, [name]: value };
  };
  number("width", 64, 4096);
  number("height", 64, 4096);
  number("count", 1, MOST_COUNT);
  number("steps", 1, 1000);
  number("guidance", 0, 1000);
  if (isSeed(query.get("seed") ?? "")) next = { ...next, seed: query.get("seed") };
  return withModel(next, query.get("model") ?? next.model, models);
}

/** The form of a recipe that was read from a file of another program. */
export function fromFound(recipe, form, models) {
  return withModel({ ...fromRecipe(recipe, { keepSeed: true }), model: form.model, parentImageId: null }, recipe.model,
    models);
}

function fromImage(form, use, image, models) {
  const seed = String(image.seed ?? image.recipe?.seed ?? "");
  if (use === "seed") return isSeed(seed) ? { ...form, seed, seedLocked: true } : form;
  const recipe = { prompt: image.prompt ?? "", width: image.width, height: image.height, ...image.recipe ?? {} };
  // What cannot be used must not be lost to the recipe: another model that takes a picture is looked for.
  if (use === "start" || use === "mask" || use === "reference") {
    const field = use === "reference" ? "referenceImageIds" : "initImageId",
      value = use === "reference" ? [image.id] : image.id, needed = use === "mask" ? [field, "maskImageId"] : [field];
    const isAble = (card) => needed.every((each) => takes(card, each));
    const able = isAble(models.get(form.model)) ? form.model
      : models.images.find((card) => isUsable(card) && isAble(card))?.id ?? form.model;
    return { ...form, model: able, prompt: form.prompt || recipe.prompt, [field]: value, parentImageId: image.id,
      width: image.width, height: image.height };
  }
  if (!recipe.prompt) return { ...form, parentImageId: image.id };
  const made = fromRecipe({ ...recipe, seed, count: 1 }, { keepSeed: use === "recipe", parentImageId: image.id });
  return { ...made, count: use === "recipe" ? 1 : form.count, model: made.model ?? form.model };
}

function withModel(form, wanted, models) {
  const card = models.choose(wanted, form.model);
  return card ? adapt(form, card) : form;
}
