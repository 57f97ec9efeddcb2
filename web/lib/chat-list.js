// The chats of a workspace as one list shows them: found by words, page by page, kept fresh by events, and what can be
// done to one of them with the way back.

import { api } from "./api.js";
import { t } from "./i18n.js";
import { attempt, tell } from "./pictures.js";

/** The lists; the first one needs no mention in the address. */
export const VIEWS = ["active", "archived", "trash"];

const PAGE = 60;
const PAUSE = 60;

/** Fires `change`. `state` is `loading`, `ready` or `failed` (then `problem` says why). */
export class ChatList extends EventTarget {
  state = "loading";
  problem = null;
  items = [];
  whole = false;
  #list = { workspaceId: null, view: VIEWS[0], words: "" };
  #cursor = null;
  #round = 0;
  #timer = null;
  #coming = null;

  /** Turns to another list. */
  use(list) {
    if (Object.entries(list).every(([name, value]) => this.#list[name] === value) && this.state !== "failed") return;
    const isOther = list.workspaceId !== this.#list.workspaceId || list.view !== this.#list.view;
    this.#list = list;
    if (isOther) this.items = [];
    this.load();
  }

  get words() {
    return this.#list.words;
  }

  async load() {
    const round = (this.#round += 1);
    this.#coming = null;
    if (this.items.length === 0) this.#become("loading");
    await this.#read(round, null, Math.max(PAGE, Math.min(200, this.items.length)));
  }

  /** The next page; all who ask at once wait for the same. */
  more() {
    if (this.whole || this.state !== "ready") return Promise.resolve();
    return (this.#coming ??= this.#read(this.#round, this.#cursor, PAGE).finally(() => {
      this.#coming = null;
    }));
  }

  get(id) {
    return this.items.find((each) => each.id === id) ?? null;
  }

  heard({ type, workspaceId }) {
    const isNews = type.startsWith("chat.") || type === "message.created" || type === "message.completed";
    if (!isNews || workspaceId !== this.#list.workspaceId) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), PAUSE);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  /** Changes some fields; resolves to whether it was done. */
  patch(chat, patch) {
    return attempt(async () => this.#keep(await api.patch(`/chats/${chat.id}`, patch)));
  }

  async archive(chat, archived) {
    if (!await this.patch(chat, { archived })) return;
    this.load();
    tell({
      text: t(archived ? "chats.archived" : "chats.unarchived", { name: nameOf(chat) }),
      undo: async () => await this.patch(chat, { archived: !archived }) && this.load(),
    });
  }

  async trash(chat) {
    const isDone = await attempt(() => api.delete(`/chats/${chat.id}`));
    if (isDone) {
      this.#drop(chat.id);
      tell({ text: t("chats.trashed", { name: nameOf(chat) }), undo: () => this.restore(chat) });
    }
    return isDone;
  }

  async restore(chat) {
    return await attempt(() => api.post(`/chats/${chat.id}/restore`, null)) && this.load();
  }

  async purge(chat) {
    if (await attempt(() => api.delete(`/chats/${chat.id}`, { query: { permanent: "true" } }))) this.#drop(chat.id);
  }

  async #read(round, cursor, limit) {
    const { workspaceId, view, words } = this.#list;
    if (!workspaceId) return;
    try {
      const page = await api.get(`/workspaces/${workspaceId}/chats`, { query: {
        q: words, cursor, limit, archived: view === "archived" ? "true" : null, trashed: view === "trash" ? "true"
          : null,
      } });
      if (round !== this.#round) return;
      const known = new Set(cursor ? this.items.map(({ id }) => id) : []);
      this.items = [...(cursor ? this.items : []), ...page.items.filter(({ id }) => !known.has(id))];
      this.#cursor = page.nextCursor;
      this.whole = !page.nextCursor;
      this.problem = null;
      this.#become("ready");
    } catch (problem) {
      if (round !== this.#round) return;
      this.problem = problem;
      this.#become(this.items.length > 0 ? "ready" : "failed");
    }
  }

  #keep(chat) {
    this.items = this.items.map((each) => (each.id === chat.id ? chat : each));
    this.#become(this.state);
  }

  #drop(id) {
    this.items = this.items.filter((each) => each.id !== id);
    this.#become(this.state);
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

/** What a chat is called, also before anything was said. */
export function nameOf(chat) {
  return chat?.title || t("chats.untitled");
}

/** The newest message below one: where its branch ends. `all` are those of the whole chat. */
export function leafBelow(all, id) {
  const children = new Map();
  for (const each of all) {
    const known = children.get(each.parentId);
    if (!known || each.id > known) children.set(each.parentId, each.id);
  }
  let leaf = id;
  while (children.has(leaf)) leaf = children.get(leaf);
  return leaf;
}
