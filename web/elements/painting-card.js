// paintingCard(): a picture that is being made for a chat, from the queue to the last step: `{node, show(run,
// isLive)}`.

import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";

export function paintingCard() {
  const bar = h("progress", { max: "100", "aria-label": t("chats.painting") }), words = h("span",
    { class: "small t2 num" });
  const node = h("div", { class: "painting" }, h("div", { class: "skel" }), bar, words);
  return {
    node,
    show(run, isLive) {
      node.hidden = !isLive;
      if (!isLive) return;
      const value = Math.round((run?.progress?.fraction ?? 0) * 100);
      node.style.setProperty("--ratio", (run?.recipe.width ?? 1) / (run?.recipe.height ?? 1));
      if (value > 0) mark(bar, "value", value);
      else mark(bar, "value", null);
      write(words, run?.state === "queued" ? t("create.position", { place: run.queuePosition ?? 1 })
        : value > 0 ? `${t("chats.painting")} · ${value}%` : t("chats.painting"));
    },
  };
}
