// What would come of the prompt's macros: how many pictures of which words, and for how much. It is asked of the
// server, which draws them, a moment after the last key.

import { fill, h, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { hasMacros } from "../lib/macros.js";
import { body, check } from "../lib/recipe.js";

const PAUSE = 400;

export class Foresight {
  node = h("details", { class: "macro", hidden: true },
    h("summary", {}, icon("braces"), h("span", {}), icon("down")), h("ol", {}));
  #generations;
  #done;
  #timer = null;
  #asking = null;
  #cost = null;

  /** `done` is called after each answer, with the problem if there was one. */
  constructor(generations, done) {
    this.#generations = generations;
    this.#done = done;
  }

  /** What all of it would cost in micro-dollars; null when nobody was asked or nobody knows. */
  get cost() {
    return this.#cost;
  }

  look(form, card) {
    this.stop();
    if (!hasMacros(form.prompt) || !card || check(form, card).length > 0) {
      this.#cost = null;
      this.node.hidden = true;
      return;
    }
    this.#timer = setTimeout(() => this.#ask(body(form, card)), PAUSE);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #ask(recipe) {
    this.#asking = new AbortController();
    try {
      const { prompts, count, estimatedCostMicros } = await this.#generations.preflight(recipe, this.#asking.signal);
      this.#cost = estimatedCostMicros;
      write(this.node.querySelector("summary span"), t("create.macro", { count }));
      fill(this.node.querySelector("ol"), prompts.map((each) => h("li", { dir: "auto" }, each)));
      this.node.hidden = false;
      this.#done(null);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.#cost = null;
      this.node.hidden = true;
      this.#done(problem);
    }
  }
}
