// What Create brings only when it is asked for: a better prompt, the model that suits it, the way to an engine.

import { bringPainter } from "../elements/recipe-form.js";
import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { LateElement, later } from "../lib/later.js";
import { attempt } from "../lib/pictures.js";

const SHEET = "/styles/create-later.css";
const MODULES = {
  enhance: later(() => import("../elements/enhance-card.js"), SHEET),
  advice: later(() => import("../elements/model-advice.js"), SHEET),
  engine: later(() => import("../elements/engine-dialog.js"), SHEET),
};

/** Brings all of them, so that they open at once. */
export function rest() {
  return Promise.allSettled([...Object.values(MODULES), bringPainter].map((module) => module()));
}

/**
 * `{places, button, enhance(), connect()}`: the places of what comes later, the button that asks for advice, and what
 * opens the others. `ask` gives the words and what belongs to them; `accept`, `undo`, `closed` and `pick` hear what
 * became of it.
 */
export function aids(context, { ask, accept, undo, closed, pick }) {
  const hear = (node, heard) => {
    node.context = context;
    for (const [name, action] of Object.entries(heard)) {
      node.addEventListener(name, (event) => {
        event.stopPropagation();
        action(event.detail);
      });
    }
  };
  const enhance = new LateElement("enhance-card", MODULES.enhance, (node) => {
    node.ask = ask;
    hear(node, { accept, undo, closed });
  });
  const advice = new LateElement("model-advice", MODULES.advice, (node) => {
    node.ask = ask;
    hear(node, { pick });
  });
  const engine = new LateElement("engine-dialog", MODULES.engine, (node) => hear(node, {}));
  const first = () => attempt(async () => {
    const node = await advice.get();
    button.removeEventListener("click", first);
    node.hang(button);
  });
  const button = h("button", { type: "button", class: "link recommend", "aria-haspopup": "dialog",
    "aria-expanded": "false", onclick: first }, t("advice.do"));
  return {
    places: { enhance: enhance.place, advice: advice.place, engine: engine.place },
    button,
    enhance: () => attempt(async () => (await enhance.get()).begin()),
    connect: () => attempt(async () => (await engine.get()).open()),
  };
}
