// The models of this studio as this tab knows them, and what their cards say.

import { api } from "./api.js";
import { money } from "./format.js";
import { t } from "./i18n.js";

/** The picture maker that is always there. */
export const PAINTER = "builtin/painter";

/** Fires `change`. `state` is `loading`, `ready` or `failed` (then `problem` says why). */
export class Models extends EventTarget {
  state = "loading";
  problem = null;
  #cards = new Map();
  #round = 0;
  #timer = null;

  /** Cards of image models, those that can be used first. */
  get images() {
    return [...this.#cards.values()].filter((card) => card.type === "image")
      .toSorted((one, two) => isUsable(two) - isUsable(one));
  }

  get texts() {
    return [...this.#cards.values()].filter((card) => card.type === "text");
  }

  /** Text models that one can talk with. */
  get chats() {
    return this.texts.filter(({ capabilities }) => capabilities.includes("chat"));
  }

  get(id) {
    return this.#cards.get(id) ?? null;
  }

  /** The model to begin with: the wanted one if it is there, else the painter, else any. */
  choose(...wanted) {
    const cards = [...wanted, PAINTER].map((id) => this.get(id)).filter((card) => card?.type === "image");
    return cards.find(isUsable) ?? cards[0] ?? this.images[0] ?? null;
  }

  /** Whether something other than what is built in can make pictures here. */
  get hasEngine() {
    return this.images.some((card) => isUsable(card) && card.source !== "builtin" && !card.id.startsWith("builtin/"));
  }

  async load() {
    const round = (this.#round += 1);
    try {
      const items = await api.all("/models");
      if (round !== this.#round) return;
      this.#cards = new Map(items.map((card) => [card.id, card]));
      this.state = "ready";
    } catch (problem) {
      if (round !== this.#round || this.state === "ready") return;
      this.state = "failed";
      this.problem = problem;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Providers come and go: their models with them. */
  heard({ type }) {
    if (!type.startsWith("provider.")) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), 150);
  }
}

export function isUsable(card) {
  return card.usable !== false;
}

export function takes(card, name) {
  return Boolean(card?.parameters?.[name]);
}

/** The slug of the provider. */
export function providerOf(id) {
  return id.slice(0, id.indexOf("/"));
}

/** What one picture costs in micro-dollars; null when nobody says. */
export function pricePerImage(card) {
  return card?.price?.perImageMicros ?? null;
}

/** "free", "$0.011", or nothing when the price is not known. */
export function priceText(micros) {
  return micros === 0 ? t("models.free") : micros === null || micros === undefined ? "" : money(micros);
}

/** What a card's model costs: a picture, or a million tokens in and out; nothing where nobody says. */
export function priceOf(card, { each = false } = {}) {
  if (card.type !== "text") {
    const micros = pricePerImage(card);
    return each && micros > 0 ? t("models.each", { price: priceText(micros) }) : priceText(micros);
  }
  const { perMillionInputTokensMicros: input, perMillionOutputTokensMicros: output } = card.price ?? {};
  if (input === 0 && output === 0) return t("models.free");
  if (!Number.isFinite(input) || !Number.isFinite(output)) return "";
  return t("models.tokens", { input: money(input), output: money(output) });
}

/** What a model can do, as badges: `{icon, text}`. */
export function badges(card) {
  const found = [];
  const say = (icon, key, values) => found.push({ icon, text: t(`models.badges.${key}`, values) });
  const { parameters = {}, capabilities = [], limits = {} } = card;
  if (parameters.referenceImageIds) {
    const count = parameters.referenceImageIds.max;
    if (count) say("image", "references", { count });
    else say("image", "referencesAny");
  }
  if (parameters.initImageId) say("remix", "init");
  if (parameters.maskImageId) say("mask", "mask");
  if (parameters.negativePrompt) say("minus", "negative");
  if (parameters.seed) say("seed", "seed");
  if (parameters.steps) {
    const { min, max } = parameters.steps;
    if (max) say("sliders", "steps", { range: min === max ? `${max}` : `${min ?? 1}–${max}` });
  }
  if (capabilities.includes("previews")) say("eye", "previews");
  if (capabilities.includes("vision")) say("eye", "vision");
  if (capabilities.includes("reasoning")) say("thought", "reasoning");
  if (card.contextWindow) say("text", "context", { count: Math.round(card.contextWindow / 1000) });
  if (limits.pixels) say("expand", "pixels", { size: Math.round(limits.pixels / 100_000) / 10 });
  if (card.id.startsWith("builtin/")) say("chip", "offline");
  return found;
}

/** Two letters that stand for a model. */
export function monogram(name) {
  const parts = name.split(/[\s./:_-]+/).filter(Boolean);
  const letters = parts.length > 1 && /^\d/.test(parts[1]) ? parts[0][0] + parts[1][0]
    : name.slice(0, parts.length > 1 ? 1 : 2);
  return letters.toLocaleUpperCase();
}
