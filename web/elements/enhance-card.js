// <enhance-card>: candidates for a better prompt, with what they change. Properties: `context` ({models}), `ask` (gives
// what is to be made better: `{prompt, negativePrompt, imageModel, workspaceId, selection}`). Methods `begin()`,
// `close()`. Fires `accept` with `{candidate, id}`, `undo`, and `closed`.

import { duration, money } from "../lib/format.js";
import { fill, h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { Enhancement, marked } from "../lib/enhancement.js";
import { tell } from "../lib/pictures.js";
import { prefer, preference } from "../lib/preferences.js";
import { problemNote } from "./problem-note.js";
import { wordDiff } from "./word-diff.js";

const ENHANCER = "builtin/enhancer";
const STYLES = ["photo", "cinematic", "watercolour", "oil", "anime", "threeD", "poster", "lineArt"];
const COUNT = 3;
const MOST_LOCKS = 32;

export class EnhanceCard extends HTMLElement {
  context = null;
  ask = () => ({});
  #work = new Enhancement();
  #parts = null;
  #at = 0;
  #locks = [];
  #asked = null;
  /** Which candidate was taken into the form, or -1. */
  #taken = -1;

  connectedCallback() {
    if (this.#parts) return;
    this.hidden = true;
    this.#parts = this.#build();
    this.#work.addEventListener("change", () => this.#draw());
  }

  get isOpen() {
    return !this.hidden;
  }

  begin() {
    const asked = this.ask();
    if (!asked.prompt?.trim()) return;
    this.hidden = false;
    this.#asked = asked;
    this.#at = 0;
    this.#taken = -1;
    this.#locks = this.#locks.filter((each) => asked.prompt.includes(each));
    const { instruction, style, writer } = this.#parts;
    prefer("enhanceStyle", style.value);
    this.#work.begin({
      prompt: asked.prompt, workspaceId: asked.workspaceId, count: COUNT,
      ...asked.negativePrompt && { negativePrompt: asked.negativePrompt },
      ...asked.imageModel && { imageModel: asked.imageModel }, ...writer.value && { textModel: writer.value },
      ...style.value && { style: t(`enhance.styleWords.${style.value}`) },
      ...instruction.value.trim() && { instructions: instruction.value.trim() },
      ...this.#locks.length > 0 && { lockedWords: this.#locks },
    });
    this.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.#work.stop();
    this.hidden = true;
    this.dispatchEvent(new CustomEvent("closed", { bubbles: true }));
  }

  #build() {
    const tool = (symbol, key, onclick) => h("button", { type: "button", class: "btn btn-icon btn-ghost btn-sm",
      "aria-label": t(key), title: t(key), onclick }, icon(symbol));
    const parts = {
      title: h("strong", {}), target: h("span", { class: "t2 clip" }), place: h("span", { class: "num small" }),
      earlier: tool("left", "enhance.earlier", () => this.#turn(-1)), later: tool("right", "enhance.later",
        () => this.#turn(1)),
      diff: h("p", { class: "diff", dir: "auto" }), notes: h("p", { class: "small t2" }), locks: h("ul",
        { class: "locks" }),
      fault: h("div", {}), by: h("span", { class: "push small t3 num clip" }), status: h("p",
        { class: "sr", role: "status" }),
      instruction: h("input", { type: "text", class: "form-control", maxlength: "4000", id: "enhance-instruction",
        dir: "auto",
        placeholder: t("enhance.instructionHint"), autocomplete: "off" }),
      style: h("select", { class: "form-select", id: "enhance-style" }, h("option", { value: "" },
        t("enhance.noStyle")),
        STYLES.map((each) => h("option", { value: each, selected: preference("enhanceStyle") === each },
          t(`enhance.styles.${each}`)))),
      writer: h("select", { class: "form-select", id: "enhance-writer" }),
    };
    parts.instruction.addEventListener("keydown", (press) => {
      if (press.key !== "Enter" || press.isComposing) return;
      press.preventDefault();
      this.begin();
    });
    parts.accept = h("button", { type: "button", class: "btn btn-sm btn-soft", onclick: () => this.#accept() },
      icon("check"),
      t("enhance.accept"));
    parts.undo = h("button", { type: "button", class: "btn btn-sm", onclick: () => this.#undo() }, icon("undo"),
      t("toasts.undo"));
    parts.lock = tool("lock", "enhance.lock", () => this.#lock());
    parts.again = h("button", { type: "button", class: "btn btn-sm", onclick: () => this.begin() }, icon("refresh"),
      t("enhance.again"));
    const field = (label, control, look = "") => h("div", { class: look },
      h("label", { class: "form-label", for: control.id }, t(label)), control);
    parts.options = h("details", { class: "options" }, h("summary", {}, icon("sliders"), h("span", {},
      t("enhance.options")),
      icon("down")), h("div", { class: "fields" }, field("enhance.instruction", parts.instruction, "wide"),
      field("enhance.style", parts.style), field("enhance.writer", parts.writer), parts.again));
    parts.foot = h("footer", {}, parts.accept, parts.undo, parts.lock, parts.by);
    this.append(h("section", { class: "enh", "aria-label": t("enhance.label") },
      h("header", {}, icon("wand"), parts.title, parts.target, h("span", { class: "push beside" }, parts.earlier,
        parts.place,
        parts.later), tool("x", "dialogs.close", () => this.close())),
      h("div", { class: "inside" }, parts.diff, parts.notes, parts.locks, parts.fault), parts.foot, parts.options),
    parts.status);
    return parts;
  }

  #draw() {
    const { title, target, place, earlier, later, diff, notes, fault, by, accept, undo, status, writer,
      foot } = this.#parts;
    const { state, candidates, result, problem } = this.#work, shown = candidates[this.#at];
    const name = (id) => this.context.models.get(id)?.name ?? id;
    write(title, t(state === "writing" ? "enhance.writing" : "enhance.title"));
    write(target, this.#asked.imageModel ? t("enhance.for", { name: name(this.#asked.imageModel) }) : "");
    for (const node of [place, earlier, later]) node.hidden = candidates.length < 2;
    write(place, t("create.nth", { at: this.#at + 1, count: candidates.length }));
    mark(earlier, "aria-disabled", this.#at === 0 && "true");
    mark(later, "aria-disabled", this.#at >= candidates.length - 1 && "true");
    diff.hidden = state === "failed";
    if (shown?.diff) fill(diff, wordDiff(marked(shown.diff, this.#locks)));
    else if (shown) write(diff, shown.text);
    else fill(diff, h("span", { class: "skel line" }), h("span", { class: "skel line" }), h("span",
      { class: "skel line short" }));
    diff.classList.toggle("live", state === "writing");
    write(notes, shown?.notes ?? "");
    fill(fault, state === "failed" && problemNote(problem, { title: t("enhance.failed"), retry: () => this.begin() }),
      result?.fallbackFrom && h("p", { class: "small t2 beside" }, icon("warning", "warn"),
        h("span", {}, t("chats.fallback", { from: name(result.fallbackFrom.model),
          to: this.#writerName(result.textModel) }))));
    foot.hidden = state !== "ready";
    accept.hidden = this.#taken === this.#at;
    undo.hidden = this.#taken < 0;
    if (result) {
      write(by, [this.#writerName(result.textModel), result.costMicros > 0 ? money(result.costMicros)
        : duration(this.#work.seconds)].join(" · "));
      mark(by, "title", result.textModel === ENHANCER ? t("enhance.builtinHint") : result.textModel);
    }
    this.#drawLocks();
    this.#drawWriters(writer);
    write(status, state === "ready" ? t("enhance.ready", { count: candidates.length }) : "");
  }

  #drawLocks() {
    const { locks } = this.#parts;
    locks.hidden = this.#locks.length === 0;
    fill(locks, this.#locks.map((words) => h("li", { class: "badge accent" }, icon("lock"), h("span",
      { class: "clip" }, words),
      h("button", { type: "button", "aria-label": t("enhance.unlock", { words }), onclick: () => {
        this.#locks = this.#locks.filter((each) => each !== words);
        this.#draw();
        this.#parts.lock.focus();
      } }, icon("x")))));
  }

  #drawWriters(writer) {
    const cards = this.context.models.chats.filter((card) => card.usable !== false && card.id !== "builtin/guide");
    const ids = ["", ENHANCER, ...cards.map(({ id }) => id)].filter((id, at, all) => all.indexOf(id) === at);
    if ([...writer.options].map(({ value }) => value).join() === ids.join()) return;
    const chosen = writer.value;
    fill(writer, ids.map((id) => h("option", { value: id, selected: id === chosen },
      id ? this.#writerName(id) : t("chats.automatic"))));
  }

  #writerName(id) {
    return id === ENHANCER ? t("enhance.builtin") : this.context.models.get(id)?.name ?? id;
  }

  #turn(step) {
    this.#at = Math.min(this.#work.candidates.length - 1, Math.max(0, this.#at + step));
    this.#draw();
  }

  #accept() {
    this.#taken = this.#at;
    this.dispatchEvent(new CustomEvent("accept", { bubbles: true,
      detail: { candidate: this.#work.candidates[this.#at], id: this.#work.result.id } }));
    this.#draw();
    this.#parts.undo.focus();
  }

  #undo() {
    this.#taken = -1;
    this.dispatchEvent(new CustomEvent("undo", { bubbles: true }));
    this.#draw();
    this.#parts.accept.focus();
  }

  /** What is selected in the prompt, or in the text of the card, stays as it is in the next round. */
  #lock() {
    const inCard = this.contains(document.getSelection()?.anchorNode) ? String(document.getSelection()) : "";
    const words = (inCard || this.ask().selection || "").trim();
    if (!words || !this.ask().prompt.includes(words)) return tell({ text: t("enhance.lockHint") });
    if (!this.#locks.includes(words) && this.#locks.length < MOST_LOCKS) this.#locks = [...this.#locks, words];
    this.#draw();
  }
}

customElements.define("enhance-card", EnhanceCard);
