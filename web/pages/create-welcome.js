// What stands round the first picture: the first steps, words to begin with, and the way to an engine.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps } from "../lib/keys.js";

/** The first steps, each a way to what it names; `connect` opens the way to an engine. */
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

/** Prompts to begin with; `begin` gets the words. */
export function samples(begin) {
  return h("div", { class: "samples", hidden: true },
    h("div", { class: "form-label" }, t("create.startFrom")),
    h("div", { class: "beside wrap" }, ["one", "two", "three"].map((name) => h("button", {
      type: "button", class: "chip", onclick: () => begin(t(`create.samples.${name}.prompt`)),
    }, icon("image"), t(`create.samples.${name}.title`)))));
}

/** That the built-in painter painted, and how to get more. */
export function engineBanner({ connect, close }) {
  return h("div", { class: "banner", hidden: true }, icon("plug"),
    h("p", {}, h("span", { class: "strong" }, t("engines.banner")), " ",
      h("span", { class: "t2" }, t("engines.bannerText"))),
    h("button", { type: "button", class: "btn", onclick: connect }, icon("plug"), t("engines.connect")),
    h("button", { type: "button", class: "btn btn-icon btn-ghost", "aria-label": t("dialogs.close"), onclick: close },
      icon("x")));
}
