// What stands on the Gallery page in place of pictures: a skeleton, a failure, or what to do with an empty list.

import { emptyState } from "../elements/empty-state.js";
import { problemNote } from "../elements/problem-note.js";
import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

const SHAPES = [1.5, 1, 0.8, 1.78, 0.67];
const BONES = 18;

const STATES = {
  loading: () => [
    h("p", { class: "sr", role: "status" }, t("gallery.loading")),
    h("div", { class: "bones-wall", "aria-hidden": "true" }, Array.from({ length: BONES }, (_, at) =>
      h("div", { class: "skel", vars: { "--r": SHAPES[at % SHAPES.length] } }))),
  ],
  failed: ({ problem, retry }) => problemNote(problem, { title: t("gallery.notLoaded"), retry }),
  trash: () => emptyState({ symbol: "trash", title: t("trash.isEmpty"), text: t("trash.isEmptyHint") }),
  nothing: ({ clear }) => emptyState({
    symbol: "search", title: t("gallery.nothing"), text: t("gallery.nothingHint"),
    actions: [h("button", { type: "button", class: "btn", onclick: clear }, icon("x"), t("gallery.showAll"))],
  }),
  none: ({ createHref, upload }) => emptyState({
    drawing: "gallery", title: t("gallery.none"), text: t("gallery.noneHint"), actions: [
      h("a", { class: "btn btn-primary", href: createHref }, icon("create"), t("gallery.create")),
      h("button", { type: "button", class: "btn", onclick: upload }, icon("plus"), t("gallery.upload")),
    ],
  }),
};

/** `kind` is `loading`, `failed`, `nothing` (found) or the list that is empty: `none` or `trash`. */
export function galleryState(kind, details) {
  return STATES[kind](details);
}
