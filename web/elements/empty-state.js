// emptyState({symbol|drawing, title, text, actions}): what stands where a list would be, and what to do next.

import { h } from "../lib/html.js";
import { icon, sketch } from "../lib/icons.js";

export function emptyState({ symbol, drawing, title, text, actions = [], level = "h2" }) {
  return h("section", { class: "empty" },
    drawing ? sketch(drawing) : h("span", { class: "glyph" }, icon(symbol)),
    h(level, { class: "head" }, title),
    text && h("p", {}, text),
    actions.length > 0 && h("div", { class: "acts" }, actions));
}
