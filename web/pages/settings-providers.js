// <provider-settings>: the engines, how they fare, and the form of one. Properties: `context`, `query` (of the
// address).
// Its state is the address: provider (an id) or add (a kind, or 1 to choose one).

import { emptyState } from "../elements/empty-state.js";
import { problemNote } from "../elements/problem-note.js";
import "../elements/provider-form.js";
import { ago, duration } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { monogram, providerOf } from "../lib/models.js";
import { tell } from "../lib/pictures.js";

const LOOKS = {
  up: ["good", "ok"], degraded: ["warn", "clock"], down: ["bad", "fail"], unknown: ["", "help"],
  unauthorized: ["bad", "lock"],
  outOfCredit: ["bad", "warning"],
};

/** How an engine fares, as a badge with a word. */
export function healthBadge(state, enabled = true) {
  if (state === "builtin") return h("span", { class: "badge good" }, icon("ok"), t("health.builtin"));
  if (!enabled) return h("span", { class: "badge" }, icon("pause"), t("providers.off"));
  const [look, symbol] = LOOKS[state] ?? LOOKS.unknown;
  return h("span", { class: `badge ${look}`.trim() }, icon(symbol), t(`health.${LOOKS[state] ? state : "unknown"}`));
}

class ProviderSettings extends HTMLElement {
  context = null;
  #query = new URLSearchParams();
  #parts = null;
  #open = null;
  #leave = [];

  connectedCallback() {
    const { providers, models } = this.context;
    this.#parts ??= this.#build();
    for (const store of [providers, models]) {
      const draw = () => this.#draw();
      store.addEventListener("change", draw);
      this.#leave.push(() => store.removeEventListener("change", draw));
    }
    providers.load();
    this.#draw();
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
  }

  set query(query) {
    this.#query = query;
    if (this.#parts) this.#draw();
  }

  #build() {
    const { router } = this.context;
    const add = h("a", { class: "btn", href: router.href("settings", { section: "providers", add: "1" }) },
      icon("plus"), t("providers.add"));
    const cards = h("ul", { class: "cards", "aria-label": t("settings.providers.title") });
    const place = h("div", { class: "place" });
    const title = h("h3", { class: "head clip", dir: "auto" }), badge = h("span", {});
    const body = h("div", { class: "form-body" });
    const form = h("section", { class: "card formcol", hidden: true },
      h("header", { class: "bar rule" }, title, badge, h("a", {
        class: "btn btn-icon btn-ghost btn-sm push", href: router.href("settings", { section: "providers" }),
        "aria-label": t("dialogs.close"),
      }, icon("x"))), body);
    this.append(h("div", { class: "acts" }, add), place, cards, form);
    return { cards, place, form, title, badge, body };
  }

  #draw() {
    const { providers } = this.context, { cards, place } = this.#parts;
    const list = providers.list;
    cards.hidden = list.length === 0;
    if (providers.state === "failed") fill(place,
      problemNote(providers.problem, { title: t("engines.notLoaded"), retry: () => providers.load() }));
    else if (providers.state === "ready" && list.length === 0) fill(place,
      emptyState({ symbol: "plug", title: t("providers.none"), text: t("providers.noneHint") }));
    else fill(place);
    reconcile(cards, list, { key: ({ id }) => id, make: () => this.#card(),
      update: (node, each) => node.update(each) });
    this.#drawForm();
  }

  #card() {
    const { router, models } = this.context;
    const logo = h("span", { class: "logo large", "aria-hidden": "true" }),
      name = h("span", { class: "strong clip", dir: "auto" });
    const where = h("span", { class: "small t3 clip" }), badge = h("span", { class: "push" });
    const facts = h("dl", { class: "meta" });
    const trouble = h("p", { class: "small t2 trouble", dir: "auto" });
    const link = h("a", { class: "card prov" },
      h("div", { class: "beside" }, logo, h("span", { class: "clip" }, name, where), badge), trouble, facts);
    const node = h("li", {}, link);
    node.update = (each) => {
      const count = [...models.images, ...models.texts].filter(({ id }) => providerOf(id) === each.id).length;
      const isOurs = each.kind === "builtin", { latencyMs, checkedAt, detail } = each.health ?? {};
      const state = isOurs ? "builtin" : each.health?.state;
      write(logo, monogram(each.name));
      write(name, each.name);
      write(where, [each.baseUrl?.replace(/^https?:\/\//, ""),
        t("providers.models", { count })].filter(Boolean).join(" · "));
      fill(badge, healthBadge(state, each.enabled));
      trouble.hidden = !isOurs && (!detail || state === "up");
      write(trouble, isOurs ? t("providers.builtin") : detail ?? "");
      const fact = (value, label) => h("div", {}, h("dd", {}, value), h("dt", {}, label));
      facts.hidden = isOurs;
      fill(facts,
        fact(latencyMs === null || latencyMs === undefined ? "–" : duration(latencyMs / 1000),
          t("providers.answersIn")),
        fact(each.hasKey ? each.keyHint ? `…${each.keyHint}` : t("providers.keyStored") : "–",
          t("providers.fields.apiKey")),
        fact(checkedAt ? ago(checkedAt) : "–", t("providers.checked")));
      mark(link, "href", isOurs ? router.href("settings", { section: "models" })
        : router.href("settings", { section: "providers", provider: each.id }));
      mark(link, "aria-current", this.#query.get("provider") === each.id && "true");
    };
    return node;
  }

  /** The form stays as it is while the same engine is open, with all that was typed. */
  #drawForm() {
    const { providers, router } = this.context, { form, title, badge, body } = this.#parts;
    const id = this.#query.get("provider"), add = this.#query.get("add"),
      open = id ? `provider ${id}` : add ? `add ${add}` : null;
    const provider = id ? providers.get(id) : null,
      kind = provider ? providers.kind(provider.kind) : providers.kind(add);
    if (open !== this.#open && (providers.state === "ready" || !open)) {
      this.#open = open;
      form.hidden = !open || Boolean(id && !provider);
      if (provider || kind) this.#show(kind, provider);
      else if (open && !id) fill(body, this.#kinds());
      if (!form.hidden) {
        (body.querySelector("provider-form") ?? body.querySelector("a"))?.focus();
        form.scrollIntoView({ block: "nearest" });
      }
    }
    if (form.hidden) return;
    write(title, provider?.name ?? kind?.name ?? t("providers.add"));
    fill(badge, provider && healthBadge(provider.health?.state, provider.enabled));
    if (id && !provider && providers.state === "ready") router.go(router.href("settings", { section: "providers" }),
      { replace: true });
  }

  #show(kind, provider) {
    const { router, models } = this.context, { body } = this.#parts;
    const form = h("provider-form", {});
    form.context = this.context;
    form.show(kind, provider);
    form.addEventListener("stored", ({ detail }) => {
      this.#open = `provider ${detail.id}`;
      router.go(router.href("settings", { section: "providers", provider: detail.id }), { replace: true });
    });
    form.addEventListener("works", () => models.load());
    form.addEventListener("removed", ({ detail }) => {
      tell({ text: t("providers.removed", { name: detail.name }) });
      router.go(router.href("settings", { section: "providers" }), { replace: true });
      models.load();
    });
    fill(body, form);
  }

  #kinds() {
    const { providers, router } = this.context;
    return h("ul", { class: "kinds pad" }, providers.kinds.filter(({ id }) => id !== "builtin").map((kind) =>
      h("li", {}, h("a", {
      class: "opt", href: router.href("settings", { section: "providers", add: kind.id }),
    }, h("span", { class: "logo", "aria-hidden": "true" }, monogram(kind.name)),
    h("span", { class: "about" }, h("span", { class: "strong" }, kind.name),
      h("span", { class: "small t2" }, kind.summary)), icon("right")))));
  }
}

customElements.define("provider-settings", ProviderSettings);
