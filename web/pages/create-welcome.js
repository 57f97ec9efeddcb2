// What stands beside the first picture: the first steps, each a way to what it names.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps } from "../lib/keys.js";

/** `connect` opens the way to an engine. */
export function welcome({ generations, models }, { connect }) {
  const done = (isDone, symbol) => icon(isDone ? "ok" : symbol, isDone ? "good" : "t3");
  const open = h("li", {}, done(true), h("span", { class: "strong" }, t("welcome.open")));
  const make = h("li", {}), engine = h("li", {});
  const help = h("li", {}, icon("keys", "t3"),
    h("button", {
      type: "button", class: "link", onclick: (click) =>
        click.target.dispatchEvent(new CustomEvent("help", { bubbles: true })),
    }, t("welcome.shortcuts")), h("kbd", { class: "kbd push", "aria-hidden": "true" },
      caps("help.open").flat().join(" ")));
  const draw = () => {
    const made = generations.all.some(({ state }) => state === "succeeded");
    make.replaceChildren(done(made, "create"), h("span", { class: made ? "strong" : "" }, t("welcome.make")));
    if (engine.dataset.done === String(models.hasEngine)) return;
    engine.dataset.done = String(models.hasEngine);
    engine.replaceChildren(done(models.hasEngine, "plug"),
      models.hasEngine ? h("span", { class: "strong" }, t("welcome.engine"))
      : h("button", { type: "button", class: "link", onclick: connect }, t("welcome.engine")));
  };
  generations.addEventListener("change", draw);
  models.addEventListener("change", draw);
  draw();
  return h("section", { class: "sect steps-card" }, h("h2", {}, t("welcome.title")),
    h("ul", {}, open, make, engine, help));
}
