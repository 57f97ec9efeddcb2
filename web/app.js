// The wires of the site: between the address, the pages, the events, what is known and what is on the screen.

import "./elements/nav-rail.js";
import { bringTray } from "./elements/queue-button.js";
import "./elements/status-banner.js";
import "./elements/toast-stack.js";
import "./elements/top-bar.js";
import { problemNote } from "./elements/problem-note.js";
import { swatch } from "./elements/workspace-switcher.js";
import { Problem, api } from "./lib/api.js";
import { Stream } from "./lib/events.js";
import { Generations } from "./lib/generations.js";
import { h } from "./lib/html.js";
import { LANGUAGES, language, t } from "./lib/i18n.js";
import { Keyboard, SHORTCUTS, caps } from "./lib/keys.js";
import { LateElement, later, typedAhead } from "./lib/later.js";
import { Models } from "./lib/models.js";
import { attempt } from "./lib/pictures.js";
import { prefer, preference, wear } from "./lib/preferences.js";
import { Providers } from "./lib/providers.js";
import { Router } from "./lib/router.js";
import { title } from "./lib/title.js";
import { Workspaces } from "./lib/workspaces.js";
import { PAGES, bring, bringAll } from "./pages.js";

const PATIENCE = 300;
const REST = 1000;

const router = new Router(PAGES);
const keyboard = new Keyboard();
const stream = new Stream();
const workspaces = new Workspaces();
const generations = new Generations();
const models = new Models();
const providers = new Providers();
const [rail, bar, banner, toasts, main] = ["nav-rail", "top-bar", "status-banner", "toast-stack", "main"]
  .map((name) => document.querySelector(name));
const palette = over("command-palette"), help = over("shortcut-help");
/** What this server says that it can do; a page leaves out what it cannot. */
let abilities = new Set();
const context = {
  can: (ability) => abilities.has(ability),
  router, keyboard, stream, workspaces, generations, models, providers,
  currentId: () => current()?.id ?? null,
};

const queue = h("queue-button", {});
queue.context = context;
bar.queue = queue;
document.body.prepend(h("a", { class: "skip", href: "#main", onclick: skip }, t("shell.skip")));
router.start();
let turning = turn({ to: router.route });
wire();
keyboard.start();
stream.start();
await Promise.all([stream.opened(PATIENCE), learn()]);
await Promise.all([workspaces.load(), models.load()]);
await turning;
document.documentElement.dataset.ready = "";
performance.mark("ready");
// The other pages come when this one stands, so that they open at once, and without a server too.
setTimeout(async () => {
  performance.mark("rest");
  await Promise.allSettled([bringAll(), palette.get(), help.get(), bringTray()]);
  const keeper = await import("./lib/worker.js").catch(() => null);
  keeper?.keepFiles();
}, REST);

async function learn() {
  try {
    abilities = new Set((await api.get("/about")).capabilities);
  } catch {
    // A server that is away says it when it is back.
  }
}

/** The workspace one works in: what the address says, else the last one, else the newest. */
function current() {
  const chosen = [router.route.query.get("workspace"), preference("workspace")].map((id) => workspaces.get(id));
  return chosen.find((each) => each && !each.deletedAt) ?? workspaces.active[0] ?? workspaces.living[0] ?? null;
}

/**
 * Shows the page of a route. A page that one went to gets the focus on its heading; a changed query only goes to the
 * page. Without `scroll`, nobody went anywhere: the address was only made complete.
 */
async function turn({ from, to, scroll = null }) {
  const name = to.page?.name ?? "missing";
  let shown = main.firstElementChild;
  drawShell();
  if (router.route !== to) return;
  if (shown?.localName !== `${name}-page`) {
    const page = await bring(name).catch(() => null);
    if (router.route !== to) return;
    if (!page) return main.replaceChildren(unreachable());
    page.equip?.(context);
    shown = h(`${name}-page`, {});
    shown.context = context;
    main.replaceChildren(shown);
    if (from && scroll !== null) (main.querySelector("h1[tabindex]") ?? main).focus({ preventScroll: true });
  }
  if ("route" in shown) shown.route = to;
  const region = main.querySelector("[data-scroll]");
  if (region && scroll !== null) region.scrollTop = scroll;
  title.page(t("shell.title", { page: t(`pages.${name}`) }));
}

function unreachable() {
  const retry = () => location.reload();
  return problemNote(new Problem({ code: "unreachable" }), { title: t("shell.noPage"), retry });
}

function skip(click) {
  click.preventDefault();
  main.focus();
}

function drawShell() {
  const here = current();
  if (here && workspaces.state === "ready") {
    router.keep({ workspace: here.id });
    if (router.route.query.get("workspace") !== here.id) {
      router.go(router.here({ workspace: here.id }), { replace: true });
    }
    if (preference("workspace") !== here.id) prefer("workspace", here.id);
  }
  rail.pages = PAGES.filter((page) => page.place).map((page) => ({ ...page, href: router.href(page.name) }));
  rail.current = router.route.page?.name === "image" ? "gallery" : router.route.page?.name;
  if (here && context.can("generations")) generations.use(here.id);
  else if (abilities.size > 0) generations.refuse();
  if (here || workspaces.state === "ready") bar.switcher.show(workspaces.active, here);
  bar.switcher.allHref = router.href("workspaces");
}

function wire() {
  router.addEventListener("change", ({ detail }) => {
    turning = turn(detail);
  });
  workspaces.addEventListener("change", drawShell);
  const stores = [workspaces, generations, models, providers];
  stream.addEventListener("event", ({ detail }) => stores.forEach((store) => store.heard(detail)));
  stream.addEventListener("resync", () => {
    learn().then(drawShell);
    for (const store of [workspaces, generations, models]) store.load();
  });
  generations.addEventListener("change", () => title.progress(generations.progress));
  generations.addEventListener("ended", ({ detail }) => tellEnd(detail));
  stream.addEventListener("state", drawBanner);
  banner.addEventListener("retry", () => stream.retry());
  addEventListener("load", drawBanner);
  drawBanner();

  const hear = (name, action) => document.addEventListener(name, ({ detail }) => action(detail));
  hear("toast", (news) => toasts.add(news));
  hear("palette", openPalette);
  hear("help", openHelp);
  hear("theme", toggleTheme);
  hear("language", chooseLanguage);
  hear("switch", switchTo);
  hear("new-workspace", newWorkspace);

  keyboard.bind("palette.open", openPalette);
  keyboard.bind("help.open", openHelp);
  keyboard.bind("search.focus", openPalette);
  keyboard.bind("undo", () => toasts.undoLast());
  keyboard.bind("workspaces.new", newWorkspace);
  for (const { name, place } of PAGES) if (place) keyboard.bind(`go.${name}`, () => router.go(router.href(name)));
}

/** Who waits on another page is told; on Create, and in the chat that asked for it, the picture itself is the news. */
function tellEnd({ id, state, images = [] }) {
  if (router.route.page?.name === "create" || main.firstElementChild?.showsRun?.(id)) return;
  const href = router.href("create", { run: id });
  if (state === "succeeded") toasts.add({ text: t("queue.ready", { count: images.length }), images: images.slice(0, 3),
    href });
  if (state === "failed") toasts.add({ text: t("queue.failedNews"), bad: true, href });
}

function drawBanner() {
  const vendor = getComputedStyle(document.documentElement).getPropertyValue("--bs-blue");
  banner.show(!stream.online ? "offline" : document.readyState === "complete" && !vendor ? "vendor" : null);
}

function switchTo(id) {
  router.keep({ workspace: id });
  router.go(router.here({ workspace: id }));
}

function newWorkspace() {
  const here = router.route.page?.name === "workspaces";
  router.go(here ? router.here({ new: "1", edit: null }) : router.href("workspaces", { new: "1" }));
}

function toggleTheme() {
  wear(getComputedStyle(document.documentElement).colorScheme.trim() === "light" || isLight() ? "dark" : "light");
}

function isLight() {
  return preference("theme") === "auto" && matchMedia("(prefers-color-scheme: light)").matches;
}

function chooseLanguage(tag) {
  if (tag === language()) return;
  prefer("language", tag);
  location.reload();
}

function openHelp() {
  attempt(async () => (await help.get()).open());
}

/** A dialog that stands over every page. */
function over(name) {
  const dialog = new LateElement(name, later(() => import(`./elements/${name}.js`), "/styles/dialogs.css"));
  document.body.append(dialog.place);
  return dialog;
}

function openPalette() {
  const typed = typedAhead();
  attempt(async () => {
    const element = await palette.get().finally(typed), text = typed();
    if (text !== null) element.open(commands(), text);
  });
}

/** All that the palette offers. */
function commands() {
  const pages = PAGES.filter((page) => page.place).map(({ name, icon }) => ({
    label: t(`pages.${name}`), icon, hint: caps(`go.${name}`).flat(), run: () => router.go(router.href(name)),
  }));
  const places = workspaces.active.map((each) => ({
    label: each.name, words: each.description, lead: swatch(each, "small"), run: () => switchTo(each.id),
  }));
  const actions = SHORTCUTS.filter((each) => each.palette && keyboard.isBound(each.id)).map((each) => ({
    label: t(`shortcuts.${each.id}`), icon: each.palette, hint: caps(each.id).flat(), run: () => keyboard.run(each.id),
  }));
  const languages = LANGUAGES.filter(({ tag }) => tag !== language()).map(({ tag, name }) => ({
    label: t("palette.speak", { name }), icon: "globe", run: () => chooseLanguage(tag),
  }));
  const trash = router.href("workspaces", { view: "trash" });
  const more = [
    { label: t("top.theme"), icon: "sun", run: toggleTheme },
    ...languages,
    { label: t("workspaces.titles.trash"), icon: "trash", run: () => router.go(trash) },
    { label: t("settings.about.docs"), icon: "code", run: () => location.assign("/api/docs") },
  ];
  return [
    { heading: t("palette.pages"), commands: pages },
    { heading: t("palette.actions"), commands: [...actions, ...more] },
    { heading: t("palette.workspaces"), commands: places },
  ];
}
