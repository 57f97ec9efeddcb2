// <prompts-page>: the library of words: saved prompts in folders, their history, styles and word lists. Properties:
// `context`, `route`. Its state is its address: the list, the words that are looked for, the open prompt.

import { emptyState } from "../elements/empty-state.js";
import "../elements/prompt-editor.js";
import "../elements/prompt-rows.js";
import "../elements/shelf-view.js";
import { confirm } from "../elements/confirm-dialog.js";
import { fill, h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { attempt } from "../lib/pictures.js";
import { drafts } from "../lib/preferences.js";
import { PromptLibrary } from "../lib/prompt-library.js";
import { problemNote } from "../elements/problem-note.js";
import { fileMenu, takeFile } from "./prompts-files.js";
import { STYLES, WORDS } from "./prompts-kinds.js";
import { PromptsSide, VIEWS } from "./prompts-side.js";

const PAUSE = 250;

class PromptsPage extends HTMLElement {
  context = null;
  #parts = null;
  #route = null;
  #library = new PromptLibrary();
  #prompt = null;
  #problem = null;
  #leave = [];
  #timer = null;

  connectedCallback() {
    const { keyboard, stream, workspaces } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    const key = (id, action) => this.#leave.push(keyboard.bind(id, action));
    on(this.#library, "change", () => this.#draw());
    on(workspaces, "change", () => this.#come());
    on(stream, "event", ({ detail }) => this.#heard(detail));
    on(stream, "resync", () => this.#library.load());
    key("prompts.new", () => this.#fresh());
    key("prompts.close", () => (this.#route.parameters.id ? this.#close() : false));
    key("search.focus", () => this.#parts.search.focus());
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
    this.#library.stop();
    clearTimeout(this.#timer);
  }

  set route(route) {
    const before = this.#route?.parameters.id;
    this.#route = route;
    this.#come();
    const { id } = route.parameters;
    if (id !== before) this.#open(id);
  }

  get #view() {
    const view = this.#route.query.get("view");
    return VIEWS.some(({ name }) => name === view) ? view : VIEWS[0].name;
  }

  get #isShelf() {
    return this.#view === "styles" || this.#view === "words";
  }

  #come() {
    if (!this.#route) return;
    const workspaceId = this.context.currentId(), { query } = this.#route, view = this.#view;
    if (workspaceId && !this.#isShelf) {
      this.#library.use({
        workspaceId, history: view === "history", q: query.get("q"), folder: query.get("folder"), tag: query.get("tag"),
        favorite: view === "favorites" ? "true" : null, trashed: view === "trash" ? "true" : null,
      });
    }
    this.#draw();
  }

  async #open(id) {
    this.#problem = null;
    if (id === "new") this.#prompt = {};
    else if (this.#prompt?.id !== id) this.#prompt = this.#library.items.find((each) => each.id === id) ?? null;
    this.#draw();
    if (id === "new") return this.#parts.editor.field.focus();
    if (!id) return;
    try {
      const prompt = await this.#library.get(id);
      if (id !== this.#route.parameters.id) return;
      this.#prompt = prompt;
    } catch (problem) {
      if (id === this.#route.parameters.id) this.#problem = problem;
    }
    this.#draw();
  }

  #build() {
    const editor = h("prompt-editor", {}), rows = h("prompt-rows", {}), side = new PromptsSide(this.context),
      styles = h("shelf-view", {}), words = h("shelf-view", {});
    editor.context = this.context;
    editor.library = this.#library;
    rows.library = this.#library;
    styles.kind = STYLES;
    words.kind = WORDS;
    const search = h("input", {
      type: "search", "aria-label": t("prompts.search"), placeholder: t("prompts.search"), autocomplete: "off",
      spellcheck: "false", maxlength: "200", oninput: () => this.#find(search.value),
      onkeydown: (press) => press.key === "ArrowDown" && rows.focus(),
    });
    const files = fileMenu({ view: () => this.#view, workspaceId: () => this.context.currentId(),
      take: (file) => this.#take(file) });
    const fresh = h("button", { type: "button", class: "btn", onclick: () => this.#fresh() }, icon("plus"),
      h("span", {}, t("prompts.new")));
    const listen = (node, name, action) => node.addEventListener(name, ({ detail }) => action(detail));
    listen(editor, "saved", (prompt) => this.#saved(prompt));
    listen(editor, "closed", () => this.#close());
    listen(editor, "trash", () => this.#trash(this.#prompt));
    for (const each of [editor, rows]) listen(each, "use", ({ where, prompt }) => this.#use(where, prompt));
    listen(rows, "act", ({ name, item }) => this.#act(name, item));
    const parts = { editor, rows, side, styles, words, search, fresh, files, title: h("h2", { class: "head" }),
      place: h("div", { class: "place" }), panel: h("aside", { class: "panel", "aria-label": t("prompts.editor") }),
      fault: h("div", { class: "fault" }) };
    parts.panel.append(editor, parts.fault);
    parts.scroll = h("div", { class: "scroll", "data-scroll": true, onscroll: () => this.#scrolled() }, parts.place,
      rows,
      styles, words);
    this.append(h("h1", { class: "sr", tabindex: "-1" }, t("pages.prompts")),
      h("aside", { class: "side", "aria-label": t("prompts.lists") }, side.node),
      h("section", { class: "shelves", "aria-label": t("pages.prompts") }, h("header", { class: "head-s" }, parts.title,
        h("div", { class: "search" }, icon("search"), search), files, fresh), side.tabs, parts.scroll), parts.panel);
    return parts;
  }

  #draw() {
    if (!this.#route || !this.isConnected) return;
    const { editor, rows, side, styles, words, search, fresh, title, place, panel, fault, files } = this.#parts;
    const { query, parameters: { id } } = this.#route, library = this.#library, view = this.#view,
      q = query.get("q") ?? "";
    const workspaceId = this.context.currentId(), isOpen = Boolean(id) && !this.#isShelf;
    write(title, t(`prompts.views.${view}`));
    const hasRows = this.#isShelf || library.items.length > 0;
    // One filled button on a page: where the list is empty, or a prompt open, it is elsewhere.
    fresh.classList.toggle("btn-primary", hasRows && !isOpen);
    if (search !== document.activeElement && search.value !== q) search.value = q;
    side.show({ view, folder: query.get("folder"), tag: query.get("tag"), facets: library.facets });
    styles.hidden = view !== "styles";
    words.hidden = view !== "words";
    rows.hidden = this.#isShelf;
    files.hidden = view === "history" || view === "words" || view === "trash";
    fresh.hidden = view === "history" || view === "trash";
    write(fresh.lastElementChild, t(view === "styles" ? "prompts.styles.new" : view === "words"
      ? "prompts.wordlists.new"
      : "prompts.new"));
    if (workspaceId && this.#isShelf) (view === "styles" ? styles : words).show(workspaceId, q);
    if (!this.#isShelf) rows.show({ view, current: id, href: (item) => this.#href(item.id) });
    place.hidden = this.#isShelf;
    fill(place, this.#isShelf ? null : library.state === "failed" && library.items.length === 0
      ? problemNote(library.problem, { title: t("prompts.notLoaded"), retry: () => library.load() })
      : library.state === "loading" && library.items.length === 0 ? [1, 2, 3, 4].map(() => h("div", {
        class: "skel shelf-bone", "aria-hidden": "true" })) : library.items.length === 0 && this.#none(view, q));
    this.classList.toggle("open", isOpen);
    panel.hidden = !isOpen;
    editor.hidden = !isOpen || !this.#prompt || Boolean(this.#problem);
    if (!editor.hidden) editor.show(this.#prompt);
    fill(fault, isOpen && this.#problem && [problemNote(this.#problem, { title: t("prompts.notOpened"),
      retry: () => this.#open(id) }), h("button", { type: "button", class: "btn", onclick: () => this.#close() },
      t("dialogs.close"))], isOpen && !this.#prompt && !this.#problem && h("div", { class: "skel shelf-bone" }));
    mark(this, "data-view", view);
  }

  #none(view, words) {
    const { query } = this.#route;
    if (words || query.get("folder") || query.get("tag")) {
      return emptyState({ symbol: "search", title: t("prompts.nothing"), text: t("prompts.nothingHint") });
    }
    const begin = view === "all" && h("button", { type: "button", class: "btn btn-primary",
      onclick: () => this.#fresh() },
      icon("plus"), t("prompts.new"));
    return emptyState({ drawing: view === "all" ? "prompts" : null, symbol: { favorites: "star", history: "clock",
      trash: "trash" }[view], title: t(`prompts.none.${view}`), text: t(`prompts.noneHint.${view}`),
    actions: [begin].filter(Boolean) });
  }

  #heard(event) {
    this.#library.heard(event);
    const { type, subject } = event;
    const isOpen = type.startsWith("prompt.") && subject?.id === this.#prompt?.id;
    if (isOpen && type !== "prompt.purged" && subject.version !== this.#prompt.version) this.#open(subject.id);
  }

  #saved(prompt) {
    this.#prompt = prompt;
    this.#library.load();
    if (this.#route.parameters.id !== prompt.id) this.context.router.go(this.#href(prompt.id), { replace: true });
    this.#draw();
  }

  async #act(name, item) {
    const library = this.#library;
    if (name === "keep") await this.#keep(item);
    else if (name === "forget") await library.forget(item);
    else if (name === "star") {
      await attempt(() => library.change(item, { favorite: !item.favorite }));
      library.load();
    } else if (name === "trash") await this.#trash(item);
    else if (name === "restore") await library.restore(item);
    else if (name === "purge" && await confirm({ title: t("trash.purge", { name: item.title }),
      text: t("prompts.purgeHint"),
      action: t("trash.purgeYes"), danger: true })) await library.purge(item);
  }

  /** What was used once becomes a prompt of the library. */
  async #keep({ text, negativePrompt }) {
    await attempt(async () => {
      const made = await this.#library.create({ text, ...negativePrompt && { negativePrompt } });
      this.context.router.go(this.context.router.href("prompts", {}, { id: made.id }));
    });
  }

  async #trash(prompt) {
    if (await this.#library.trash(prompt) && this.#route.parameters.id === prompt.id) this.#close();
  }

  #use(where, { id, text, negativePrompt }) {
    const { router } = this.context, workspaceId = this.context.currentId();
    if (where === "chat") {
      drafts.set(`chat.new.${workspaceId}`, { text, imageIds: [], answerer: null });
      return router.go(router.href("chats", {}, { id: "new" }));
    }
    const before = drafts.get(`create.${workspaceId}`);
    drafts.set(`create.${workspaceId}`, { ...before, prompt: text, promptId: id ?? null, enhancementId: null,
      ...negativePrompt && { negativePrompt } });
    router.go(router.href("create"));
  }

  async #take(file) {
    const isStyles = this.#view === "styles";
    if (!await takeFile(file, this.context.currentId(), isStyles ? "styles" : "prompts")) return;
    if (isStyles) this.#parts.styles.load();
    else this.#library.load();
  }

  #fresh() {
    if (this.#view === "styles") return this.#parts.styles.edit();
    if (this.#view === "words") return this.#parts.words.edit();
    this.context.router.go(this.#href("new"));
  }

  #close() {
    const { id } = this.#route.parameters;
    this.context.router.go(this.#href(null));
    this.#parts.rows.focus(id);
  }

  #find(words) {
    clearTimeout(this.#timer);
    const { router } = this.context;
    this.#timer = setTimeout(() => router.go(router.here({ q: words.trim() || null }), { replace: true }), PAUSE);
  }

  #href(id) {
    const { query } = this.#route, kept = ["view", "q", "folder", "tag"].map((name) => [name, query.get(name)]);
    return this.context.router.href("prompts", Object.fromEntries(kept), { id });
  }

  #scrolled() {
    const { scroll } = this.#parts;
    if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 400) this.#library.more();
  }
}

customElements.define("prompts-page", PromptsPage);
