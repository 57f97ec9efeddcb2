// <chats-page>: the chats of a workspace and the one that is open. Properties: `context`, `route`. Its state is its
// address (the chat, the list, the words that are looked for); what is typed is kept as a draft of the chat.

import "../elements/chat-composer.js";
import "../elements/chat-list.js";
import { bringMessages } from "../elements/chat-thread.js";
import "../elements/drop-zones.js";
import { problemNote } from "../elements/problem-note.js";
import { api } from "../lib/api.js";
import { ChatList, nameOf, VIEWS } from "../lib/chat-list.js";
import { Conversation } from "../lib/conversation.js";
import { fill, h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { later } from "../lib/later.js";
import { attempt, tell } from "../lib/pictures.js";
import { drafts } from "../lib/preferences.js";
import { title } from "../lib/title.js";
import { chatHead } from "./chats-head.js";
import { chatWelcome } from "./chats-welcome.js";

const BLANK = { text: "", imageIds: [], answerer: null };
const PAUSE = 250;
const bringSettings = later(() => import("../elements/chat-settings.js"));
const bringImport = later(() => import("./chats-import.js"));
const COMMAND = /^\/(image|enhance|new|clear)(?:\s+([^]*))?$/;

class ChatsPage extends HTMLElement {
  context = null;
  #parts = null;
  #route = null;
  #workspace = null;
  #list = new ChatList();
  #talk = new Conversation();
  /** How the chat that is not there yet shall be. */
  #fresh = {};
  #busy = false;
  #leave = [];
  #timer = null;

  connectedCallback() {
    const { keyboard, models, providers, stream, workspaces, generations } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    const key = (id, action) => this.#leave.push(keyboard.bind(id, action));
    on(this.#talk, "change", () => this.#draw());
    on(models, "change", () => this.#draw());
    on(providers, "change", () => this.#draw());
    on(generations, "change", () => this.#talk.writing?.generationId && this.#draw());
    on(workspaces, "change", () => this.#come());
    on(stream, "event", ({ detail }) => {
      this.#list.heard(detail);
      this.#talk.heard(detail);
    });
    on(stream, "resync", () => {
      this.#list.load();
      this.#talk.load();
    });
    key("chats.new", () => this.#go("new"));
    key("chats.stop", () => (this.#talk.writing ? this.#stop() : false));
    key("chats.previous", () => this.#step(-1));
    key("chats.next", () => this.#step(1));
    key("search.focus", () => this.#parts.list.search.focus());
    if (providers.state === "loading") providers.load();
    this.toggleAttribute("data-waiting", models.state === "loading");
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
    this.#talk.close();
    this.#list.stop();
    clearTimeout(this.#timer);
  }

  set route(route) {
    const before = this.#route;
    this.#route = route;
    this.#come();
    if (!before || before.parameters.id !== route.parameters.id) this.#begin();
  }

  /** One can write at once; on a phone the keyboard would hide what one came to read. */
  #begin() {
    if (!document.querySelector("dialog[open]") && !matchMedia("(max-width: 767px)").matches) {
      this.#parts.composer.focus();
    }
  }

  /** Nothing is shown before it is known who answers. */
  #unveil() {
    if (!("waiting" in this.dataset) || this.context.models.state === "loading") return;
    delete this.dataset.waiting;
    if (!document.activeElement?.matches("input, textarea")) this.#begin();
  }

  /** Whether what comes of a run is seen here. */
  showsRun(id) {
    return this.#talk.messages.some(({ generationId }) => generationId === id);
  }

  #come() {
    if (!this.#route) return;
    const id = this.context.currentId(), { parameters, query } = this.#route;
    const wanted = parameters.id && parameters.id !== "new" ? parameters.id : null;
    // Who turns to another workspace leaves this chat behind.
    if (this.#workspace && id !== this.#workspace && wanted && this.#talk.chat?.workspaceId === this.#workspace) {
      this.#workspace = id;
      return this.context.router.go(this.context.router.href("chats"), { replace: true });
    }
    this.#workspace = id;
    if (id) this.#list.use({ workspaceId: id, view: this.#view, words: query.get("q") ?? "" });
    this.#talk.open(wanted, this.#list.get(wanted));
    this.#draw();
  }

  get #view() {
    const view = this.#route.query.get("view");
    return VIEWS.includes(view) ? view : VIEWS[0];
  }

  get #draftName() {
    return `chat.${this.#talk.id ?? `new.${this.#workspace}`}`;
  }

  get #draft() {
    return { ...BLANK, ...drafts.get(this.#draftName) };
  }

  #build() {
    const list = h("chat-list", {}), thread = h("chat-thread", {}), composer = h("chat-composer", {}),
      zones = h("drop-zones", {}), note = h("div", { class: "lane said-note", "aria-live": "polite" });
    for (const each of [list, thread]) each.context = this.context;
    list.list = this.#list;
    const head = chatHead(this.context, (name, more) => this.#do(name, more));
    thread.welcome = () => chatWelcome(this.context, (text) => {
      this.#edit({ text });
      composer.focus();
    });
    composer.find = () => this.#prompts();
    zones.zones = [{ id: "attach", icon: "image", label: t("chats.dropImage"), hint: t("chats.dropImageHint") },
      { id: "import", icon: "chats", label: t("chats.import"), hint: t("chats.importHint") }];
    const listen = (node, name, action) => node.addEventListener(name, ({ detail }) => action(detail));
    listen(composer, "edit", (change) => this.#edit(change));
    listen(composer, "send", () => this.#send());
    listen(composer, "stop", () => this.#stop());
    listen(composer, "command", (name) => this.#command(name));
    listen(composer, "answerer", (answerer) => this.#edit({ answerer }));
    listen(composer, "last", () => this.#editLast());
    listen(thread, "act", (act) => this.#act(act));
    listen(list, "find", (words) => this.#find(words));
    listen(list, "view", (view) => this.#turn({ view: view === VIEWS[0] ? null : view }));
    listen(list, "import", (files) => this.#import(files));
    listen(list, "trash", (chat) => this.#trash(chat));
    listen(zones, "files", ({ zone, files }) => (zone === "import" || files.every(({ name }) => /\.(json|zip)$/i.test(name))
      ? this.#import(files) : composer.take(files)));
    this.append(
      h("h1", { class: "sr", tabindex: "-1" }, t("pages.chats")),
      h("aside", { class: "side", "aria-label": t("chats.lists") }, list),
      h("div", { class: "thread" }, head.node, thread, note, composer), zones);
    return { list, thread, composer, head, note };
  }

  #draw() {
    if (!this.#route || !this.isConnected) return;
    const { list, thread, composer, head } = this.#parts, { parameters, query } = this.#route, talk = this.#talk;
    this.#unveil();
    const { chat } = talk, { models, providers, workspaces } = this.context;
    // A link to a chat of another workspace leads there.
    if (chat && chat.workspaceId !== this.#workspace && workspaces.get(chat.workspaceId)) {
      return document.dispatchEvent(new CustomEvent("switch", { detail: chat.workspaceId }));
    }
    this.classList.toggle("open", Boolean(parameters.id));
    list.show({ current: talk.id, view: this.#view, words: query.get("q") ?? "" });
    const settings = workspaces.get(this.#workspace)?.settings ?? {}, known = chat ?? this.#fresh;
    const chosen = models.get(known.model ?? settings.textModel);
    const usable = models.chats.filter((card) => card.usable !== false);
    const card = chosen ?? (usable.length === 1 ? usable[0] : null);
    head.show({ talk, chosen: models.get(known.model), card, cards: models.chats, providers: providers.all });
    thread.show(talk);
    const draft = this.#draft, answerer = models.get(draft.answerer);
    composer.workspaceId = this.#workspace;
    composer.show({ ...draft, busy: this.#busy, writing: Boolean(talk.writing), models: models.chats, answerer,
      providers: providers.all, tokens: this.#tokens(card),
      blind: draft.imageIds.length > 0 && Boolean(answerer ?? card)
        && !(answerer ?? card).capabilities.includes("vision") });
    composer.hidden = Boolean(chat?.deletedAt) || talk.state === "failed";
    if (parameters.id) title.page(t("shell.title", { page: chat ? nameOf(chat) : t("chats.new") }));
  }

  /** How much of what the model can take in was used by the last answer. */
  #tokens(card) {
    const usage = this.#talk.messages.findLast((message) => message.usage?.inputTokens > 0)?.usage;
    if (!usage || !card?.contextWindow) return "";
    return t("chats.tokens", { used: usage.inputTokens + (usage.outputTokens ?? 0), most: card.contextWindow });
  }

  #edit(change) {
    drafts.set(this.#draftName, { ...this.#draft, ...change });
    this.#draw();
  }

  async #prompts() {
    try {
      return (await api.get(`/workspaces/${this.#workspace}/prompts`, { query: { limit: 200 } })).items;
    } catch {
      // The commands are there all the same.
      return [];
    }
  }

  async #send() {
    const draft = this.#draft, text = draft.text.trim();
    if (this.#busy || this.#talk.writing || (!text && draft.imageIds.length === 0)) return;
    const [, command, words = ""] = COMMAND.exec(text) ?? [];
    if (command === "new" || command === "clear") return this.#command(command);
    if (command && !words.trim()) return;
    const send = async () => {
      await this.#ensure();
      if (command === "image") return this.#paint(words.trim());
      if (command === "enhance") return this.#enhance(words.trim());
      await this.#talk.say({ text, ...draft.imageIds.length > 0 && { imageIds: draft.imageIds },
        ...draft.answerer && { model: draft.answerer } });
      this.#edit(BLANK);
    };
    await this.#try(send, () => this.#send());
    this.#parts.thread.toEnd();
  }

  /** Does it, or says beside the field what was in the way, with what was typed kept. */
  async #try(work, retry) {
    this.#busy = true;
    fill(this.#parts.note);
    this.#draw();
    try {
      await work();
    } catch (problem) {
      if (problem.name !== "AbortError") {
        fill(this.#parts.note, problemNote(problem, { title: t("chats.notSent"), retry }));
      }
    } finally {
      this.#busy = false;
      this.#draw();
    }
  }

  /** A chat is made with the first thing that is said in it. */
  async #ensure() {
    if (this.#talk.id) return;
    const chat = await api.post(`/workspaces/${this.#workspace}/chats`, this.#fresh);
    const draft = this.#draft;
    drafts.set(this.#draftName, null);
    this.#fresh = {};
    this.#talk.adopt(chat);
    drafts.set(this.#draftName, draft);
    this.#go(chat.id, { replace: true });
  }

  /** A picture that lies beside the words is what the painting begins from. */
  async #paint(prompt) {
    const [initImageId] = this.#draft.imageIds;
    await this.#talk.paint({ prompt, ...initImageId && { initImageId } });
    this.#edit(BLANK);
  }

  async #enhance(prompt) {
    const { candidates } = await api.post("/enhancements", { prompt, count: 1, workspaceId: this.#workspace },
      { patience: 120_000 });
    this.#edit({ text: `/image ${candidates[0].text}` });
    this.#parts.composer.focus();
  }

  async #stop() {
    await attempt(() => this.#talk.stop());
  }

  async #act({ name, message, to, text, feedback }) {
    const talk = this.#talk;
    if (name === "branch") await attempt(() => talk.turnTo(to));
    else if (name === "think") await attempt(() => talk.think(message, feedback));
    else if (name === "regenerate") await attempt(() => talk.regenerate(message));
    else if (name === "choose") await this.#chooseAgain(message);
    else if (name === "fork") await attempt(async () => this.#go((await talk.fork(message)).id));
    else if (name === "remove" && await attempt(() => talk.remove(message))) {
      tell({ text: t("chats.removed"), undo: () => attempt(() => talk.restore(message)) });
    } else if (name === "edit") {
      const imageIds = message.parts.filter(({ type }) => type === "image").map(({ imageId }) => imageId);
      await this.#try(() => talk.say({ text, parentId: message.parentId, ...imageIds.length > 0 && { imageIds } }),
        null);
    }
  }

  async #chooseAgain(message) {
    const { askModel } = await bringSettings();
    const model = await askModel({ title: t("chats.againWith"), cards: this.context.models.chats,
      chosen: message.model });
    if (model) await attempt(() => this.#talk.regenerate(message, model));
  }

  #editLast() {
    const message = this.#talk.messages.findLast(({ role }) => role === "user");
    if (message && !this.#talk.writing) this.#parts.thread.of(message.id)?.edit();
  }

  async #do(name, more) {
    const talk = this.#talk, { chat } = talk;
    if (name === "model") {
      if (chat) await attempt(() => talk.patch({ model: more }));
      else this.#fresh = { ...this.#fresh, model: more };
    } else if (name === "settings") {
      const { editChat } = await bringSettings();
      const patch = await editChat({ systemPrompt: null, parameters: {}, ...this.#fresh, ...chat });
      if (patch && chat) await attempt(() => talk.patch(patch));
      else if (patch) this.#fresh = { ...this.#fresh, ...patch };
    } else if (name === "rename") this.#parts.head.rename(async (text) => attempt(() => talk.patch({ title: text })));
    else if (name === "pin") await attempt(() => talk.patch({ pinned: !chat.pinned }));
    else if (name === "archive") {
      await this.#list.archive(chat, !chat.archivedAt);
      await talk.load();
    } else if (name === "clear") await this.#command("clear");
    else if (name === "trash") await this.#trash(chat);
    else if (name === "restore" && await attempt(() => api.post(`/chats/${chat.id}/restore`, null))) talk.load();
    this.#draw();
  }

  async #command(name) {
    this.#edit({ text: "" });
    if (name === "new") return this.#go("new");
    if (!this.#talk.chat?.leafMessageId) return;
    let leaf = null;
    if (await attempt(async () => { leaf = await this.#talk.clear(); })) {
      tell({ text: t("chats.cleared"), undo: () => attempt(() => this.#talk.show(leaf)) });
    }
  }

  async #trash(chat) {
    const isOpen = chat.id === this.#talk.id, at = this.#list.items.findIndex(({ id }) => id === chat.id);
    if (!await this.#list.trash(chat) || !isOpen) return;
    const next = this.#list.items[Math.min(at, this.#list.items.length - 1)];
    this.#go(matchMedia("(max-width: 767px)").matches ? null : next?.id ?? null, { replace: true });
  }

  async #import(files) {
    const { takeFiles } = await bringImport(), chats = await takeFiles(files, this.#workspace);
    this.#list.load();
    if (chats.length === 1) this.#go(chats[0]);
  }

  #find(words) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn({ q: words.trim() || null }), PAUSE);
  }

  #turn(changes) {
    this.context.router.go(this.context.router.here(changes), { replace: true });
  }

  #step(by) {
    const { items } = this.#list, at = items.findIndex(({ id }) => id === this.#talk.id);
    const to = items[at < 0 ? 0 : at + by];
    if (to) this.#go(to.id);
  }

  #go(id, { replace = false } = {}) {
    const { router } = this.context, { query } = this.#route;
    router.go(router.href("chats", { view: query.get("view"), q: query.get("q") }, { id }), { replace });
  }
}

/** Brings what comes only when it is asked for. */
export function rest() {
  return Promise.allSettled([bringMessages(), bringSettings(), bringImport()]);
}

customElements.define("chats-page", ChatsPage);
