// messageFault(message, act): why an answer failed and what to try, as nodes; none when it did not fail.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { failureText } from "../lib/queue-text.js";

export function messageFault({ state, error, requestId, generationId }, act) {
  if (state !== "failed" || !error) return [];
  const { code, detail, providerMessage } = error, sentence = failureText(code, detail);
  const trail = [code, requestId ?? error.requestId].filter(Boolean).join(" · ");
  return [h("section", { class: "card problem" },
    h("h4", { class: "bad" }, icon("fail"), t("chats.failed")),
    h("p", { class: "strong" }, sentence),
    detail && detail !== sentence && h("p", { class: "small t2" }, detail),
    providerMessage && h("blockquote", { class: "mono small", dir: "auto" }, providerMessage),
    h("p", { class: "small t3 mono" }, trail),
    h("div", { class: "acts" },
      h("button", { type: "button", class: "btn", onclick: () => act("regenerate") }, icon("refresh"),
        t("problem.retry")),
      !generationId && h("button", { type: "button", class: "btn btn-ghost", onclick: () => act("choose") },
        icon("chip"),
        t("chats.againWith"))))];
}
