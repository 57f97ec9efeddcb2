// One chat as this tab knows it: the branch that is shown, and what is being written in it. The answers are the
// server's: they go on without us, and are followed from wherever one looks.

import { api, Problem } from "./api.js";
import { leafBelow } from "./chat-list.js";

const PAUSE = 50;
const PAUSES = [300, 1000, 3000, 8000];

/**
 * Fires `change` when the chat or its messages have changed, and `grown` (detail: a message) for every piece of an
 * answer. `state` is `none`, `loading`, `ready` or `failed` (then `problem` says why).
 */
export class Conversation extends EventTarget {
  state = "none";
  problem = null;
  chat = null;
  messages = [];
  id = null;
  #round = 0;
  #followed = new Map();
  #timer = null;
  /** Counts what came by itself: a list that was read meanwhile is older than that. */
  #news = 0;

  /** Turns to another chat, or to none. */
  open(id, known = null) {
    if (id === this.id) return;
    this.close();
    this.id = id;
    this.chat = known;
    this.#become(id ? "loading" : "none");
    if (id) this.load();
  }

  /** Turns to a chat that was made just now. */
  adopt(chat) {
    this.close();
    Object.assign(this, { id: chat.id, chat });
    this.#become("ready");
  }

  close() {
    this.#round += 1;
    clearTimeout(this.#timer);
    for (const control of this.#followed.values()) control.abort();
    this.#followed.clear();
    Object.assign(this, { id: null, chat: null, messages: [], problem: null, state: "none" });
  }

  /** The answer that is being written, or null. */
  get writing() {
    return this.messages.findLast(({ state }) => state === "streaming") ?? null;
  }

  async load() {
    const { id } = this, round = (this.#round += 1), news = this.#news;
    if (!id) return;
    clearTimeout(this.#timer);
    try {
      const [chat, messages] = await Promise.all([api.get(`/chats/${id}`), api.all(`/chats/${id}/messages`)]);
      if (round !== this.#round) return;
      this.chat = chat;
      if (news !== this.#news) {
        this.#timer = setTimeout(() => this.load(), PAUSE);
        return this.#become("ready");
      }
      // What we follow ourselves is newer than what was read.
      this.messages = messages.map((each) => {
        const known = this.#get(each.id);
        return this.#followed.has(each.id) && known ? known : { ...each, requestId: known?.requestId };
      });
      this.problem = null;
      this.#become("ready");
      for (const each of this.messages) if (each.state === "streaming") this.#follow(each.id);
    } catch (problem) {
      if (round !== this.#round || this.state === "ready") return;
      this.problem = problem;
      this.#become("failed");
    }
  }

  heard({ type, subject }) {
    if (type === "chat.purged" && subject.id === this.id) return this.#gone();
    const isOurs = type.startsWith("message.") ? subject.chatId === this.id
      : type.startsWith("chat.") && subject.id === this.id && !(subject.version <= this.chat?.version);
    if (!this.id || !isOurs || type === "message.progressed") return;
    const known = this.#get(subject.id);
    if (this.#followed.has(subject.id) || (known?.state === subject.state && type !== "message.updated"
      && type !== "message.deleted" && type !== "message.restored")) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), PAUSE);
  }

  /**
   * Says something; resolves when it is kept, and the answer then comes by itself. `parentId` is what it follows:
   * absent
   * goes on, another one begins a branch.
   */
  say(draft) {
    const { id } = this, key = crypto.randomUUID(), path = `/chats/${id}/messages`;
    return new Promise((kept, refused) => {
      const again = () => api.stream("POST", path, { body: draft, key, signal: this.#listen(key), tell: (name,
        data) => {
        if (id !== this.id) return;
        this.#hear(name, data);
        if (name === "message" && data.role === "assistant") this.#followed.set(data.id, this.#followed.get(key));
        kept();
      } });
      this.#persist(key, again).then(kept, refused);
    });
  }

  async stop() {
    const message = this.writing;
    if (message) this.#put(await api.post(`/messages/${message.id}/stop`, null));
  }

  /** Another answer beside this one. */
  async regenerate(message, model = null) {
    const made = await api.post(`/messages/${message.id}/regenerate`, model ? { model } : null);
    this.#put(made);
    if (made.state === "streaming") this.#follow(made.id);
  }

  /** Shows the branch of another sibling. */
  async turnTo(siblingId) {
    const all = await api.all(`/chats/${this.id}/messages`, { query: { all: "true" } });
    await this.show(leafBelow(all, siblingId));
  }

  /** Shows the branch that ends with this message. */
  async show(leafMessageId) {
    this.chat = await api.patch(`/chats/${this.id}`, { leafMessageId });
    await this.load();
  }

  async patch(patch) {
    this.chat = await api.patch(`/chats/${this.id}`, patch);
    this.#tell();
  }

  /** Empties what is shown; the leaf that it returns brings all of it back. */
  async clear() {
    const leaf = this.chat.leafMessageId;
    this.chat = await api.post(`/chats/${this.id}/clear`, null);
    await this.load();
    return leaf;
  }

  async think(message, feedback) {
    this.#put(await api.patch(`/messages/${message.id}`, { feedback }));
  }

  async remove(message) {
    await api.delete(`/messages/${message.id}`);
    await this.load();
  }

  async restore(message) {
    await api.post(`/messages/${message.id}/restore`, null);
    await this.turnTo(message.id);
  }

  /** A chat of its own from the branch up to this message. */
  fork(message) {
    return api.post(`/chats/${this.id}/fork`, { messageId: message.id });
  }

  /** Pictures from within the chat: they come as an answer. */
  async paint(recipe) {
    const made = await api.post(`/chats/${this.id}/generations`, recipe);
    await this.load();
    return made;
  }

  /** Follows an answer until it ends. A line that breaks is taken up again. */
  #follow(id) {
    if (this.#followed.has(id)) return;
    this.#persist(id, () => api.stream("GET", `/messages/${id}/stream`, {
      signal: this.#listen(id), tell: (name, data) => this.#hear(name, data),
    })).catch(() => {});
  }

  #listen(key) {
    if (!this.#followed.has(key)) this.#followed.set(key, new AbortController());
    return this.#followed.get(key).signal;
  }

  async #persist(key, work) {
    const control = (this.#listen(key), this.#followed.get(key));
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await work();
        } catch (problem) {
          const pause = PAUSES[attempt], isLine = problem.code === "cut" || problem.code === "unreachable";
          if (control.signal.aborted) return;
          if (!isLine || pause === undefined) throw problem;
          await new Promise((done) => setTimeout(done, pause));
        }
      }
    } finally {
      for (const [id, each] of this.#followed) if (each === control) this.#followed.delete(id);
      this.#tell();
    }
  }

  #hear(name, data) {
    if (name === "message" || name === "done") return this.#put(data);
    if (name === "failed") {
      const failed = data.message ?? { ...this.#get(data.messageId), state: "failed", error: data };
      return this.#put({ ...failed, requestId: data.requestId });
    }
    const message = this.#get(data.messageId);
    if (name !== "delta" || !message) return;
    const type = data.reasoning === undefined ? "text" : "reasoning", words = data.text ?? data.reasoning;
    const last = message.parts.at(-1);
    if (last?.type === type) last.text += words;
    else message.parts.push({ type, text: words });
    if (type === "text") message.text += words;
    this.dispatchEvent(new CustomEvent("grown", { detail: message }));
  }

  #get(id) {
    return this.messages.find((each) => each.id === id) ?? null;
  }

  /** A message in its place: after its parent, with nothing of another branch behind it. */
  #put(message) {
    if (message.chatId !== this.id) return;
    this.#news += 1;
    const at = this.messages.findIndex(({ id }) => id === message.id);
    if (at >= 0) {
      this.messages[at] = message;
    } else {
      const parent = this.messages.findIndex(({ id }) => id === message.parentId);
      if (message.parentId !== null && parent < 0) return void this.load();
      this.messages = [...this.messages.slice(0, parent + 1), message];
    }
    this.#tell();
  }

  #gone() {
    this.problem = new Problem({ code: "not_found", status: 404 });
    this.#become("failed");
  }

  #become(state) {
    this.state = state;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
