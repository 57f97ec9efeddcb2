// What the Create form holds, and how that becomes a request body and back. No DOM here.

import { variables } from "./macros.js";
import { bounds, fixedSizes, takesSize, trim, usualSize } from "./sizes.js";

export const MOST_PROMPT = 8000;
export const MOST_COUNT = 16;
export const MOST_SEED = 2 ** 32 - 1;

/** The fields of a recipe that have a control of their own; a card's other parameters are keys of `extra`. */
const OWN = new Set([
  "prompt", "negativePrompt", "width", "height", "steps", "guidance", "seed", "count", "sampler", "scheduler",
  "strength", "initImageId", "maskImageId", "referenceImageIds", "styleId",
]);
/** Values that are simply a number or a word of the card. */
const PLAIN = ["steps", "guidance", "sampler", "scheduler", "strength"];
const IMAGES = ["initImageId", "maskImageId"];
/** What the words of a recipe came from. */
const ORIGINS = ["enhancementId", "promptId"];

/** An untouched form. What is null is left to the model. */
export function blank() {
  return {
    prompt: "", negativePrompt: "", model: null, width: null, height: null, count: 1, seed: "", seedLocked: false,
    steps: null, guidance: null, sampler: null, scheduler: null, strength: null, styleId: null, initImageId: null,
    maskImageId: null, referenceImageIds: [], parentImageId: null, enhancementId: null, promptId: null, extra: {},
      variables: {}, combine: false,
  };
}

/** The parameters of a card that are keys of `extra`: `[name, parameter]`. */
export function extras(card) {
  return Object.entries(card?.parameters ?? {}).filter(([name]) => !OWN.has(name));
}

/** The form for another model: what it takes stays within its bounds, and what was chosen is kept for the way back. */
export function adapt(form, card, wanted = null) {
  const asked = form.width && form.height ? form : wanted?.width && wanted?.height ? wanted : usualSize(card);
  const { width, height } = takesSize(card) ? trim(card, asked) : asked;
  const next = { ...form, model: card.id, width, height, count: Math.min(form.count, mostCount(card)) };
  for (const name of PLAIN) {
    const { min, max, options } = card.parameters?.[name] ?? {};
    if (next[name] === null) continue;
    if (options?.length > 0 && !options.includes(next[name])) next[name] = null;
    else if (typeof next[name] === "number") next[name] = Math.min(max ?? Infinity,
      Math.max(min ?? -Infinity, next[name]));
  }
  return next;
}

export function mostCount(card) {
  return Math.min(MOST_COUNT, card?.parameters?.count?.max ?? MOST_COUNT);
}

/** How many pictures may lie beside the prompt. */
export function mostReferences(card) {
  return card?.parameters?.referenceImageIds?.max ?? 16;
}

/** A form made from the recipe of a picture; `keepSeed` makes the very same picture again. */
export function fromRecipe(recipe, { keepSeed = false, parentImageId = null } = {}) {
  const form = blank();
  for (const name of ["prompt", "negativePrompt", "model", "width", "height", "styleId", ...PLAIN, ...IMAGES]) {
    if (recipe[name] !== undefined && recipe[name] !== null) form[name] = recipe[name];
  }
  form.referenceImageIds = [...recipe.referenceImageIds ?? []];
  form.extra = { ...recipe.extra ?? {} };
  form.variables = { ...recipe.variables ?? {} };
  form.parentImageId = parentImageId;
  if (keepSeed && isSeed(String(recipe.seed ?? ""))) form.seed = String(recipe.seed);
  return form;
}

/** The request body: only what this model takes. */
export function body(form, card) {
  const made = { prompt: form.prompt.trim(), model: form.model, count: form.count };
  const has = (name) => Boolean(card?.parameters?.[name]);
  if (takesSize(card) && form.width && form.height) Object.assign(made, { width: form.width, height: form.height });
  if (has("negativePrompt") && form.negativePrompt.trim()) made.negativePrompt = form.negativePrompt.trim();
  for (const name of PLAIN) if (has(name) && form[name] !== null && form[name] !== "") made[name] = form[name];
  if (form.seed.trim() !== "") made.seed = Number(form.seed);
  for (const name of IMAGES) if (has(name) && form[name]) made[name] = form[name];
  if (!made.initImageId) {
    delete made.maskImageId;
    delete made.strength;
  }
  if (has("referenceImageIds") && form.referenceImageIds.length > 0) {
    made.referenceImageIds = form.referenceImageIds.slice(0, mostReferences(card));
  }
  if (form.styleId) made.styleId = form.styleId;
  for (const name of ["parentImageId", ...ORIGINS]) if (form[name]) made[name] = form[name];
  const names = variables(made.prompt, made.negativePrompt);
  if (names.length > 0) made.variables = Object.fromEntries(names.map((name) =>
    [name, (form.variables[name] ?? "").trim()]));
  if (form.combine) made.combine = true;
  const extra = Object.fromEntries(extras(card).map(([name]) => [name, form.extra[name]])
    .filter(([, value]) => value !== undefined && value !== null && value !== ""));
  if (Object.keys(extra).length > 0) made.extra = extra;
  return made;
}

/** What can be said without asking the server: `{name, code, values}` for each fault. */
export function check(form, card) {
  const faults = [];
  const blame = (name, code, values) => faults.push({ name, code, values });
  const longest = Math.min(MOST_PROMPT, card?.limits?.promptCharacters ?? MOST_PROMPT);
  if (!form.prompt.trim()) blame("prompt", "prompt");
  else if ([...form.prompt].length > longest) blame("prompt", "too_long", { count: longest });
  for (const name of variables(form.prompt, card?.parameters?.negativePrompt ? form.negativePrompt
    : "")) if (!form.variables[name]?.trim()) blame(`variables.${name}`, "variable");
  if (form.seed.trim() !== "" && !isSeed(form.seed.trim())) blame("seed", "number", { from: 0, to: MOST_SEED });
  if (takesSize(card) && fixedSizes(card).length === 0) {
    for (const side of ["width", "height"]) {
      const { least, most } = bounds(card, side);
      if (!Number.isInteger(form[side]) || form[side] < least || form[side] > most) {
        blame(side, "number", { from: least, to: most });
      }
    }
  }
  return faults;
}

/** The name of the field that a JSON pointer of a problem speaks of. */
export function fieldOf(pointer) {
  const [, first, second] = (pointer ?? "").split("/");
  if ((first === "extra" || first === "variables") && second) return `${first}.${second}`;
  return first || null;
}

/** The origins that a problem says are not there, if that is all that it says. */
export function lostOrigins({ errors = [] }) {
  const names = errors.map(({ pointer }) => fieldOf(pointer));
  return names.every((name) => ORIGINS.includes(name)) ? names : [];
}

export function isSeed(text) {
  return /^\d{1,10}$/.test(text) && Number(text) <= MOST_SEED;
}

export function newSeed() {
  return String(crypto.getRandomValues(new Uint32Array(1))[0]);
}
