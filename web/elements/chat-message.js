// <chat-message>: one thing that was said. Property `context` ({models, generations, router}). Method
// `show(message, {isLast})`. Fires `act` with `{name, message, …}`: branch (`to`), edit (`text`), regenerate (`model`),
// think (`feedback`), fork, remove, stop.

import { copy } from "../lib/clipboard.js";
import { clock, duration, moment, money } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { monogram } from "../lib/models.js";
import { tell, thumbnail } from "../lib/pictures.js";
import { messageFault } from "./message-fault.js";
import { paintingCard } from "./painting-card.js";
import "./menu-button.js";
import "./rich-text.js";

export class ChatMessage extends HTMLElement {
  context = null;
  #message = null;
  #parts = null;
  #editor = null;

  show(message, { isLast = false } = {}) {
    this.#message = message;
    const parts = (this.#parts ??= this.#build(message));
    const { role, state, siblingIds = [] } = message, isMine = role === "user";
    mark(this, "data-state", state);
    mark(parts.article, "aria-label", t(isMine ? "chats.saidBy" : "chats.answerOf",
      { name: this.#name, time: clock(message.createdAt) }));
    write(parts.name, this.#name);
    write(parts.about, this.#about().join(" · "));
    mark(parts.about, "title", moment(message.createdAt));
    this.#notes();
    this.#pictures();
    this.grow(message);
    parts.fault.replaceChildren(...messageFault(message, (name, more) => this.#act(name, more)));
    parts.branch.hidden = siblingIds.length < 2;
    write(parts.place, `${siblingIds.indexOf(message.id) + 1}/${siblingIds.length}`);
    mark(parts.earlier, "aria-disabled", siblingIds[0] === message.id && "true");
    mark(parts.later, "aria-disabled", siblingIds.at(-1) === message.id && "true");
    parts.foot.hidden = state === "streaming";
    this.classList.toggle("last", isLast);
    for (const [button, value] of [[parts.up, "up"], [parts.down, "down"]]) {
      if (button) mark(button, "aria-pressed", String(message.feedback === value));
    }
  }

  /** Only the words, for every piece that comes. */
  grow(message) {
    const { text, thoughts, thinking, painting } = this.#parts, isLive = message.state === "streaming";
    const reasoning = message.parts.filter(({ type }) => type === "reasoning").map((part) => part.text).join("\n\n");
    thoughts.hidden = !reasoning;
    if (reasoning && thoughts.open) thinking.show(reasoning, { live: isLive && !message.text });
    write(thoughts.querySelector("span"), t(isLive && !message.text ? "chats.thinking" : "chats.thoughts"));
    text.hidden = !message.text && !(isLive && !message.generationId);
    text.show(message.text, { live: isLive });
    if (painting) painting.show(this.context.generations.get(message.generationId), isLive);
  }

  edit() {
    if (this.#editor) return this.#editor.querySelector("textarea").focus();
    const field = h("textarea", { class: "form-control", rows: "2", dir: "auto", "aria-label": t("chats.edit") });
    field.value = this.#message.text;
    const end = () => {
      this.#editor.remove();
      this.#editor = null;
      this.#parts.text.hidden = !this.#message.text;
      this.#parts.foot.hidden = false;
      this.#parts.edit.focus();
    };
    const send = () => {
      if (!field.value.trim()) return;
      end();
      this.#act("edit", { text: field.value });
    };
    this.#editor = h("div", { class: "editor", onkeydown: (press) => {
      if (press.isComposing) return;
      if (press.key === "Escape") end();
      else if (press.key === "Enter" && !press.shiftKey) send();
      else return;
      press.preventDefault();
      press.stopPropagation();
    } }, field, h("div", { class: "beside" },
      h("button", { type: "button", class: "btn btn-soft btn-sm", onclick: send }, icon("up"), t("chats.sendEdit")),
      h("button", { type: "button", class: "btn btn-ghost btn-sm", onclick: end }, t("dialogs.cancel")),
      h("span", { class: "small t3" }, t("chats.editHint"))));
    this.#parts.text.hidden = true;
    this.#parts.foot.hidden = true;
    this.#parts.text.after(this.#editor);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #build({ role, generationId }) {
    const isMine = role === "user";
    const tool = (symbol, key, onclick, look = "") => h("button", {
      type: "button", class: `btn btn-icon btn-ghost btn-sm ${look}`.trim(), "aria-label": t(key), title: t(key),
        onclick,
    }, icon(symbol));
    const turn = (step) => () => {
      const { siblingIds, id } = this.#message, to = siblingIds[siblingIds.indexOf(id) + step];
      if (to) this.#act("branch", { to });
    };
    const parts = {
      who: h("span", { class: "who", "aria-hidden": "true" }), name: h("h3", {}), about: h("span", { class: "num" }),
      notes: h("div", { class: "notes" }), images: h("div", { class: "shots", hidden: true }),
      text: h("rich-text", {}), thinking: h("rich-text", {}), fault: h("div", {}), place: h("b", {}),
      earlier: tool("left", "chats.earlierBranch", turn(-1)), later: tool("right", "chats.laterBranch", turn(1)),
      edit: isMine && tool("edit", "chats.edit", () => this.edit()),
      up: !isMine && tool("thumbup", "chats.good", () => this.#judge("up")),
      down: !isMine && tool("thumbdown", "chats.bad", () => this.#judge("down")),
      painting: generationId ? paintingCard() : null,
    };
    parts.thoughts = h("details", { class: "thoughts", hidden: true, ontoggle: () => this.grow(this.#message) },
      h("summary", {}, icon("thought"), h("span", {}), icon("down")), parts.thinking);
    parts.branch = h("span", { class: "branch num", role: "group", "aria-label": t("chats.branches") }, parts.earlier,
      parts.place, parts.later);
    const again = !isMine && tool("refresh", "chats.again", () => this.#act("regenerate"));
    const more = h("menu-button", { onchoose: (choice) => this.#more(choice) });
    more.look = "btn btn-icon btn-ghost btn-sm";
    more.label = t("chats.more");
    more.button.title = t("chats.more");
    more.face = [icon("more")];
    more.items = () => [
      again && !generationId && { id: "other", label: t("chats.againWith"), icon: "chip" },
      { id: "fork", label: t("chats.fork"), icon: "fork" },
      { rule: true },
      { id: "remove", label: t("chats.remove"), icon: "trash", danger: true },
    ].filter(Boolean);
    parts.foot = h("div", { class: "foot" }, parts.branch, parts.edit,
      h("span", { class: "links" }),
      tool("copy", "chats.copy", async () => await copy(this.#message.text) && tell({ text: t("image.copied") }),
        "copies"),
      again, parts.up, parts.down, more);
    parts.article = h("article", { class: isMine ? "msg mine" : "msg" }, parts.who,
      h("div", { class: "by" }, parts.name, parts.about),
      h("div", { class: "said" }, parts.notes, parts.images, parts.painting?.node, parts.thoughts, parts.text,
        parts.fault),
      parts.foot);
    this.append(parts.article);
    return parts;
  }

  get #card() {
    return this.context.models.get(this.#message.model);
  }

  get #name() {
    const { role, author, model } = this.#message;
    if (role === "user") return author ?? t("chats.you");
    return this.#card?.name ?? model?.slice(model.indexOf("/") + 1) ?? author ?? t("chats.model");
  }

  #about() {
    const { role, state, createdAt, siblingIds = [], id, latencyMs, costMicros, text } = this.#message;
    if (state === "streaming") return [t(text ? "chats.writing" : "chats.waiting")];
    const said = [clock(createdAt)];
    if (role === "user") return siblingIds.indexOf(id) > 0 ? [...said, t("chats.edited")] : said;
    if (latencyMs?.total) said.push(duration(latencyMs.total / 1000));
    if (costMicros > 0) said.push(money(costMicros));
    if (state === "stopped") said.push(t("chats.stopped"));
    return said;
  }

  /** What one should know of how this answer came about. */
  #notes() {
    const { attempts = [], fallbackFrom, leftOut, role } = this.#message, { notes, who } = this.#parts;
    const name = (id) => this.context.models.get(id)?.name ?? id;
    fill(who, role === "user" ? icon("user") : this.#message.model?.startsWith("builtin/") ? icon("chip")
      : monogram(this.#name));
    fill(notes,
      fallbackFrom && h("p", { class: "small t2" }, icon("warning", "warn"), t("chats.fallback", {
        from: name(fallbackFrom.model), to: this.#name }), " ", h("code", {}, fallbackFrom.code)),
      attempts.map(({ model, detail }) => h("p", { class: "small t3" }, `${name(model)}: ${detail}`)),
      leftOut > 0 && h("p", { class: "small t2" }, icon("info"), t("chats.leftOut", { count: leftOut })));
    notes.hidden = !notes.firstChild;
  }

  #pictures() {
    const { images, foot } = this.#parts, { router } = this.context, { generationId } = this.#message;
    const ids = this.#message.parts.filter(({ type }) => type === "image").map(({ imageId }) => imageId);
    images.hidden = ids.length === 0;
    images.classList.toggle("many", ids.length > 1);
    reconcile(images, ids.map((id) => ({ id })), {
      key: ({ id }) => id,
      make: ({ id }) => h("a", { class: "tile", href: router.href("image", {}, { id }) },
        h("img", { src: thumbnail({ id }, 768), alt: t("chats.picture"), loading: "lazy" })),
      update: () => {},
    });
    const links = foot.querySelector(".links");
    if (!generationId || ids.length === 0 || links.firstChild) return;
    const link = (symbol, key, href, more = {}) =>
      h("a", { class: "btn btn-ghost btn-sm", href, ...more }, icon(symbol), t(key));
    fill(links, link("create", "chats.toCreate", router.href("create", { run: generationId })),
      link("remix", "image.remix", router.href("create", { image: ids[0], use: "remix" })),
      ids.map((id) => h("a", { class: "btn btn-icon btn-ghost btn-sm", href: `/api/v1/images/${id}/file?download=1`,
        "aria-label": t("image.download"), title: t("image.download") }, icon("download"))));
  }

  #judge(value) {
    this.#act("think", { feedback: this.#message.feedback === value ? null : value });
  }

  #more(choice) {
    choice.stopPropagation();
    this.#act(choice.detail === "other" ? "choose" : choice.detail);
  }

  #act(name, more = {}) {
    this.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: { name, message: this.#message, ...more } }));
  }
}

customElements.define("chat-message", ChatMessage);
