// <prompt-box>: where the idea is written. Method `show({text, most, past})`; `past` are earlier prompts, newest first.
// Fires `edit` with the text, `send` on the key that sends, `enhance`, and `files` with picture files that were
// pasted or chosen.

import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { spoken } from "../lib/keys.js";
import { FORMATS } from "../lib/pictures.js";
import "./menu-button.js";

const HISTORY = 20;
const SAVED = 20;

export class PromptBox extends HTMLElement {
  /** Whether Enter alone sends, as long as somebody tries this for the first time. */
  sendsOnEnter = false;
  #text = h("textarea", { rows: "3", spellcheck: "true", dir: "auto" });
  #count = null;
  #history = null;
  #library = null;
  #saved = [];
  #past = [];
  #at = -1;
  #mine = "";

  connectedCallback() {
    if (this.#count) return;
    this.classList.add("prompt");
    mark(this.#text, "placeholder", t("create.promptHint"));
    mark(this.#text, "aria-keyshortcuts", spoken("create.generate"));
    this.#text.addEventListener("input", () => this.#edited());
    this.#text.addEventListener("keydown", (press) => this.#press(press));
    this.#text.addEventListener("paste", (paste) => this.#paste(paste));
    this.#count = h("span", { class: "n num", "aria-hidden": "true" });
    this.#history = h("menu-button", {
      onchoose: (choice) => {
        choice.stopPropagation();
        this.#put(this.#past[Number(choice.detail)]);
      },
    });
    this.#history.look = "btn btn-icon btn-ghost btn-sm";
    this.#history.label = t("create.history");
    this.#history.button.title = t("create.history");
    this.#history.face = [icon("clock")];
    this.#history.items = () => this.#past.slice(0, HISTORY).map((text, at) => ({ id: String(at), label: text }));
    this.#library = h("menu-button", {
      onchoose: (choice) => {
        choice.stopPropagation();
        const prompt = this.#saved.find(({ id }) => id === choice.detail);
        this.dispatchEvent(new CustomEvent(prompt ? "pick" : "save", { bubbles: true, detail: prompt ?? null }));
        this.focus();
      },
    });
    this.#library.look = "btn btn-icon btn-ghost btn-sm";
    this.#library.label = t("create.savedPrompts");
    this.#library.button.title = t("create.savedPrompts");
    this.#library.face = [icon("prompts")];
    this.#library.items = () => [
      ...this.#saved.slice(0, SAVED).map(({ id, title, favorite }) => ({ id, label: title,
        icon: favorite ? "star" : "prompts" })),
      this.#saved.length > 0 && { rule: true }, { id: "save", label: t("create.savePrompt"), icon: "plus" },
    ].filter(Boolean);
    const file = h("input", {
      type: "file", accept: FORMATS, multiple: true, class: "sr", tabindex: "-1", "aria-hidden": "true",
      onchange: () => {
        this.#give([...file.files]);
        file.value = "";
      },
    });
    this.append(this.#text,
      h("div", { class: "tools" },
        h("button", { type: "button", class: "btn btn-ghost btn-sm", "aria-keyshortcuts": spoken("create.enhance"),
          onclick: () => this.dispatchEvent(new CustomEvent("enhance", { bubbles: true })) },
        icon("wand"), t("enhance.do")), this.#history, this.#library,
        h("button", {
          type: "button", class: "btn btn-icon btn-ghost btn-sm", "aria-label": t("create.addImage"),
          title: t("create.addImage"), onclick: () => file.click(),
        }, icon("image")), file, this.#count));
  }

  show({ text, most, past, saved = null }) {
    if (this.#text.value !== text) this.#text.value = text;
    this.#past = past;
    this.#history.button.disabled = past.length === 0;
    this.#saved = saved ?? [];
    const length = [...text].length;
    write(this.#count, t("create.length", { length, most }));
    this.#count.classList.toggle("bad", length > most);
  }

  /** What of it is selected, also when the focus has gone elsewhere. */
  get selection() {
    return this.#text.value.slice(this.#text.selectionStart, this.#text.selectionEnd);
  }

  get field() {
    return this.#text;
  }

  focus() {
    this.#text.focus();
    this.#text.setSelectionRange(this.#text.value.length, this.#text.value.length);
  }

  /** Earlier prompts with 1, later ones with -1; what was being written comes back at the end. */
  turn(direction) {
    if (this.#past.length === 0) return false;
    if (this.#at < 0) this.#mine = this.#text.value;
    // The newest may be what stands here already.
    const skip = this.#at < 0 && direction > 0 && this.#past[0] === this.#mine ? 1 : 0;
    const to = Math.min(this.#past.length - 1, Math.max(-1, this.#at + direction + skip));
    this.#put(to < 0 ? this.#mine : this.#past[to]);
    this.#at = to;
    return true;
  }

  #put(text) {
    this.#text.value = text;
    this.#edited();
    this.focus();
  }

  #edited() {
    this.#at = -1;
    mark(this.#text, "aria-invalid", null);
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: this.#text.value }));
  }

  #press(press) {
    if (!this.sendsOnEnter || press.key !== "Enter" || press.isComposing) return;
    if (press.shiftKey || press.ctrlKey || press.metaKey || press.altKey) return;
    press.preventDefault();
    this.dispatchEvent(new CustomEvent("send", { bubbles: true }));
  }

  #paste(paste) {
    const files = [...paste.clipboardData.files].filter(({ type }) => type.startsWith("image/"));
    if (files.length === 0) return;
    paste.preventDefault();
    paste.stopPropagation();
    this.#give(files);
  }

  #give(files) {
    if (files.length > 0) this.dispatchEvent(new CustomEvent("files", { bubbles: true, detail: files }));
  }
}

customElements.define("prompt-box", PromptBox);
