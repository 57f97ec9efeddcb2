// <chat-composer>: where one says something. Properties: `workspaceId`, `find` (async, the saved prompts), `models`
// (cards for this answer only). Method `show({text, imageIds, busy, writing, tokens, blind})`. Fires `edit` with
// `{text?, imageIds?}`, `send`, `stop`, `command` with its name, `answerer` with a model's id or null, `last` on the
// key
// that edits what was said last. Enter sends, Shift+Enter breaks the line, / opens commands and prompts.

import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { FORMATS } from "../lib/pictures.js";
import { SlashMenu } from "./slash-menu.js";
import "./image-slot.js";
import "./model-picker.js";

const MOST_IMAGES = 8;
const VARIABLE = /\{\{[^{}]+\}\}/;

export class ChatComposer extends HTMLElement {
  workspaceId = null;
  find = async () => [];
  #text = h("textarea", { rows: "1", spellcheck: "true", dir: "auto" });
  #parts = null;
  #menu = null;

  connectedCallback() {
    if (this.#parts) return;
    this.classList.add("lane", "composer");
    const field = this.#text;
    mark(field, "placeholder", t("chats.say"));
    mark(field, "aria-label", t("chats.message"));
    mark(field, "maxlength", 100_000);
    this.#menu = new SlashMenu(field, { find: () => this.find(), pick: (choice) => this.#pick(choice) });
    field.addEventListener("input", () => {
      this.#say({ text: field.value });
      this.#menu.follow();
    });
    field.addEventListener("keydown", (press) => this.#press(press));
    field.addEventListener("paste", (paste) => this.#paste(paste));
    const images = h("image-slot", { class: "attached", onedit: (edit) => {
      edit.stopPropagation();
      this.#say({ imageIds: edit.detail });
      field.focus();
    } });
    images.most = MOST_IMAGES;
    images.label = t("chats.attached");
    const file = h("input", { type: "file", accept: FORMATS, multiple: true, class: "sr", tabindex: "-1",
      "aria-hidden": "true", onchange: () => {
        this.take([...file.files]);
        file.value = "";
      } });
    const tool = (symbol, key, onclick) => h("button", { type: "button", class: "btn btn-icon btn-ghost btn-sm",
      "aria-label": t(key), title: t(key), onclick }, icon(symbol));
    const picker = h("model-picker", { onpick: (pick) => {
      pick.stopPropagation();
      this.#tell("answerer", pick.detail);
    } });
    picker.compact = true;
    picker.automatic = t("chats.asChat");
    picker.label = t("chats.answerer");
    this.#parts = {
      images, picker, file, count: h("span", { class: "n num" }),
      send: h("button", { type: "button", class: "btn btn-primary btn-sm go-send", onclick: () => this.#tell("send") },
        icon("up"), h("span", {}, t("chats.send"))),
      stop: h("button", { type: "button", class: "btn btn-sm", hidden: true, onclick: () => this.#tell("stop") },
        icon("stop"), t("chats.stop")),
      note: h("p", { class: "small t2 blind", hidden: true }, icon("eye"), t("chats.blind")),
      wait: h("p", { class: "sr", role: "status" }),
    };
    const { count, send, stop, note, wait } = this.#parts;
    this.append(this.#menu.node, h("div", { class: "prompt" }, images, field, note,
      h("div", { class: "tools" }, tool("image", "chats.attach", () => file.click()), file,
        tool("braces", "chats.commands", () => this.#openMenu()), picker, count,
        h("span", { class: "beside" }, stop, send))), wait);
  }

  show({ text, imageIds, busy, writing, tokens, blind, models, answerer, providers }) {
    const { images, picker, count, send, stop, note, wait } = this.#parts;
    if (this.#text.value !== text) this.#text.value = text;
    images.workspaceId = this.workspaceId;
    images.show(imageIds);
    picker.show(answerer, models, providers);
    picker.hidden = models.length < 2;
    write(count, tokens ?? "");
    stop.hidden = !writing;
    send.hidden = writing;
    note.hidden = !blind;
    const isVoid = !text.trim() && imageIds.length === 0;
    mark(send, "aria-disabled", (busy || isVoid) && "true");
    write(wait, busy ? t("chats.sending") : "");
    this.classList.toggle("busy", busy);
  }

  take(files) {
    const pictures = files.filter(({ type }) => type.startsWith("image/"));
    if (pictures.length > 0) this.#parts.images.take(pictures);
  }

  focus() {
    this.#text.focus();
    this.#text.setSelectionRange(this.#text.value.length, this.#text.value.length);
  }

  /** Puts words where the cursor is; the first `{{name}}` of them is selected, ready to be typed over. */
  insert(words) {
    const field = this.#text, [from, to] = [field.selectionStart, field.selectionEnd];
    const isCommand = /^\/\S*$/.test(field.value);
    if (isCommand) field.value = words;
    else field.setRangeText(words, from, to, "end");
    this.#say({ text: field.value });
    field.focus();
    if (!this.#nextVariable(isCommand ? 0 : from)) field.setSelectionRange(field.value.length, field.value.length);
  }

  #nextVariable(from) {
    const found = VARIABLE.exec(this.#text.value.slice(from));
    if (found) this.#text.setSelectionRange(from + found.index, from + found.index + found[0].length);
    return Boolean(found);
  }

  #press(press) {
    if (press.isComposing || this.#menu.press(press)) return;
    const field = this.#text;
    if (press.key === "Enter" && !press.shiftKey && !press.altKey) {
      press.preventDefault();
      if (!this.#parts.stop.hidden) return;
      this.#tell("send");
    } else if (press.key === "Escape" && !this.#parts.stop.hidden) {
      press.preventDefault();
      this.#tell("stop");
    } else if (press.key === "Tab" && !press.shiftKey && this.#nextVariable(field.selectionEnd)) {
      press.preventDefault();
    } else if (press.key === "ArrowUp" && !field.value && !press.altKey) {
      press.preventDefault();
      this.#tell("last");
    }
  }

  #openMenu() {
    this.#text.focus();
    if (!this.#text.value) {
      this.#text.value = "/";
      this.#say({ text: "/" });
    }
    this.#menu.open();
  }

  #pick({ command, prompt }) {
    if (prompt) this.insert(prompt.text);
    else if (command.takes) this.insert(`/${command.name} `);
    else {
      this.#say({ text: "" });
      this.#text.value = "";
      this.#tell("command", command.name);
    }
  }

  #paste(paste) {
    const files = [...paste.clipboardData.files].filter(({ type }) => type.startsWith("image/"));
    if (files.length === 0) return;
    paste.preventDefault();
    this.take(files);
  }

  #say(change) {
    this.#tell("edit", change);
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("chat-composer", ChatComposer);
