// <provider-form>: sets up one engine by the form of its kind, and tries it at once. Property `context` ({providers}).
// Method `show(kind, provider|null, preset)`. Fires `stored` with the provider after each save, `works` after a trial
// that went well, and `removed`.

import { blame, field, forgive } from "../lib/field.js";
import { duration } from "../lib/format.js";
import { fill, h, mark } from "../lib/html.js";
import { knows, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { attempt } from "../lib/pictures.js";
import { micros } from "../lib/workspace-fields.js";
import { confirm } from "./confirm-dialog.js";
import "./number-stepper.js";
import { problemNote } from "./problem-note.js";

/** What every engine has besides the fields of its kind. */
const LIMITS = ["concurrency", "requestsPerMinute"];

export class ProviderForm extends HTMLElement {
  context = null;
  #kind = null;
  #provider = null;
  #form = null;
  #note = null;
  #steps = {};
  #busy = false;

  show(kind, provider, preset = {}) {
    this.#kind = kind;
    this.#provider = provider;
    const values = provider ?? { ...preset, options: {}, limits: {} };
    this.#note = h("div", { class: "note", "aria-live": "polite" });
    this.#steps = {};
    const fields = kind?.fields ?? fieldsOf(provider);
    const main = fields.filter(({ name }) => !name.startsWith("options."));
    const more = fields.filter(({ name }) => name.startsWith("options."));
    this.#form = h("form", { novalidate: true, onsubmit: (event) => this.#submit(event),
      oninput: (event) => unmark(event.target) },
      h("div", { class: "scroll fields" },
        kind?.summary && h("p", { class: "t2" }, kind.summary, " ",
          kind.docsUrl && h("a", { class: "link", href: kind.docsUrl, target: "_blank", rel: "noreferrer" },
            t("providers.docs"))),
        main.map((each) => this.#field(each, values)),
        this.#note,
        h("details", { class: "defaults" },
          h("summary", {}, icon("right"), h("span", { class: "strong" }, t("providers.more"))),
          h("div", { class: "fields" },
            h("div", { class: "two" },
              LIMITS.map((name) => this.#limit(name,
                values.limits?.[name] ?? (name === "concurrency" ? kind?.concurrency : null))),
              this.#budget(values.limits?.dailyBudgetMicros)),
            more.map((each) => this.#field(each, values)),
            provider && this.#enabled(provider)))),
      h("footer", {},
        provider && h("button", { type: "button", class: "btn btn-danger btn-ghost away",
          onclick: () => this.#remove() }, icon("trash"), t("providers.remove")),
        h("span", { class: "gap" }),
        provider && h("button", { type: "button", class: "btn", onclick: () => this.#test() }, icon("refresh"),
          t("providers.test")),
        h("button", { type: "submit", class: "btn btn-primary" },
          provider ? t("providers.save") : t("providers.connect"))));
    fill(this, this.#form);
  }

  /** The first field that waits for something to be typed. */
  focus() {
    const fields = [...this.#form.querySelectorAll(".fields > .field input, .fields > .field select")];
    (fields.find((each) => !each.value && each.name !== "name") ?? fields[0])?.focus();
  }

  /** Tries the engine as it is stored. */
  async test() {
    await this.#test();
  }

  #field({ name, type, required, secret, options, default: standard, detail, min, max, step }, values) {
    const key = `providers.fields.${name.replace("options.", "")}`;
    const label = knows(key) ? t(key) : words(name.replace("options.", ""));
    const value = name.startsWith("options.") ? values.options?.[name.slice(8)] : values[name];
    if (secret) return this.#key(name, label, required);
    const shared = { name, "data-type": type };
    let control;
    if (type === "flag") {
      control = h("input", { ...shared, type: "checkbox", role: "switch", class: "switch",
        checked: value ?? standard ?? false });
    } else if (options?.length > 0) {
      control = h("select", { ...shared, class: "form-select" },
        !required && h("option", { value: "" }, t("create.auto")),
        options.map((each) => h("option", { value: each }, each)));
      control.value = value ?? standard ?? "";
    } else if (type === "json") {
      control = h("textarea", { ...shared, class: "form-control mono", rows: "4", spellcheck: "false" });
      control.value = value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
    } else {
      const isNumber = type === "integer" || type === "number";
      control = h("input", {
        ...shared, type: isNumber ? "number" : "text", class: `form-control ${name === "baseUrl" ? "mono" : ""}`.trim(),
        min, max, step: isNumber ? step ?? "any" : null, autocomplete: "off", spellcheck: "false",
        inputmode: name === "baseUrl" ? "url" : null,
        placeholder: name === "name" ? "" : standard ?? (name === "baseUrl" ? "http://127.0.0.1:8188" : ""),
      });
      control.value = value ?? (name === "name" || name === "baseUrl" ? standard ?? "" : "");
    }
    const hint = !required && name.startsWith("options.") ? null : required
      && h("span", { class: "push t3" }, t("providers.required"));
    const below = detail && name !== "name" && h("p", { class: "form-text" }, detail);
    return field(name, { label, hint, control, below });
  }

  /** Write-only: what is stored is never shown, only replaced or taken away. */
  #key(name, label, required) {
    const stored = this.#provider?.hasKey;
    const control = h("input", {
      type: "password", name, class: "form-control mono", autocomplete: "off", spellcheck: "false",
      placeholder: stored ? t("providers.newKey") : t("providers.pasteKey"),
    });
    const said = stored
      ? this.#provider.keyHint ? t("providers.keyEnds", { hint: this.#provider.keyHint }) : t("providers.keyStored")
      : required ? t("providers.required") : t("providers.optional");
    return field(name, {
      label, hint: h("span", { class: "push t3" }, said), control,
      below: h("p", { class: "form-text" }, t("providers.keyHint")),
    });
  }

  #limit(name, value) {
    const stepper = h("number-stepper", {});
    const label = t(`providers.limits.${name}`), most = name === "concurrency" ? 64 : 100_000;
    this.#steps[name] = value ?? null;
    const show = (now) => stepper.show({ value: now, least: 1, most, step: 1,
      standard: name === "concurrency" ? 1 : "–", label });
    stepper.addEventListener("edit", (event) => {
      event.stopPropagation();
      this.#steps[name] = event.detail;
    });
    show(value ?? null);
    return field(`limits.${name}`, { label, control: stepper });
  }

  #budget(value) {
    const input = h("input", { type: "text", name: "budget", class: "form-control", inputmode: "decimal",
      placeholder: "–", autocomplete: "off" });
    input.value = value || value === 0 ? String(value / 1_000_000) : "";
    return field("limits.dailyBudgetMicros", { label: t("providers.limits.dailyBudgetMicros"), control: input });
  }

  #enabled({ enabled }) {
    return field("enabled", {
      label: t("providers.enabled"), control: h("input",
        { type: "checkbox", role: "switch", class: "switch", name: "enabled", checked: enabled }),
    });
  }

  /** The request body; throws the faults that can be seen without asking. */
  #read() {
    const body = { options: {}, limits: {} }, faults = [];
    for (const { name, type, required, secret } of this.#kind?.fields ?? fieldsOf(this.#provider)) {
      const control = this.#form.elements[name];
      if (!control) continue;
      const text = type === "flag" ? "" : control.value.trim();
      if (required && !text && !(secret && this.#provider?.hasKey)) faults.push({ name, code: "needed" });
      let value = type === "flag" ? control.checked : text === "" ? null : text;
      if ((type === "integer" || type === "number") && value !== null) value = Number(value);
      if (type === "json" && value !== null) {
        try {
          value = JSON.parse(value);
        } catch {
          faults.push({ name, code: "json" });
        }
      }
      if (secret && value === null) continue;
      if (name.startsWith("options.")) {
        const option = name.slice(8);
        if (value !== null || this.#provider?.options?.[option] !== undefined) body.options[option] = value;
      } else if (value !== null) body[name] = value;
    }
    for (const name of LIMITS) if (this.#steps[name] || this.#provider) body.limits[name] = this.#steps[name];
    if (body.limits.concurrency === null) delete body.limits.concurrency;
    const budget = this.#form.elements.budget.value.trim();
    if (budget && micros(budget) === null) faults.push({ name: "limits.dailyBudgetMicros", code: "not_money" });
    else if (budget || this.#provider) body.limits.dailyBudgetMicros = budget ? micros(budget) : null;
    if (this.#form.elements.enabled) body.enabled = this.#form.elements.enabled.checked;
    if (!this.#provider) body.kind = this.#kind.id;
    if (Object.keys(body.options).length === 0) delete body.options;
    return { body, faults };
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#busy) return;
    forgive(this.#form);
    fill(this.#note);
    const { body, faults } = this.#read();
    if (faults.length > 0) return blame(this.#form, faults);
    this.#work(true);
    try {
      const { providers } = this.context;
      const saved = this.#provider ? await providers.change(this.#provider, body) : await providers.create(body);
      const typed = this.#form.contains(document.activeElement);
      this.#provider = saved;
      this.#rebuild();
      this.dispatchEvent(new CustomEvent("stored", { bubbles: true, detail: saved }));
      if (typed) this.#form.querySelector("[type=submit]").focus();
      await this.#trial();
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#work(false);
    }
  }

  /** The same form for what is stored now: the key is gone from the screen. */
  #rebuild() {
    const open = this.#form.querySelector("details").open;
    this.show(this.#kind, this.#provider);
    this.#form.querySelector("details").open = open;
  }

  async #test() {
    if (this.#busy || !this.#provider) return;
    this.#work(true);
    try {
      await this.#trial();
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#work(false);
    }
  }

  async #trial() {
    fill(this.#note, h("p", { class: "trying t2" }, h("span", { class: "skel dot" }), t("providers.testing")));
    const result = await this.context.providers.check(this.#provider);
    fill(this.#note, trialNote(result, this.#provider));
    this.#note.scrollIntoView({ block: "nearest" });
    if (result.ok) this.dispatchEvent(new CustomEvent("works", { bubbles: true, detail: this.#provider }));
  }

  async #remove() {
    const { name } = this.#provider;
    const isSure = await confirm({
      title: t("providers.removeAsk", { name }), text: t("providers.removeHint"), action: t("providers.remove"),
      danger: true,
    });
    if (!isSure || !await attempt(() => this.context.providers.remove(this.#provider))) return;
    this.dispatchEvent(new CustomEvent("removed", { bubbles: true, detail: this.#provider }));
  }

  #fail(problem) {
    const faults = (problem.errors ?? []).map(({ pointer, code, detail }) => ({
      name: (pointer ?? "").slice(1).replaceAll("/", "."), code, detail,
    }));
    const homeless = faults.length > 0 ? blame(this.#form, faults) : [problem];
    if (homeless.length > 0) fill(this.#note, problemNote(problem, { title: t("form.notSaved") }));
  }

  #work(busy) {
    this.#busy = busy;
    mark(this.#form, "aria-busy", busy && "true");
    for (const button of this.#form.querySelectorAll("footer .btn")) mark(button, "aria-disabled", busy && "true");
  }
}

/** What a trial found: the engine's own words, then what to try. */
export function trialNote({ ok, latencyMs, detail, steps = [], providerMessage }, provider) {
  const took = latencyMs !== null && latencyMs !== undefined
    && h("span", { class: "push small t3 num" }, duration(latencyMs / 1000));
  const words = providerMessage ?? (ok ? null : detail);
  return h("section", { class: ok ? "result good-result" : "result", role: ok ? "status" : "alert" },
    h("h3", { class: `beside ${ok ? "good" : "bad"}` }, icon(ok ? "ok" : "fail"),
      ok ? t("providers.works") : t("providers.fails"), took),
    words && h("div", {},
      h("p", { class: "small t3" }, t("providers.words", { name: provider?.name ?? "" })),
      h("blockquote", { class: "mono", dir: "auto" }, words)),
    steps.length > 0 && h("ol", { class: "steps" },
      steps.map((step, at) => stepRow(step, ok, at === steps.length - 1))),
    !ok && h("p", { class: "small" }, t("providers.tryThis")));
}

/** A step is a sentence, or `{name|title, ok, detail, latencyMs}`. */
function stepRow(step, ok, isLast) {
  const text = typeof step === "string" ? step : step.title ?? step.name ?? step.detail ?? "";
  const good = typeof step === "string" ? ok || !isLast : step.ok !== false;
  return h("li", {}, icon(good ? "ok" : "fail", good ? "good" : "bad"), h("span", { dir: "auto" }, text),
    step.latencyMs > 0 && h("span", { class: "push t3 num" }, duration(step.latencyMs / 1000)));
}

/** A kind that this version does not know any more is shown by what it has. */
function fieldsOf(provider) {
  return [
    { name: "name", type: "text" }, provider?.baseUrl && { name: "baseUrl", type: "text" },
    provider?.hasKey && { name: "apiKey", type: "text", secret: true },
  ].filter(Boolean);
}

function unmark(control) {
  control.removeAttribute("aria-invalid");
  control.classList.remove("is-invalid");
}

function words(name) {
  const text = name.replace(/[_-]+/g, " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

customElements.define("provider-form", ProviderForm);
