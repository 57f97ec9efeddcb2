// What stands on the Workspaces page in place of cards: a skeleton, a failure, or what to do with an empty list.

import { emptyState } from "../elements/empty-state.js";
import { problemNote } from "../elements/problem-note.js";
import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

const SKELETONS = 6;
const BONES = ["strip", "logo", "line", "text", "text short", "foot"];

const STATES = {
  loading: () => [
    h("p", { class: "sr" }, t("workspaces.loading")),
    h("div", { class: "grid" }, Array.from({ length: SKELETONS }, () =>
      h("div", { class: "card bones" }, BONES.map((bone) => h("div", { class: `skel ${bone}` }))))),
  ],
  bare: () => h("div", { class: "skel wait" }),
  failed: ({ problem, title, retry }) => problemNote(problem, { title, retry }),
  nothing: ({ query, clear }) => emptyState({
    symbol: "search", title: t("workspaces.nothing", { text: query }), text: t("workspaces.nothingHint"),
    actions: [h("button", { type: "button", class: "btn", onclick: clear }, icon("x"), t("workspaces.clear"))],
  }),
  active: ({ newHref }) => emptyState({
    drawing: "workspaces", title: t("workspaces.empty"), text: t("workspaces.emptyHint"),
    actions: [h("a", { class: "btn btn-soft", href: newHref }, icon("plus"), t("workspaces.new"))],
  }),
  archived: () => emptyState({
    symbol: "archive", title: t("workspaces.emptyArchive"), text: t("workspaces.emptyArchiveHint"),
  }),
  trash: () => emptyState({ symbol: "trash", title: t("trash.isEmpty"), text: t("trash.isEmptyHint") }),
};

/** `kind` is `loading`, `bare` (loading, without cards), `failed`, `nothing` (found) or the list that is empty; null draws nothing. */
export function workspacesState(kind, details) {
  return kind && STATES[kind](details);
}
