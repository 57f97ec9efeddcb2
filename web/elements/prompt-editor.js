// <prompt-editor>: one saved prompt: its words, where it lies, and every wording that it had. Property `context`,
// `library` (a PromptLibrary). Method `show(prompt)`; one without an id is new. Fires `saved` with the prompt,
// `closed`,
// `use` with `{where: "create"|"chat", prompt}` and `trash`.

import { blame, field, forgive } from "../lib/field.js";
import { ago, moment } from "../lib/format.js";
import { fill, h, mark, write } from "../lib/html.js";
import { explain, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { variables } from "../lib/macros.js";
import { attempt, tell } from "../lib/pictures.js";
import { drafts } from "../lib/preferences.js";
import { MOST_PROMPT } from "../lib/recipe.js";
import { problemNote } from "./problem-note.js";
import { tagsIn } from "./tag-dialog.js";
import { wordDiff } from "./word-diff.js";

let last = 0;

export class PromptEditor extends HTMLElement {
  context = null;
  library = null;
  #prompt = null;
  #parts = null;
  #form = null;

  connectedCallback() {
    this.#parts ??= this.#build();
  }

  show(prompt) {
    const isOther = !this.#prompt || prompt.id !== this.#prompt.id, hasNews = prompt.version !== this.#prompt?.version;
    // What somebody is changing here is not written over by news from elsewhere.
    const isKept = !isOther && this.#isDirty;
    this.#prompt = prompt;
    if (!isOther && !hasNews) return this.#draw();
    const draft = isOther ? drafts.get(this.#draftName) : null;
    this.#form = draft ?? (isKept ? this.#form : values(prompt));
    forgive(this.#parts.fields);
    fill(this.#parts.note);
    if (isOther) write(this.#parts.kept, "");
    for (const name of ["title", "text", "negativePrompt", "folder",
      "tags"]) this.#parts[name].value = this.#form[name];
    this.#draw();
    this.#drawFolders();
    this.#loadVersions();
  }

  get field() {
    return this.#parts.text;
  }

  get #draftName() {
    return `prompt.${this.#prompt.id ?? "new"}`;
  }

  get #isDirty() {
    const before = values(this.#prompt);
    return Boolean(this.#form) && Object.keys(before).some((name) => before[name] !== this.#form[name]);
  }

  #build() {
    const edit = (name) => (event) => this.#edit({ [name]: event.target.value });
    const text = (name, more = {}) => h("input", { type: "text", class: "form-control", dir: "auto",
      autocomplete: "off",
      maxlength: "200", oninput: edit(name), ...more });
    const area = (name, rows) => h("textarea", { class: "form-control", rows, dir: "auto", spellcheck: "true",
      oninput: edit(name) });
    const folders = h("datalist", { id: `folders-${(last += 1)}` });
    const parts = {
      title: text("title", { placeholder: t("prompts.titleHint") }), text: area("text", 6),
      negativePrompt: area("negativePrompt", 2), folder: text("folder", { list: folders.id,
        placeholder: t("prompts.folderHint") }), tags: text("tags", { placeholder: t("prompts.tagsHint") }), folders,
      note: h("div", { class: "note", "aria-live": "polite" }), variables: h("p", { class: "variables small" }),
      used: h("p", { class: "small t3" }), versions: h("ol", { class: "versions" }), count: h("span",
        { class: "num t3" }),
    };
    const tool = (symbol, key, onclick) => h("button", { type: "button", class: "btn btn-icon btn-ghost btn-sm",
      "aria-label": t(key), title: t(key), onclick }, icon(symbol));
    parts.kept = h("span", { class: "small good kept", role: "status" });
    parts.star = tool("star", "image.favorite", () => this.#star());
    parts.trash = tool("trash", "prompts.trash", () => this.#tell("trash"));
    parts.heading = h("h2", { class: "strong clip", dir: "auto" });
    parts.save = h("button", { type: "button", class: "btn btn-primary", onclick: () => this.#save() }, t("form.save"));
    parts.revert = h("button", { type: "button", class: "btn btn-ghost", onclick: () => this.#revert() },
      t("form.startOver"));
    const use = (where, symbol) => h("button", { type: "button", class: "btn", onclick: () => this.#use(where) },
      icon(symbol), t(`prompts.use.${where}`));
    parts.uses = h("span", { class: "beside uses" }, use("create", "create"), use("chat", "chats"));
    parts.history = h("details", { class: "history" }, h("summary", {}, icon("clock"), h("span", {},
      t("prompts.versions")),
      parts.count, icon("down")), parts.versions);
    parts.fields = h("div", { class: "scroll" },
      field("text", { label: t("prompts.text"), control: parts.text, look: "words" }), parts.variables,
      field("negativePrompt", { label: t("create.negative"), control: parts.negativePrompt }),
      field("title", { label: t("prompts.title"), control: parts.title }),
      h("div", { class: "two" }, field("folder", { label: t("prompts.folder"), control: parts.folder }),
        field("tags", { label: t("image.tags"), control: parts.tags })), folders, parts.note, parts.used,
          parts.history);
    this.append(
      h("div", { class: "bar rule" }, h("button", { type: "button", class: "btn btn-icon btn-ghost btn-sm",
        "aria-label": t("dialogs.close"), title: t("dialogs.close"), onclick: () => this.#tell("closed") }, icon("x")),
      parts.heading, h("span", { class: "push beside" }, parts.star, parts.trash)),
      parts.fields, h("div", { class: "bar foot" }, parts.uses, h("span", { class: "push beside" }, parts.kept, parts.revert, parts.save)));
    this.addEventListener("keydown", (press) => {
      if (press.key !== "Enter" || !(press.ctrlKey || press.metaKey)) return;
      press.preventDefault();
      press.stopPropagation();
      this.#save();
    });
    return parts;
  }

  #edit(change) {
    write(this.#parts.kept, "");
    this.#form = { ...this.#form, ...change };
    drafts.set(this.#draftName, this.#isDirty ? this.#form : null);
    this.#draw();
  }

  #draw() {
    const { heading, star, trash, save, revert, uses, used, variables: line, history } = this.#parts;
    const { id, title, favorite, useCount, lastUsedAt } = this.#prompt, isDirty = this.#isDirty;
    write(heading, id ? title : t("prompts.new"));
    mark(star, "aria-pressed", String(Boolean(favorite)));
    star.firstChild.classList.toggle("full", Boolean(favorite));
    star.hidden = trash.hidden = history.hidden = !id;
    mark(save, "aria-disabled", !isDirty && "true");
    revert.hidden = !isDirty || !id;
    uses.hidden = !this.#form.text.trim();
    const names = variables(this.#form.text, this.#form.negativePrompt);
    line.hidden = names.length === 0;
    fill(line, t("prompts.variables"), " ", names.map((name) => h("code", {}, `{{${name}}}`)));
    used.hidden = !id;
    write(used, useCount > 0 ? t("prompts.used", { count: useCount, ago: ago(lastUsedAt) }) : t("prompts.unused"));
  }

  #drawFolders() {
    fill(this.#parts.folders, this.library.facets.folders.map(({ value }) => value && h("option", { value })));
  }

  async #loadVersions() {
    const { id, currentVersion } = this.#prompt, { versions, count } = this.#parts;
    fill(versions);
    write(count, id ? String(currentVersion) : "");
    if (!id) return;
    await attempt(async () => {
      const items = await this.library.versions(this.#prompt);
      if (id !== this.#prompt.id) return;
      fill(versions, items.map((each) => h("li", {},
        h("div", { class: "beside" }, h("strong", { class: "num" }, t("prompts.version", { number: each.number })),
          h("time", { class: "small t3", datetime: each.createdAt, title: moment(each.createdAt) },
            ago(each.createdAt)),
          each.current ? h("span", { class: "badge accent push" }, t("prompts.current"))
            : h("button", { type: "button", class: "btn btn-sm push", onclick: () => this.#restore(each.number) },
              icon("undo"), t("card.restore"))),
        h("p", { class: "diff", dir: "auto" }, wordDiff(each.number === 1 ? [{ op: "keep", text: each.text }]
          : each.diff)),
        each.negativePrompt && h("p", { class: "diff small", dir: "auto" }, `${t("create.negative")}: `,
          wordDiff(each.negativePromptDiff ?? [{ op: "keep", text: each.negativePrompt }])))));
    });
  }

  async #restore(number) {
    await attempt(async () => {
      const before = this.#prompt.currentVersion, prompt = await this.library.restoreVersion(this.#prompt, number);
      drafts.set(this.#draftName, null);
      this.#form = values(this.#prompt);
      this.#tell("saved", prompt);
      tell({ text: t("prompts.restored", { number }), undo: () => this.#restore(before) });
    });
  }

  async #star() {
    await attempt(async () => this.#tell("saved",
      await this.library.change(this.#prompt, { favorite: !this.#prompt.favorite })));
  }

  #revert() {
    drafts.set(this.#draftName, null);
    this.#form = null;
    this.#prompt = { ...this.#prompt, version: -this.#prompt.version };
    this.show({ ...this.#prompt, version: -this.#prompt.version });
  }

  async #save() {
    const { fields, note } = this.#parts, form = this.#form;
    if (!this.#isDirty) return;
    forgive(fields);
    fill(note);
    const length = [...form.text].length;
    if (!form.text.trim()) return blame(fields, [{ name: "text", code: "prompt" }]);
    if (length > MOST_PROMPT) return blame(fields, [{ name: "text", code: "too_long",
      values: { count: MOST_PROMPT } }]);
    const body = { text: form.text, negativePrompt: form.negativePrompt, title: form.title.trim() || null,
      folder: form.folder.trim(), tags: tagsIn(form.tags) };
    const name = this.#draftName;
    try {
      const prompt = this.#prompt.id ? await this.library.change(this.#prompt, body) : await this.library.create(body);
      drafts.set(name, null);
      this.#form = values(this.#prompt);
      this.#tell("saved", prompt);
      write(this.#parts.kept, t("prompts.kept"));
    } catch (problem) {
      const faults = (problem.errors ?? []).map(({ pointer, code, detail }) => ({ name: pointer.split("/")[1], code,
        detail }));
      const homeless = faults.length > 0 ? blame(fields, faults) : [problem];
      if (homeless.length > 0) fill(note, problemNote(problem, { title: t("form.notSaved"),
        retry: () => this.#save() }));
      if (problem.code === "precondition_failed") tell({ text: explain(problem), bad: true });
    }
  }

  #use(where) {
    this.#tell("use", { where, prompt: { ...this.#prompt, ...this.#form } });
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** A prompt as the form shows it: every value a text. */
function values({ title = "", text = "", negativePrompt = "", folder = "", tags = [] }) {
  return { title: title ?? "", text: text ?? "", negativePrompt: negativePrompt ?? "", folder: folder ?? "",
    tags: tags.join(", ") };
}

customElements.define("prompt-editor", PromptEditor);
