// problemNote(problem, {title, retry?}): a failure told so that a person can act: the cause, the code, what to try.

import { h } from "../lib/html.js";
import { explain, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

export function problemNote(problem, { title, retry } = {}) {
  const trail = [problem.code, problem.status || null, problem.requestId].filter(Boolean).join(" · ");
  return h("section", { class: "card problem", role: "alert" },
    h("h2", { class: "bad" }, icon("fail"), title),
    h("p", { class: "strong" }, explain(problem)),
    h("p", { class: "small t3 mono" }, trail),
    retry && h("div", { class: "acts" },
      h("button", { type: "button", class: "btn", onclick: retry }, icon("refresh"), t("problem.retry"))));
}
