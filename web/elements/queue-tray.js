// <queue-tray>: what is being made, what waits, what needs a word, and what came last. Property `context`
// ({generations, models, router}). It follows the generations by itself. Fires `pick` with a generation to look at.

import { duration, money } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { attempt, tell, thumbnail } from "../lib/pictures.js";
import { failureText, queueText } from "../lib/queue-text.js";
import "./menu-button.js";

const FAILURES = 5;
const PICTURES = 9;

export class QueueTray extends HTMLElement {
  context = null;
  /** What stands here while nothing was ever made: nodes, or null. */
  welcome = null;
  #parts = null;
  #draw = () => this.#show();

  connectedCallback() {
    this.#parts ??= this.#build();
    this.context.generations.addEventListener("change", this.#draw);
    this.#show();
  }

  disconnectedCallback() {
    this.context.generations.removeEventListener("change", this.#draw);
  }

  #build() {
    const said = h("span", { class: "small t3 num clip", role: "status" });
    const menu = h("menu-button", { onchoose: (choice) => this.#choose(choice) });
    menu.look = "btn btn-icon btn-ghost btn-sm";
    menu.label = t("queue.actions");
    menu.face = [icon("more")];
    menu.items = () => {
      const { paused, waiting } = this.context.generations;
      return [
        paused ? { id: "resume", label: t("queue.resume"), icon: "play" }
          : { id: "pause", label: t("queue.pause"), icon: "pause" },
        waiting.length > 0 && { id: "clear", label: t("queue.cancelWaiting", { count: waiting.length }), icon: "x",
          danger: true },
      ].filter(Boolean);
    };
    const list = (look, label) => h("ul", { class: look, "aria-label": t(label) });
    const held = h("div", { class: "held", hidden: true },
      h("p", {}, icon("pause"), t("queue.paused")),
      h("button", { type: "button", class: "btn btn-sm",
        onclick: () => attempt(() => this.context.generations.hold(false)) },
        t("queue.resume")));
    const parts = {
      said, held, undecided: list("jobs", "queue.undecided"), running: list("jobs", "queue.running"),
      waiting: list("rows", "queue.waiting"), failed: list("jobs", "queue.failed"), welcome: h("div", {}),
      mini: h("div", { class: "mini" }), more: h("a", { class: "link push small" }),
    };
    parts.earlier = h("section", { class: "sect" },
      h("h2", {}, t("queue.earlier"), parts.more), parts.mini);
    parts.none = h("p", { class: "none t2 small" }, t("queue.none"));
    this.append(
      h("div", { class: "bar rule" }, h("h2", { class: "strong", tabindex: "-1" }, t("queue.title")), said,
        h("span", { class: "push" }, menu)),
      h("div", { class: "scroll", tabindex: "-1" }, held, parts.undecided, parts.running, parts.waiting, parts.failed,
        parts.none, parts.welcome, parts.earlier));
    return parts;
  }

  #show() {
    const { generations, router } = this.context, parts = this.#parts;
    const { running, waiting, undecided, ended, paused } = generations;
    const failed = ended.slice(0, 30).filter(({ state }) => state === "failed").slice(0, FAILURES);
    write(parts.said, queueText(running.length, waiting.length));
    parts.held.hidden = !paused;
    const key = ({ id }) => id;
    this.#list(parts.undecided, undecided, () => undecidedCard(this.context));
    this.#list(parts.running, running, () => runningCard(this.context));
    this.#list(parts.waiting, waiting, () => waitingRow(this.context));
    this.#list(parts.failed, failed, () => failedCard(this.context));
    const shown = ended.filter(({ state, images }) => state === "succeeded" && images?.length)
      .flatMap((run) => run.images.map((image) => ({ ...image, run }))).slice(0, PICTURES);
    parts.earlier.hidden = shown.length === 0;
    parts.none.hidden = running.length + waiting.length + undecided.length + failed.length > 0
      || Boolean(this.welcome && shown.length < 2);
    if (this.welcome && parts.welcome.firstChild !== this.welcome) fill(parts.welcome, this.welcome);
    parts.welcome.hidden = !this.welcome || shown.length > 1;
    mark(parts.more, "href", router.href("gallery"));
    write(parts.more, t("queue.gallery"));
    reconcile(parts.mini, shown, {
      key,
      make: ({ id, run, index }) => h("button", {
        type: "button", class: "tile", "aria-label": t("queue.look", { prompt: short(run) }),
        onclick: () => this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: { run, index } })),
      }, h("img", { src: thumbnail({ id }, 192), alt: "", width: "80", height: "80" })),
      update: () => {},
    });
  }

  #list(parent, items, make) {
    parent.hidden = items.length === 0;
    reconcile(parent, items, {
      key: ({ id }) => id,
      make: () => {
        const { node, update } = make();
        node.update = update;
        return node;
      },
      update: (node, item) => node.update(item),
    });
  }

  #choose(choice) {
    choice.stopPropagation();
    const { generations } = this.context;
    if (choice.detail === "clear") attempt(() =>
      Promise.all(generations.waiting.map((each) => generations.cancel(each))));
    else attempt(() => generations.hold(choice.detail === "pause"));
  }
}

function short({ recipe }) {
  return [...(recipe.prompt ?? "").replace(/\s+/g, " ")].slice(0, 90).join("");
}

function button(symbol, text, onclick, look = "btn btn-sm") {
  return h("button", { type: "button", class: look, onclick }, symbol && icon(symbol), text);
}

/** A card whose texts and pictures are brought up to date without being built again. */
function runningCard({ generations }) {
  let run = null;
  const image = h("img", { alt: "", class: "soft", hidden: true });
  const step = h("span", { class: "tag over num", hidden: true });
  const tile = h("div", { class: "tile" }, h("div", { class: "skel" }), image, step);
  const bar = h("progress", { max: "100" }), percent = h("span", { class: "small num t2" });
  const prompt = h("p", { class: "small t2", dir: "auto" }), status = h("span", { class: "clip" });
  const cancel = button("x", t("queue.cancel"), () => attempt(() => generations.cancel(run)),
    "btn btn-ghost btn-sm push");
  const node = h("li", { class: "job" }, tile,
    h("div", { class: "beside" }, bar, percent), prompt, h("div", { class: "beside small t3 num" }, status, cancel));
  const update = (now) => {
    run = now;
    const { progress = {}, recipe, images = [] } = run;
    tile.style.setProperty("--ratio", (recipe.width ?? 1) / (recipe.height ?? 1));
    const preview = generations.preview(run.id) ?? (images.length > 0 ? thumbnail(images.at(-1)) : null);
    image.hidden = !preview;
    if (preview && image.getAttribute("src") !== preview) image.src = preview;
    step.hidden = !progress?.steps;
    if (progress?.steps) write(step, t("queue.step", { step: progress.step ?? 0, steps: progress.steps }));
    const value = Math.round((progress?.fraction ?? 0) * 100);
    if (value > 0) bar.value = value;
    else bar.removeAttribute("value");
    mark(bar, "aria-label", t("queue.percent", { value }));
    write(percent, `${value}%`);
    write(prompt, short(run));
    write(status, statusText(run));
    mark(cancel, "aria-label", t("queue.cancelOne", { prompt: short(run) }));
  };
  return { node, update };
}

function statusText({ recipe, images = [], progress }) {
  const parts = [];
  if (recipe.count > 1) parts.push(t("queue.done", { done: images.length, count: recipe.count }));
  if (progress?.etaSeconds) parts.push(t("queue.left", { time: duration(progress.etaSeconds) }));
  else if (progress?.stage) parts.push(knows(`queue.stages.${progress.stage}`) ? t(`queue.stages.${progress.stage}`)
    : progress.stage);
  return parts.join(" · ");
}

function waitingRow({ generations, models }) {
  let run = null;
  const place = h("span", { class: "pos num" }), prompt = h("span", { class: "clip", dir: "auto" });
  const about = h("small", { class: "num clip" });
  const first = button("up", null, () => attempt(() => generations.prioritize(run, 10)),
    "btn btn-icon btn-ghost btn-sm");
  const cancel = button("x", null, () => attempt(() => generations.cancel(run)), "btn btn-icon btn-ghost btn-sm");
  const node = h("li", { class: "qrow" }, place, h("span", { class: "clip" }, prompt, about),
    h("span", { class: "beside" }, first, cancel));
  const update = (now) => {
    run = now;
    write(place, run.queuePosition ? String(run.queuePosition) : "·");
    write(prompt, short(run));
    const name = models.get(run.recipe.model)?.name ?? run.recipe.model ?? "";
    const again = run.attempt > 1 && t("queue.attempt", { count: run.attempt });
    write(about, [`${run.recipe.count ?? 1} × ${name}`, again].filter(Boolean).join(" · "));
    first.hidden = (run.queuePosition ?? 1) <= 1;
    for (const [node, key] of [[first, "queue.firstOne"], [cancel, "queue.cancelOne"]]) {
      mark(node, "aria-label", t(key, { prompt: short(run) }));
      mark(node, "title", t(key, { prompt: short(run) }));
    }
  };
  return { node, update };
}

/** Nobody knows whether the provider did the work: a person decides whether it is sent once more. */
function undecidedCard({ generations }) {
  let run = null;
  const why = h("p", { class: "small" }), prompt = h("p", { class: "small t2", dir: "auto" });
  const decide = (action) => attempt(() => generations.resolve(run, action));
  const node = h("li", { class: "job problem-job warn-job" },
    h("h3", { class: "warn beside" }, icon("warning"), t("queue.unknown")), why, prompt,
    h("div", { class: "beside" },
      button("refresh", t("queue.sendAgain"), () => decide("retry")),
      button(null, t("queue.letBe"), () => decide("abandon"), "btn btn-ghost btn-sm")));
  const update = (now) => {
    run = now;
    const { costMicros, estimatedCostMicros } = run, cost = costMicros ?? estimatedCostMicros;
    const text = t(run.state === "parked" ? "queue.parkedWhy" : "queue.unknownWhy");
    write(why, cost > 0 ? `${text} ${t("queue.mayCost", { price: money(cost) })}` : text);
    write(prompt, short(run));
  };
  return { node, update };
}

function failedCard({ generations }) {
  let run = null;
  const title = h("h3", { class: "bad beside" }), words = h("blockquote", { class: "mono small", dir: "auto" });
  const why = h("p", { class: "small" }), prompt = h("p", { class: "small t2", dir: "auto" });
  const code = h("p", { class: "small t3 mono" });
  const remove = button("x", null, () => attempt(() => generations.remove(run)), "btn btn-icon btn-ghost btn-sm push");
  const retry = button("refresh", t("queue.retry"), () => attempt(async () => {
    await generations.retry(run);
    tell({ text: t("queue.again") });
  }));
  const node = h("li", { class: "job problem-job" }, h("div", { class: "beside" }, title, remove), why, words, code,
    prompt,
    h("div", { class: "beside" }, retry));
  const update = (now) => {
    run = now;
    const { code: name, detail, providerMessage } = run.error ?? { code: "unknown", detail: "" };
    fill(title, icon("fail"), t("queue.failedTitle"));
    write(why, failureText(name, detail));
    words.hidden = !providerMessage;
    write(words, providerMessage ?? "");
    write(code, name);
    write(prompt, short(run));
    mark(remove, "aria-label", t("queue.removeOne", { prompt: short(run) }));
    mark(retry, "aria-label", `${t("queue.retry")}: ${short(run)}`);
  };
  return { node, update };
}

customElements.define("queue-tray", QueueTray);
