// <create-page>: from an idea to a picture on one screen. Properties: `context`, `route`. Its state is its address (the
// shown run); what is typed is kept as a draft of the workspace. A link may fill the form, but only a person sends it.

import "../elements/drop-zones.js";
import "../elements/engine-dialog.js";
import "../elements/model-picker.js";
import "../elements/prompt-box.js";
import { queueText } from "../elements/queue-tray.js";
import "../elements/recipe-form.js";
import "../elements/run-canvas.js";
import { problemNote } from "../elements/problem-note.js";
import { api } from "../lib/api.js";
import { blame, field, forgive } from "../lib/field.js";
import { isLive } from "../lib/generations.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { explain, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { caps } from "../lib/keys.js";
import { hasMacros, variables } from "../lib/macros.js";
import { pricePerImage, priceText, takes } from "../lib/models.js";
import { attempt, pictures, tell } from "../lib/pictures.js";
import { drafts, prefer, preference } from "../lib/preferences.js";
import { adapt, blank, body, check, fieldOf, MOST_PROMPT } from "../lib/recipe.js";
import { welcome } from "./create-welcome.js";
import { Foresight } from "./create-foresight.js";
import { brings, fromFound, PREFILL, prefilled } from "./create-prefill.js";

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
  #image = null;
  #gone = new Set();
  #chosen = null;
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
    on(pictures, "gone", ({ detail }) => this.#lost(detail, true));
    on(pictures, "changed", ({ detail }) => this.#lost(detail.id, false));
    on(stream, "event", ({ detail }) => this.#heard(detail));
    on(document, "paste", (paste) => this.#pasted(paste));
    key("create.generate", () => this.#send());
    key("create.older", () => this.#parts.prompt.turn(1));
    key("create.newer", () => this.#parts.prompt.turn(-1));
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
    this.#chosen = null;
    this.#ready();
    this.#loadStyles(id);
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
    const runs = this.#runs, wanted = this.#route?.query.get("run");
    const run = runs.find(({ id }) => id === wanted) ?? runs.find(isLive) ?? runs.find(({ images }) => images?.length)
      ?? runs[0] ?? null;
    if (!run) return { run: null, at: 0 };
    const images = (run.images ?? []).filter(({ id }) => !this.#gone.has(id));
    const asked = this.#chosen?.run === run.id ? this.#chosen.at
      : Number(run.id === wanted ? this.#route.query.get("at") ?? NaN : NaN);
    const last = isLive(run) ? images.length - 1 : 0;
    const at = Math.max(0, Math.min(images.length - 1, Number.isInteger(asked) ? asked : last));
    return { run: { ...run, images }, at };
  }

  #build() {
    const prompt = h("prompt-box", {});
    const form = h("recipe-form", {});
    const picker = h("model-picker", {});
    const canvas = h("run-canvas", {});
    const tray = h("queue-tray", {});
    const dialog = h("engine-dialog", {});
    const zones = h("drop-zones", {});
    for (const each of [canvas, tray, dialog]) each.context = this.context;
    tray.welcome = welcome(this.context, { connect: () => dialog.open() });
    zones.zones = () => this.#zones();
    const listen = (node, name, action) => node.addEventListener(name, (event) => action(event.detail));
    listen(prompt, "edit", (text) => this.#edit({ prompt: text }));
    listen(prompt, "send", () => this.#send());
    listen(prompt, "files", (files) => this.#take(files));
    listen(picker, "pick", (id) => this.#pick(id));
    listen(form, "edit", (change) => this.#edit(change));
    listen(canvas, "look", (at) => this.#look(this.#shown.run, at));
    listen(canvas, "fresh", (image) => this.#fresh(image));
    listen(zones, "files", ({ zone, files }) => this.#take(files, zone));
    this.addEventListener("pick", ({ detail }) => detail?.run && this.#look(detail.run, detail.index));
    const parts = { prompt, form, picker, canvas, tray, dialog, zones, ...this.#buildGo() };
    parts.welcome = h("header", { class: "welcome", hidden: true },
      h("h2", { class: "title" }, t("create.first")), h("p", { class: "t2" }, t("create.firstHint")));
    parts.samples = h("div", { class: "samples", hidden: true },
      h("div", { class: "form-label" }, t("create.startFrom")),
      h("div", { class: "beside wrap" }, ["one", "two", "three"].map((name) => h("button", {
        type: "button", class: "chip", onclick: () => this.#sample(t(`create.samples.${name}.prompt`)),
      }, icon("image"), t(`create.samples.${name}.title`)))));
    parts.variables = h("div", { class: "two variables", hidden: true });
    this.#foresight = new Foresight(this.context.generations, (problem) => {
      if (problem) this.#blame(problem, { quietly: true });
      else forgive(parts.fields);
      this.#drawGo();
    });
    parts.fields = h("div", { class: "scroll" },
      parts.welcome, field("prompt", { label: t("create.prompt"), control: prompt, look: "prompt-field" }),
      parts.variables, this.#foresight.node, parts.samples,
      field("model", { label: t("create.model"), control: picker, look: "model-field" }), form, parts.note);
    parts.banner = h("div", { class: "banner", hidden: true }, icon("plug"),
      h("p", {}, h("span", { class: "strong" }, t("engines.banner")), " ",
        h("span", { class: "t2" }, t("engines.bannerText"))),
      h("button", { type: "button", class: "btn", onclick: () => dialog.open() }, icon("plug"), t("engines.connect")),
      h("button", {
        type: "button", class: "btn btn-icon btn-ghost", "aria-label": t("dialogs.close"), onclick: () => {
          prefer("engineBanner", "closed");
          this.#draw();
        },
      }, icon("x")));
    this.dataset.scroll = "";
    this.append(
      h("h1", { class: "sr", tabindex: "-1" }, t("pages.create")),
      h("section", { class: "compose", "aria-label": t("create.compose") }, parts.fields, parts.go),
      h("section", { class: "result-side", "aria-label": t("create.result") }, parts.banner, canvas),
      h("aside", { class: "tray", "aria-label": t("queue.title") }, tray),
      dialog, zones);
    return parts;
  }

  #buildGo() {
    const label = h("span", {}), cost = h("span", { class: "cost num" });
    const hint = h("kbd", { class: "kbd", "aria-hidden": "true" });
    const send = h("button", { type: "button", class: "btn btn-primary btn-lg", onclick: () => this.#send() },
      icon("bolt"), label, cost, hint);
    const menu = h("menu-button", { onchoose: (choice) => this.#other(choice) });
    menu.look = "btn btn-icon btn-lg";
    menu.label = t("create.otherWays");
    menu.face = [icon("down")];
    menu.items = () => [
      { id: "front", label: t("create.front"), icon: "up" },
      hasMacros(this.#form.prompt) && { id: "combine", label: t("create.combine"), icon: "braces" },
      { id: "clear", label: t("create.clear"), icon: "undo" },
    ].filter(Boolean);
    const note = h("div", { class: "note", "aria-live": "polite" });
    return { send, label, cost, hint, note, go: h("div", { class: "go" }, h("div", { class: "main" }, send, menu)) };
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
    parts.welcome.hidden = !first;
    parts.samples.hidden = !first || this.#runs.length > 0 && Boolean(this.#form.prompt)
      && this.#form.prompt !== t("create.sample");
    parts.prompt.sendsOnEnter = first && this.#runs.length === 0;
    const past = [...new Set(this.#runs.map(({ recipe }) => recipe.prompt))];
    parts.prompt.show({ text: this.#form.prompt, past,
      most: Math.min(MOST_PROMPT, this.#card?.limits?.promptCharacters ?? MOST_PROMPT) });
    parts.picker.show(this.#card, models.images, providers.all);
    this.#drawVariables();
    if (this.#card) {
      parts.form.context = { styles: this.#styles, workspaceId: this.#workspace };
      parts.form.show(this.#form, this.#card);
    }
    this.#drawGo();
    const { run, at } = this.#shown;
    this.#know(run?.images?.[at]?.id ?? null);
    parts.canvas.show({ run, at, image: this.#image, card: this.#card });
    const made = this.#runs.some(({ state }) => state === "succeeded");
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

  #drawVariables() {
    const { variables: box } = this.#parts;
    const names = variables(this.#form.prompt, takes(this.#card, "negativePrompt") ? this.#form.negativePrompt : "");
    box.hidden = names.length === 0;
    reconcile(box, names.map((name) => ({ name })), {
      key: ({ name }) => name,
      make: ({ name }) => field(`variables.${name}`, {
        label: name, control: h("input", {
          type: "text", class: "form-control", dir: "auto", autocomplete: "off",
          oninput: (event) => this.#edit({ variables: { ...this.#form.variables, [name]: event.target.value } }),
        }),
      }),
      update: (node, { name }) => {
        const input = node.querySelector("input"), value = this.#form.variables[name] ?? "";
        if (input.value !== value) input.value = value;
      },
    });
  }

  #drawGo() {
    const { label, cost, hint, send } = this.#parts, { count } = this.#form;
    write(label, count > 1 ? t("create.generateMany", { count }) : t("create.generate"));
    const each = pricePerImage(this.#card), sure = this.#foresight.cost
      ?? (each === null ? null : each * count);
    const price = priceText(sure);
    write(cost, price && sure > 0 ? t("create.about", { price }) : price);
    cost.hidden = !price;
    write(hint, this.#parts.prompt.sendsOnEnter ? t("create.enter") : caps("create.generate").flat().join(" "));
    mark(send, "aria-disabled", (this.#sending || !this.#card) && "true");
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
      this.#blame(problem);
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

  #other(choice) {
    choice.stopPropagation();
    if (choice.detail === "front") this.#send({ priority: FRONT });
    else if (choice.detail === "combine") this.#send({ combine: true });
    else this.#clear();
  }

  #clear() {
    const before = this.#form;
    this.#edit({ ...blank(), model: before.model, width: before.width, height: before.height });
    this.#parts.prompt.focus();
    tell({ text: t("create.cleared"), undo: () => this.#edit(before) });
  }

  #sample(text) {
    this.#edit({ prompt: text });
    this.#parts.prompt.focus();
  }

  #look(run, at) {
    const { router } = this.context;
    this.#chosen = at === null ? null : { run: run.id, at };
    router.go(router.here({ run: run.id, at: at || null }), { replace: true });
    this.#draw();
  }

  /** The whole object of the shown picture: its title, its star. */
  async #know(id) {
    if (this.#image?.id === id || !id) {
      if (!id) this.#image = null;
      return;
    }
    this.#image = { id };
    try {
      const image = await pictures.get(id);
      if (this.#image?.id !== id) return;
      if (image.deletedAt) this.#lost(id, true);
      else this.#fresh(image);
    } catch (problem) {
      if (problem.code === "not_found") this.#lost(id, true);
    }
  }

  #fresh(image) {
    if (this.#image?.id !== image.id) return;
    this.#image = image;
    this.#draw();
  }

  #lost(id, isGone) {
    if (isGone) this.#gone.add(id);
    else this.#gone.delete(id);
    this.#draw();
  }

  #heard({ type, subject }) {
    if (!type.startsWith("image.")) return;
    if (type === "image.deleted" || type === "image.purged") this.#lost(subject.id, true);
    else if (type === "image.restored") this.#lost(subject.id, false);
    else if (type === "image.updated" && subject.id === this.#image?.id) {
      this.#image = null;
      this.#know(subject.id);
    }
  }

  #zones() {
    const { init, references } = this.#parts.form.slots;
    const zone = (id, symbol) => ({ id, icon: symbol, label: t(`drop.${id}.label`), hint: t(`drop.${id}.hint`) });
    return [init && zone("start", "remix"), references && zone("reference", "image"),
      zone("recipe", "text")].filter(Boolean);
  }

  /** Pictures that were dropped, pasted or chosen, put where the model takes them. */
  async #take(files, zone = null) {
    const { init, references } = this.#parts.form.slots;
    const to = zone ?? (references ? "reference" : init ? "start" : "recipe");
    if (to === "reference" && references) return references.take(files);
    if (to === "start" && init) return init.take(files);
    await this.#readRecipe(files[0], zone !== null);
  }

  async #readRecipe(file, isAsked) {
    try {
      const { recipe, source } = await pictures.inspect(file);
      if (!recipe) return tell({ text: t(isAsked ? "create.noRecipe" : "create.takesNoImage", { name: file.name }),
        bad: true });
      const before = this.#form;
      this.#edit(fromFound(recipe, before, this.context.models));
      tell({ text: t("create.recipeRead", { source }), undo: () => this.#edit(before) });
      this.#parts.prompt.focus();
    } catch (problem) {
      tell({ text: explain(problem), bad: true });
    }
  }

  #pasted(paste) {
    const files = [...paste.clipboardData?.files ?? []].filter(({ type }) => type.startsWith("image/"));
    if (files.length === 0 || paste.defaultPrevented || document.querySelector("dialog[open]")) return;
    paste.preventDefault();
    this.#take(files);
  }
}

customElements.define("create-page", CreatePage);
