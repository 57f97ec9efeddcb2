// What stands in a chat before anything was said: what one may ask, and who answers.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon, sketch } from "../lib/icons.js";

const IDEAS = [["one", "wand"], ["two", "compare"], ["three", "image"], ["four", "help"]];

/** `begin` gets the words of an idea. */
export function chatWelcome({ models, router }, begin) {
  const guide = h("p", { class: "small t2 guide" }, icon("chip"), h("span", {}, t("chats.guide"), " ",
    h("a", { class: "link" }, t("chats.connect"))));
  const draw = () => {
    const usable = models.chats.filter((card) => card.usable !== false && !card.id.startsWith("builtin/"));
    guide.hidden = models.state !== "ready" || usable.length > 0;
    guide.querySelector("a").href = router.href("settings", { section: "providers" });
  };
  models.addEventListener("change", draw);
  draw();
  return h("section", { class: "empty chat-welcome" }, sketch("chats"),
    h("h2", { class: "title" }, t("chats.welcome")), h("p", {}, t("chats.welcomeHint")),
    h("div", { class: "ideas" }, IDEAS.map(([name, symbol]) => h("button", {
      type: "button", class: "card idea", onclick: () => begin(t(`chats.ideas.${name}.text`)),
    }, icon(symbol), h("span", {}, h("strong", {}, t(`chats.ideas.${name}.title`)),
      h("span", { class: "small t2" }, t(`chats.ideas.${name}.text`)))))), guide);
}
