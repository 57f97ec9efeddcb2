// <create-page>: from an idea to a picture on one screen. Properties: `context`, `route`. Its state is its address (the
// shown run); what is typed is kept as a draft of the workspace. A link may fill the form, but only a person sends it.

import "../elements/drop-zones.js";
import "../elements/model-picker.js";
import "../elements/prompt-box.js";
import "../elements/queue-tray.js";
import "../elements/recipe-form.js";
import "../elements/run-canvas.js";
import { problemNote } from "../elements/problem-note.js";
import { api } from "../lib/api.js";
import { blame, field, forgive } from "../lib/field.js";
import { fill, h, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { takes } from "../lib/models.js";
import { attempt, pictures, tell } from "../lib/pictures.js";
import { drafts, prefer, preference } from "../lib/preferences.js";
import { PromptShelf } from "../lib/prompt-shelf.js";
import { queueText } from "../lib/queue-text.js";
import { adapt, blank, body, check, fieldOf, lostOrigins, MOST_PROMPT } from "../lib/recipe.js";
import { aids } from "./create-aids.js";
import { engineBanner, samples, welcome } from "./create-welcome.js";
import { Files } from "./create-files.js";
import { Foresight } from "./create-foresight.js";
import { Go } from "./create-go.js";
import { brings, PREFILL, prefilled } from "./create-prefill.js";
import { Shown } from "./create-shown.js";
import { variableFields } from "./create-variables.js";

const FRONT = 10;

class CreatePage extends HTMLElement {
  context = null;
  #parts = null;
  #route = null;
  #workspace = null;
  #form = blank();
  #card = null;
  #styles = [];
  #sending = false;
  #foresight = null;
  #files = null;
  #canvas = new Shown();
  #shelf = new PromptShelf();
  /** What stood in the form before a candidate was taken. */
  #unmade = null;
  #leave = [];

  connectedCallback() {
    const { keyboard, generations, models, providers, stream, workspaces } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    const key = (id, action) => this.#leave.push(keyboard.bind(id, action));
    on(generations, "change", () => this.#draw());
    on(workspaces, "change", () => this.#come());
    on(models, "change", () => this.#ready());
    on(providers, "change", () => this.#draw());
    on(this.#canvas, "change", () => this.#draw());
    on(pictures, "gone", ({ detail }) => this.#canvas.lost(detail, true));
    on(pictures, "changed", ({ detail }) => this.#canvas.lost(detail.id, false));
    on(this.#shelf, "change", () => this.#draw());
    on(stream, "event", ({ detail }) => {
      this.#canvas.heard(detail);
      this.#shelf.heard(detail);
    });
    on(document, "paste", (paste) => this.#files.pasted(paste));
    key("create.generate", () => this.#send());
    key("create.older", () => this.#parts.prompt.turn(1));
    key("create.newer", () => this.#parts.prompt.turn(-1));
    key("create.enhance", () => this.#parts.aids.enhance());
    key("create.prompt", () => this.#parts.prompt.focus());
    key("create.model", () => this.#parts.picker.open());
    key("create.dice", () => this.#parts.form.seed?.roll());
    key("create.lock", () => this.#parts.form.seed?.toggle());
    if (providers.state === "loading") providers.load();
    this.dataset.waiting = "";
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
    this.#foresight.stop();
    this.#shelf.stop();
  }

  set route(route) {
    this.#route = route;
    this.#come();
  }

  #come() {
    const id = this.context.currentId();
    if (!this.#route) return;
    if (id && id !== this.#workspace) this.#enter(id);
    else this.#ready();
  }

  /** Another workspace: its draft, its defaults, its styles. */
  #enter(id) {
    this.#workspace = id;
    this.#form = { ...blank(), ...drafts.get(`create.${id}`) };
    this.#card = null;
    this.#styles = [];
    this.#canvas.forget();
    this.#ready();
    this.#loadStyles(id);
    this.#shelf.use(id);
  }

  async #loadStyles(id) {
    if (!this.context.can("generations")) return;
    try {
      const items = await api.all(`/workspaces/${id}/styles`);
      if (id !== this.#workspace) return;
      this.#styles = items;
      this.#draw();
    } catch {
      // Without styles the form is whole all the same.
    }
  }

  /** Once the models are known the form can be made; a link is read then, and only once. */
  async #ready() {
    const { models, workspaces } = this.context;
    if (models.state !== "ready" || !this.#workspace || !this.#route) return this.#draw();
    const settings = workspaces.get(this.#workspace)?.settings ?? {};
    if (!this.#card || this.#card !== models.get(this.#card.id)) {
      const card = models.choose(this.#form.model, settings.imageModel);
      if (card) this.#form = adapt(this.#form, card, settings);
      this.#card = card;
    }
    const { query } = this.#route;
    if (brings(query)) {
      const id = query.get("image");
      this.context.router.go(this.context.router.here(Object.fromEntries(PREFILL.map((name) => [name, null]))),
        { replace: true });
      let image = null;
      if (id && !await attempt(async () => { image = await pictures.get(id); })) return this.#draw();
      this.#edit(prefilled(this.#form, query, image, models));
      tell({ text: t(`create.filled.${image ? query.get("use") ?? "remix" : "link"}`) });
      this.#parts.prompt.focus();
      if (image && query.get("use") === "mask") this.#parts.form.paintMask();
    }
    this.#draw();
  }

  get #runs() {
    return this.context.generations.all;
  }

  /** Nothing was made in this workspace yet, or only just. */
  get #isFirst() {
    const { generations, workspaces } = this.context;
    return generations.state === "ready" && this.#runs.length <= 1
      && !(workspaces.get(this.#workspace)?.counts.images > 1);
  }

  get #shown() {
    return this.#canvas.of(this.#runs, this.#route?.query);
  }

  #build() {
    const prompt = h("prompt-box", {});
    const form = h("recipe-form", {});
    const picker = h("model-picker", {});
    const canvas = h("run-canvas", {});
    const tray = h("queue-tray", {});
    const zones = h("drop-zones", {});
    for (const each of [canvas, tray]) each.context = this.context;
    const help = aids(this.context, {
      ask: () => ({ prompt: this.#form.prompt, workspaceId: this.#workspace, imageModel: this.#card?.id,
        negativePrompt: takes(this.#card, "negativePrompt") ? this.#form.negativePrompt.trim() : "",
        selection: prompt.selection }),
      accept: ({ candidate, id }) => this.#accept(candidate, id), undo: () => this.#unmade && this.#edit(this.#unmade),
      closed: () => prompt.focus(), pick: (id) => this.#pick(id) });
    const { places } = help;
    tray.welcome = welcome(this.context, help);
    this.#files = new Files({ slots: () => form.slots, form: () => this.#form, models: this.context.models,
      edit: (change) => {
        this.#edit(change);
        prompt.focus();
      } });
    zones.zones = () => this.#files.zones;
    const listen = (node, name, action) => node.addEventListener(name, (event) => action(event.detail));
    listen(prompt, "edit", (text) => this.#edit({ prompt: text }));
    listen(prompt, "send", () => this.#send());
    listen(prompt, "files", (files) => this.#files.take(files));
    listen(picker, "pick", (id) => this.#pick(id));
    listen(form, "edit", (change) => this.#edit(change));
    listen(canvas, "look", (at) => this.#look(this.#shown.run, at));
    listen(canvas, "fresh", (image) => this.#canvas.fresh(image));
    listen(zones, "files", ({ zone, files }) => this.#files.take(files, zone));
    listen(prompt, "pick", ({ id, text, negativePrompt }) => this.#edit({ prompt: text, promptId: id,
      enhancementId: null,
      ...negativePrompt && { negativePrompt } }));
    listen(prompt, "save", () => this.#keep());
    listen(prompt, "enhance", () => help.enhance());
    this.addEventListener("pick", ({ detail }) => detail?.run && this.#look(detail.run, detail.index));
    const go = new Go({ send: () => this.#send(), other: (way) => this.#other(way) });
    const parts = { prompt, form, picker, canvas, tray, zones, go, aids: help,
      note: h("div", { class: "note", "aria-live": "polite" }),
      variables: variableFields((filled) => this.#edit({ variables: filled })) };
    parts.welcome = h("header", { class: "welcome", hidden: true },
      h("h2", { class: "title" }), h("p", { class: "t2" }));
    parts.samples = samples((text) => {
      this.#edit({ prompt: text });
      prompt.focus();
    });
    this.#foresight = new Foresight(this.context.generations, (problem) => {
      if (problem) this.#blame(problem, { quietly: true });
      else forgive(parts.fields);
      this.#drawGo();
    });
    parts.fields = h("div", { class: "scroll" },
      parts.welcome, field("prompt", { label: t("create.prompt"), control: prompt, look: "prompt-field" }),
      places.enhance, parts.variables.node, this.#foresight.node, parts.samples,
      field("model", { label: t("create.model"), hint: h("span", { class: "push" }, help.button, places.advice),
        control: picker, look: "model-field" }), form, parts.note);
    parts.banner = engineBanner({ connect: help.connect, close: () => {
      prefer("engineBanner", "closed");
      this.#draw();
    } });
    this.dataset.scroll = "";
    this.append(
      h("h1", { class: "sr", tabindex: "-1" }, t("pages.create")),
      h("section", { class: "compose", "aria-label": t("create.compose") }, parts.fields, go.node),
      h("section", { class: "result-side", "aria-label": t("create.result") }, parts.banner, canvas),
      h("aside", { class: "tray", "aria-label": t("queue.title") }, tray),
      places.engine, zones);
    return parts;
  }

  #edit(change) {
    const before = this.#form;
    this.#form = { ...before, ...change };
    if (this.#form.model !== this.#card?.id) this.#card = this.context.models.get(this.#form.model) ?? this.#card;
    if (this.#workspace) drafts.set(`create.${this.#workspace}`, this.#form);
    const { prompt, negativePrompt, count, variables: filled } = change;
    if (prompt !== undefined || negativePrompt !== undefined || count || filled) this.#foresight.look(this.#form,
      this.#card);
    this.#draw();
  }

  #pick(id) {
    const card = this.context.models.get(id);
    if (!card) return;
    this.#card = card;
    this.#edit(adapt(this.#form, card));
  }

  /** Nothing is shown before it is known what stands where; then one can write at once. */
  #unveil() {
    const { models, generations } = this.context;
    if (!("waiting" in this.dataset) || models.state === "loading" || generations.state === "loading") return;
    delete this.dataset.waiting;
    if (!document.querySelector("dialog[open]") && !document.activeElement?.matches("input, textarea")) {
      queueMicrotask(() => this.isConnected && this.#parts.prompt.focus());
    }
  }

  #draw() {
    const { models, generations, providers } = this.context, parts = this.#parts, form = this.#form;
    this.#unveil();
    const first = this.#isFirst, untouched = first && this.#runs.length === 0
      && !drafts.get(`create.${this.#workspace}`);
    if (untouched && !form.prompt) this.#form = { ...form, prompt: t("create.sample") };
    const made = this.#runs.some(({ state }) => state === "succeeded");
    parts.welcome.hidden = !first;
    write(parts.welcome.firstChild, t(made ? "create.second" : "create.first"));
    write(parts.welcome.lastChild, t(made ? "create.secondHint" : "create.firstHint"));
    parts.samples.hidden = !first || this.#runs.length > 0 && Boolean(this.#form.prompt)
      && this.#form.prompt !== t("create.sample");
    parts.prompt.sendsOnEnter = first && this.#runs.length === 0;
    const past = [...new Set([...this.#runs.map(({ recipe }) => recipe.prompt), ...this.#shelf.past])];
    parts.prompt.show({ text: this.#form.prompt, past, saved: this.#shelf.saved,
      most: Math.min(MOST_PROMPT, this.#card?.limits?.promptCharacters ?? MOST_PROMPT) });
    parts.picker.show(this.#card, models.images, providers.all);
    parts.variables.show(this.#form, this.#card);
    if (this.#card) {
      parts.form.context = { styles: this.#styles, workspaceId: this.#workspace };
      parts.form.show(this.#form, this.#card);
    }
    this.#drawGo();
    const { run, at } = this.#shown;
    this.#canvas.know(run?.images?.[at]?.id ?? null);
    parts.canvas.show({ run, at, image: this.#canvas.image, card: this.#card });
    parts.banner.hidden = models.state !== "ready" || models.hasEngine || !made
      || preference("engineBanner") === "closed";
    for (const store of [models, generations]) {
      if (store.state === "failed" && !parts.note.firstChild) {
        fill(parts.note, problemNote(store.problem, { title: t("create.notReady"), retry: () => this.#again() }));
      }
    }
  }

  #again() {
    fill(this.#parts.note);
    this.context.models.load();
    this.context.generations.load();
  }

  #drawGo() {
    this.#parts.go.show({ form: this.#form, card: this.#card, cost: this.#foresight.cost, isBusy: this.#sending,
      sendsOnEnter: this.#parts.prompt.sendsOnEnter });
  }

  async #send(more = {}) {
    if (this.#sending || !this.#card) return;
    forgive(this.#parts.fields);
    fill(this.#parts.note);
    const faults = check(this.#form, this.#card);
    if (faults.length > 0) return blame(this.#parts.fields, faults);
    this.#sending = true;
    this.#drawGo();
    try {
      const run = await this.context.generations.submit({ ...body(this.#form, this.#card), ...more }, this.#workspace);
      if (!this.#form.seedLocked) this.#edit({ seed: "" });
      this.#look(run, null);
      this.#say();
    } catch (problem) {
      const lost = lostOrigins(problem);
      if (lost.length === 0) return this.#blame(problem);
      // Where the words came from has gone meanwhile; the words are still good, and it is said what is lost.
      this.#sending = false;
      this.#edit(Object.fromEntries(lost.map((name) => [name, null])));
      tell({ text: t("create.originLost") });
      await this.#send(more);
    } finally {
      this.#sending = false;
      this.#drawGo();
    }
  }

  #say() {
    const { running, waiting } = this.context.generations;
    if (running.length + waiting.length > 1) tell({ text: t("create.queued",
      { queue: queueText(running.length, waiting.length) }) });
  }

  #blame(problem, { quietly = false } = {}) {
    const { fields, note } = this.#parts, active = document.activeElement;
    const faults = (problem.errors ?? []).map(({ pointer, code, detail }) =>
      ({ name: fieldOf(pointer), code, detail }));
    const homeless = faults.length > 0 ? blame(fields, faults) : [problem];
    if (quietly) active?.focus();
    else if (homeless.length > 0) {
      fill(note, problemNote(problem, { title: t("create.notSent"), retry: () => this.#send() }),
        homeless.map(({ detail }) => detail && detail !== problem.detail && h("p", { class: "small bad" }, detail)));
      note.scrollIntoView({ block: "nearest" });
    }
  }

  #other(way) {
    if (way === "front") this.#send({ priority: FRONT });
    else if (way === "combine") this.#send({ combine: true });
    else this.#clear();
  }

  /** What is written becomes a prompt of the library. */
  async #keep() {
    const { prompt: text, negativePrompt } = this.#form;
    if (!text.trim()) return blame(this.#parts.fields, [{ name: "prompt", code: "prompt" }]);
    await attempt(async () => {
      const made = await api.post(`/workspaces/${this.#workspace}/prompts`,
        { text, ...negativePrompt && { negativePrompt } });
      this.#edit({ promptId: made.id });
      tell({ text: t("done.saved", { name: made.title }), href: this.context.router.href("prompts", {},
        { id: made.id }) });
    });
  }

  /** The words of a candidate in place of what was written. */
  #accept({ text, negativePrompt }, enhancementId) {
    this.#unmade = this.#form;
    const isEmpty = takes(this.#card, "negativePrompt") && !this.#form.negativePrompt.trim();
    this.#edit({ prompt: text, enhancementId, ...isEmpty && negativePrompt && { negativePrompt } });
  }

  #clear() {
    const before = this.#form;
    this.#edit({ ...blank(), model: before.model, width: before.width, height: before.height });
    this.#parts.prompt.focus();
    tell({ text: t("create.cleared"), undo: () => this.#edit(before) });
  }

  #look(run, at) {
    const { router } = this.context;
    this.#canvas.choose(run, at);
    router.go(router.here({ run: run.id, at: at || null }), { replace: true });
    this.#draw();
  }

}

customElements.define("create-page", CreatePage);
export { rest } from "./create-aids.js";
