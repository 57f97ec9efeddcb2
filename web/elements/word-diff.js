// wordDiff(pieces): what was added, removed and kept, as nodes for a paragraph with class `diff`. A piece is
// `{op: "keep"|"add"|"remove", text, isLocked?}`.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

export function wordDiff(pieces) {
  return pieces.map(({ op, text, isLocked }) => {
    if (op === "add") return h("ins", {}, text);
    if (op === "remove") return h("del", {}, text);
    return isLocked ? h("mark", { title: t("enhance.locked") }, icon("lock"), text) : text;
  });
}
