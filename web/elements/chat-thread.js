// <chat-thread>: what was said, oldest first, at its end as long as nobody scrolled away from it. Property `context`.
// Method `show(conversation)`. Passes on the `act` of its messages.

import { fill, h, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { later } from "../lib/later.js";
import { problemNote } from "./problem-note.js";

/** The module of what is said; a chat in which nothing was said needs none. */
export const bringMessages = later(() => import("./chat-message.js"), null, { isBrief: true });

const NEAR = 64;

export class ChatThread extends HTMLElement {
  context = null;
  /** Gives what stands where nothing was said. */
  welcome = () => null;
  #welcome = null;
  #talk = null;
  #lane = h("div", { class: "lane" });
  #list = h("div", { class: "said-list" });
  #place = h("div", { class: "place" });
  #status = h("p", { class: "sr", role: "status" });
  #down = null;
  #flow = null;
  #shown = null;
  #isAtEnd = true;
  #frame = 0;
  #grown = new Set();
  /** Whether messages can be drawn. */
  #isAble = false;

  connectedCallback() {
    if (this.#flow) return;
    this.#lane.append(this.#place, this.#list);
    this.#flow = h("div", { class: "flow scroll", "data-scroll": true, tabindex: "0", role: "region",
      "aria-label": t("chats.conversation"), onscroll: () => this.#scrolled() }, this.#lane);
    this.#down = h("button", { type: "button", class: "btn btn-icon to-end", hidden: true,
      "aria-label": t("chats.toEnd"),
      title: t("chats.toEnd"), onclick: () => this.toEnd() }, icon("down"));
    this.append(this.#flow, this.#down, this.#status);
    // Pictures come and code is coloured: the end stays in sight.
    this.watcher = new ResizeObserver(() => this.#isAtEnd && this.toEnd());
    this.watcher.observe(this.#lane);
    this.watcher.observe(this.#flow);
  }

  show(talk) {
    if (talk !== this.#talk) {
      this.#talk = talk;
      talk.addEventListener("grown", ({ detail }) => this.#grow(detail));
    }
    const { id, state, problem } = talk, messages = this.#isAble ? talk.messages : [];
    const isComing = state === "loading" || talk.messages.length > messages.length;
    if (id && !this.#isAble) this.#able();
    if (id !== this.#shown) {
      this.#shown = id;
      this.#isAtEnd = true;
      this.#list.replaceChildren();
    }
    const isEmpty = messages.length === 0;
    this.classList.toggle("void", isEmpty && !isComing);
    if (isComing && isEmpty) fill(this.#place, bones());
    else if (state === "failed") {
      fill(this.#place, problemNote(problem, { title: t("chats.notLoaded"), retry: () => talk.load() }));
    } else fill(this.#place, isEmpty && (this.#welcome ??= this.welcome()));
    const last = messages.at(-1);
    reconcile(this.#list, messages.filter(({ role }) => role === "user" || role === "assistant"), {
      key: (message) => message.id,
      make: () => {
        const node = h("chat-message", {});
        node.context = this.context;
        return node;
      },
      update: (node, message) => node.show(message, { isLast: message === last }),
    });
    write(this.#status, talk.writing ? t("chats.isWriting") : last?.state === "complete" && this.#status.textContent
      ? t("chats.isDone") : "");
    if (this.#isAtEnd) this.toEnd();
  }

  async #able() {
    try {
      await bringMessages();
    } catch {
      // The page tells that the studio is away; with the next change it is tried again.
      return;
    }
    if (this.#isAble) return;
    this.#isAble = true;
    this.show(this.#talk);
  }

  /** The message element of an id, or null. */
  of(id) {
    return [...this.#list.children].find((node) => node.dataset.key === id) ?? null;
  }

  toEnd() {
    this.#isAtEnd = true;
    this.#flow.scrollTop = this.#flow.scrollHeight;
    this.#down.hidden = true;
  }

  /** Many pieces may come in one frame; they are drawn once. */
  #grow(message) {
    this.#grown.add(message);
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const each of this.#grown) this.of(each.id)?.grow(each);
      this.#grown.clear();
      if (this.#isAtEnd) this.toEnd();
    });
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#flow;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#down.hidden = this.#isAtEnd;
  }
}

function bones() {
  return [1, 2, 3].map((each) => h("div", { class: "msg bones-msg", "aria-hidden": "true" },
    h("span", { class: "who skel" }), h("div", { class: "skel line" }),
    h("div", { class: "skel text", "data-length": each % 2 ? "short" : "long" })));
}

customElements.define("chat-thread", ChatThread);
