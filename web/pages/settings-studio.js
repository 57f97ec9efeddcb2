// The sections of Settings that tell of the studio itself: who may enter, what lies where, and whether it is well.

import { problemNote } from "../elements/problem-note.js";
import { api } from "../lib/api.js";
import { number } from "../lib/format.js";
import { fill, h } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { TRASH_DAYS } from "../lib/workspaces.js";

const card = (...rows) => h("div", { class: "card rows" }, rows);

/** A heading with a sentence, and what can be done about it; a sentence may be a list of them. */
const line = (title, text, ...actions) => h("div", { class: "line" },
  h("div", {}, h("h3", {}, title), [text].flat().map((each) => h("p", { class: "t2 small" }, each))), actions);

const bone = () => h("div", { class: "line" }, h("div", { class: "skel name" }));

/** Who may enter. What this studio does not have is said, not shown as something to press. */
export function accounts({ router }) {
  const words = (key) => t(`settings.accounts.${key}`), access = card(bone());
  const draw = () => ask(access, () => api.get("/about"), ({ auth }) => {
    const isOpen = auth.mode === "open";
    return [line(words(isOpen ? "open" : "closed"), words(isOpen ? "openHint" : "closedHint")),
      isOpen && line(words("none"), words("noneHint"))];
  }, draw);
  const keys = card(line(words("providerKeys"), words("providerKeysHint"),
    h("a", { class: "btn", href: router.href("settings", { section: "providers" }) }, icon("plug"),
      t("settings.providers.title"))));
  draw();
  return inOrder(access, keys);
}

/** What lies where, how long the trash keeps it, and what a copy of it takes. */
export function storage({ workspaces, router }) {
  const words = (key, values) => t(`settings.storage.${key}`, values);
  const row = (each) => h("div", {}, h("dt", { class: "clip", dir: "auto" }, each.name),
    h("dd", { class: "t2 num" }, t("gallery.count", { count: each.counts.images })));
  return [
    card(h("dl", { class: "keys" }, workspaces.living.map(row)),
      line(words("trash"), words("trashHint", { count: TRASH_DAYS }),
        h("a", { class: "btn", href: router.href("workspaces", { view: "trash" }) }, icon("trash"),
          words("openTrash")))),
    card(line(words("backups"), [words("backupsOwn"), words("backupsWhole"), words("backupsKeys")])),
  ];
}

/** What this studio is, and how it fares. */
export function about() {
  const words = (key, values) => t(`settings.about.${key}`, values), facts = card(bone()), health = card(bone());
  const look = () => ask(health, () => api.health(), ({ checks }) => [
    h("div", { class: "line" }, h("div", {}, h("h3", {}, words("health")),
      h("p", { class: "t2 small" }, words("doctor"), " ", h("code", {}, "pixazo doctor --deep"))),
    h("button", { type: "button", class: "btn", onclick: look }, icon("refresh"), words("again"))),
    h("ul", { class: "checks" }, checks.map(({ name, ok, detail }) => h("li", { class: ok ? "good" : "bad" },
      icon(ok ? "ok" : "fail"), h("span", {}, knows(`settings.about.checks.${name}`)
        ? words(`checks.${name}.${ok ? "good" : "bad"}`) : detail)))),
  ], look);
  const draw = () => ask(facts, () => api.get("/about"), aboutStudio, draw);
  draw();
  look();
  return inOrder(facts, health);
}

/** The second only once the first has what it waits for, so that nothing moves under the eyes. */
function inOrder(first, second) {
  second.hidden = true;
  new MutationObserver((_, watch) => {
    watch.disconnect();
    second.hidden = false;
  }).observe(first, { childList: true });
  return [first, second];
}

async function ask(place, question, show, again) {
  try {
    fill(place, show(await question()));
  } catch (problem) {
    fill(place, problemNote(problem, { title: t("settings.about.failed"), retry: again }));
  }
}

function aboutStudio({ version, auth, capabilities, apiVersion, limits }) {
  const words = (key, values) => t(`settings.about.${key}`, values);
  const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", { class: "t2" }, value));
  const link = (href, symbol, key) => h("a", { class: "btn", href }, icon(symbol), words(key));
  return [
    h("div", { class: "line" }, icon("mark", "huge"),
      h("div", {}, h("h3", {}, "Pixazo"), h("p", { class: "t2 small" }, words("version", { version })))),
    h("dl", { class: "keys" },
      fact(words("access"), words(auth.mode === "open" ? "open" : "closed")),
      fact(words("abilities"), capabilities.map((each) => h("span", { class: "badge" }, each))),
      fact(words("api"), apiVersion)),
    h("details", {}, h("summary", { class: "line" }, words("limits"), icon("down")),
      h("dl", { class: "keys" },
        Object.entries(limits).map(([name, value]) => fact(h("code", {}, name), number(value))))),
    h("div", { class: "line acts" }, link("/api/docs", "code", "docs"), link("/openapi.json", "braces", "openapi")),
  ];
}
