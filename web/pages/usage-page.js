// <usage-page>: what was spent and made, day by day and by whom. Properties: `context`, `route`. Its state is its
// address: days (a span up to today) or from and to, by (the table's groups), of (the chart's measure).

import { sparkline } from "../elements/bar-chart.js";
import { emptyState } from "../elements/empty-state.js";
import { problemNote } from "../elements/problem-note.js";
import { swatch } from "../elements/workspace-switcher.js";
import { count, duration, money, number } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { intl, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { save } from "../lib/pictures.js";
import { COLUMNS, csv, figure, GROUPS, load, MEASURES, period, points, SPANS, spanQuery, steps } from "../lib/usage.js";

const NEWS = /^(generation\.(succeeded|failed|cancelled)|message\.(completed|failed))$/;
const PAUSE = 1000;

class UsagePage extends HTMLElement {
  context = null;
  #route = null;
  #parts = null;
  #sums = null;
  #problem = null;
  #asked = null;
  #round = 0;
  #timer = null;
  #leave = [];

  connectedCallback() {
    const { workspaces, models, providers, stream } = this.context;
    this.#parts ??= this.#build();
    const on = (target, name, action) => {
      target.addEventListener(name, action);
      this.#leave.push(() => target.removeEventListener(name, action));
    };
    for (const store of [workspaces, models, providers]) on(store, "change", () => this.#draw());
    on(stream, "event", ({ detail }) => NEWS.test(detail.type) && this.#soon());
    on(stream, "resync", () => this.#load());
    if (providers.state === "loading") providers.load();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const leave of this.#leave.splice(0)) leave();
  }

  set route(route) {
    this.#route = route;
    const { from, to } = this.#period, asked = `${from} ${to}`;
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#load();
    }
    this.#draw();
  }

  get #period() {
    return period(this.#route.query);
  }

  get #by() {
    return GROUPS.find((each) => each === this.#route.query.get("by")) ?? GROUPS[0];
  }

  /** Money is what one asks for first, where any was spent. */
  get #of() {
    const wanted = MEASURES.find((each) => each === this.#route.query.get("of"));
    return wanted ?? (this.#sums?.total.costMicros > 0 ? "cost" : this.#sums?.total.images > 0 ? "images" : "calls");
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), PAUSE);
  }

  async #load() {
    const round = (this.#round += 1);
    try {
      const sums = await load(this.#period);
      if (round !== this.#round) return;
      this.#sums = sums;
      this.#problem = null;
    } catch (problem) {
      if (round !== this.#round) return;
      this.#problem = problem;
    }
    this.#draw();
  }

  #build() {
    const { router } = this.context;
    const spans = h("nav", { class: "seg", "aria-label": t("usage.period") },
      SPANS.map((span) => h("a", { "data-span": span }, t("usage.days", { count: span }))));
    const day = (name) => h("input", {
      type: "date", class: "form-control", "aria-label": t(`usage.${name}`), onchange: () => this.#choose(),
    });
    const from = day("from"), to = day("to");
    const file = h("button", { type: "button", class: "btn", onclick: () => this.#download() }, icon("download"),
      t("usage.csv"));
    const cards = h("ul", { class: "figures" }, MEASURES.map((measure) => h("li", { class: "card", "data-of": measure },
      h("p", { class: "small t2" }, t(`usage.measures.${measure}`)),
      h("p", { class: "value" }, h("span", { class: "skel" })),
      h("p", { class: "small t3 more" }), h("div", { class: "line" }))));
    const measures = h("nav", { class: "seg", "aria-label": t("usage.measure") },
      MEASURES.map((measure) => h("a", { "data-of": measure }, t(`usage.measures.${measure}`))));
    const chart = h("bar-chart", {});
    const groups = h("nav", { class: "seg", "aria-label": t("usage.groups.label") },
      GROUPS.map((by) => h("a", { "data-by": by }, t(`usage.groups.${by}`))));
    const body = h("tbody", {}), foot = h("tfoot", {}), head = h("thead", {});
    const place = h("div", { class: "place" });
    const over = h("section", { class: "card over", "aria-labelledby": "usage-over" },
      h("header", {}, h("h2", { id: "usage-over" }, t("usage.over")), measures), chart);
    const table = h("section", { class: "card parts", "aria-labelledby": "usage-parts" },
      h("header", {}, h("h2", { id: "usage-parts" }, t("usage.parts")), groups, file),
      h("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "usage-parts" },
        h("table", {}, head, body, foot)));
    this.append(h("div", { class: "scroll", "data-scroll": true }, h("div", { class: "body" },
      h("header", { class: "top" },
        h("div", {}, h("h1", { class: "title", tabindex: "-1" }, t("pages.usage")),
          h("p", { class: "t2" }, t("usage.text"))),
        h("div", { class: "span" }, spans, h("div", { class: "days" }, from, h("span", { class: "t3" }, "–"), to))),
      place, cards, over, table)));
    const link = (nodes, query) => nodes.forEach((each) => each.addEventListener("click", (click) => {
      click.preventDefault();
      router.go(router.here(query(each.dataset)), { replace: true });
    }));
    link([...groups.children], ({ by }) => ({ by: by === GROUPS[0] ? null : by }));
    link([...measures.children], ({ of }) => ({ of }));
    link([...spans.children], ({ span }) => spanQuery(Number(span)));
    return { spans, from, to, file, cards, measures, chart, groups, head, body, foot, place, over, table };
  }

  #draw() {
    if (!this.#route) return;
    const { router } = this.context, parts = this.#parts, days = this.#period, sums = this.#sums;
    for (const each of parts.spans.children) {
      mark(each, "href", router.here(spanQuery(Number(each.dataset.span))));
      mark(each, "aria-current", Number(each.dataset.span) === days.span && "true");
    }
    for (const name of ["from", "to"]) {
      if (parts[name] !== document.activeElement) parts[name].value = days[name];
    }
    mark(parts.from, "max", days.to);
    const isEmpty = sums?.total.calls === 0;
    for (const each of [parts.cards, parts.over, parts.table]) each.hidden = isEmpty || Boolean(this.#problem && !sums);
    this.#drawPlace(isEmpty);
    if (!sums || isEmpty) return;
    this.#drawFigures(points(sums.day, days));
    this.#drawChart(points(sums.day, days));
    this.#drawTable();
  }

  #drawPlace(isEmpty) {
    const { place } = this.#parts, { router } = this.context;
    const kind = this.#problem ? `failed ${this.#problem.requestId}` : isEmpty ? "empty" : "";
    if (place.dataset.kind === kind) return;
    place.dataset.kind = kind;
    fill(place, this.#problem ? problemNote(this.#problem, { title: t("usage.notLoaded"), retry: () => this.#load() })
      : isEmpty && emptyState({
        drawing: "usage", title: t("usage.none"), text: t("usage.noneHint"), actions: [
          h("a", { class: "btn btn-primary", href: router.href("create") }, icon("create"), t("gallery.create"))],
      }));
  }

  #drawFigures(all) {
    const { total } = this.#sums, { images } = total;
    const more = {
      cost: images > 0 && total.costMicros > 0
        ? t("usage.perImage", { price: money(Math.round(total.costMicros / images)) })
        : t(total.costMicros === 0 ? "usage.nothingSpent" : "usage.spent"),
      images: perDay(images, all),
      tokens: t("usage.inOut", { read: count(total.inputTokens), written: count(total.outputTokens) }),
      calls: total.errors > 0 ? t("usage.errors", { count: total.errors })
        : t("usage.activeDays", { count: all.filter((each) => each.calls > 0).length }),
    };
    for (const card of this.#parts.cards.children) {
      const { of } = card.dataset, [, value, said, line] = card.children;
      write(value, text(of, figure(total, of)));
      write(said, more[of]);
      const values = all.map((each) => figure(each, of)), face = values.join();
      if (line.dataset.face === face) continue;
      line.dataset.face = face;
      fill(line, sparkline(values));
    }
  }

  #drawChart(all) {
    const { router } = this.context, { measures, chart } = this.#parts, of = this.#of;
    for (const each of measures.children) {
      mark(each, "href", router.here({ of: each.dataset.of }));
      mark(each, "aria-current", each.dataset.of === of && "true");
    }
    const values = all.map((each) => figure(each, of));
    chart.show({
      label: t("usage.chart", { measure: t(`usage.measures.${of}`) }),
      points: all.map((each, at) => ({
        label: dayName(each, "long"), short: dayName(each, "short"), value: values[at], text: text(of, values[at]),
      })),
      steps: steps(Math.max(...values), of !== "cost").map((value) => ({ value, text: axis(of, value) })),
    });
  }

  #drawTable() {
    const { router } = this.context, { groups, head, body, foot } = this.#parts, by = this.#by;
    for (const each of groups.children) {
      mark(each, "href", router.here({ by: each.dataset.by === GROUPS[0] ? null : each.dataset.by }));
      mark(each, "aria-current", each.dataset.by === by && "true");
    }
    const items = this.#items, most = Math.max(1, ...items.map((each) => figure(each, this.#of)));
    const cells = (sum) => COLUMNS.map((name) => h("td", { class: name === "errors" && sum.errors > 0 ? "bad" : null },
      said(name, sum[name])));
    fill(head, h("tr", {}, h("th", { scope: "col" }, t(`usage.groups.${by}`)),
      COLUMNS.map((name) => h("th", { scope: "col" }, t(`usage.columns.${name}`)))));
    reconcile(body, items, {
      key: ({ key }) => `${by} ${key}`,
      make: () => h("tr", {}),
      update: (row, sum) => {
        const face = JSON.stringify([sum, this.#nameOf(sum.key), most]);
        if (row.dataset.face === face) return;
        row.dataset.face = face;
        fill(row, h("th", { scope: "row" }, h("span", { class: "who" }, this.#leadOf(sum.key),
          h("span", { class: "clip", dir: "auto", title: sum.key }, this.#nameOf(sum.key))),
        h("span", { class: "share", "aria-hidden": "true",
          vars: { "--part": `${(figure(sum, this.#of) / most) * 100}%` } })), cells(sum));
      },
    });
    fill(foot, h("tr", {}, h("th", { scope: "row" }, t("usage.total")), cells(this.#sums.total)));
  }

  get #items() {
    const items = this.#sums[this.#by];
    return this.#by === "day" ? [...items].reverse() : items;
  }

  #nameOf(key) {
    const { workspaces, models, providers } = this.context, by = this.#by;
    if (by === "workspace") return workspaces.get(key)?.name ?? t("usage.goneWorkspace");
    if (by === "model") return models.get(key)?.name ?? key;
    if (by === "provider") return key === "builtin" ? t("models.builtin") : providers.get?.(key)?.name ?? key;
    return dayName({ key }, "long");
  }

  #leadOf(key) {
    const home = this.#by === "workspace" && this.context.workspaces.get(key);
    return home && swatch(home, "small");
  }

  #choose() {
    const { router } = this.context, { from, to } = this.#parts;
    if (!from.value || !to.value) return;
    const [first, last] = [from.value, to.value].sort();
    router.go(router.here({ from: first, to: last, days: null }), { replace: true });
  }

  #download() {
    const { from, to } = this.#period, by = this.#by;
    const data = new Blob([csv(by, this.#items, (key) => this.#nameOf(key))], { type: "text/csv" });
    save(data, `pixazo-usage-${by}-${from}-${to}.csv`);
  }
}

/** How many a day; where that would be next to none, on how many days. */
function perDay(images, all) {
  if (images === 0) return t("usage.noImages");
  const rate = Math.round(images / all.length * 10) / 10;
  return rate > 0 ? t("usage.perDay", { value: number(rate) })
    : t("usage.activeDays", { count: all.filter((each) => each.images > 0).length });
}

/** A figure of the table in words. */
function said(name, value) {
  if (name === "costMicros") return money(value);
  if (name === "latencyMs") return value === null ? "–" : duration(value / 1000);
  return number(value);
}

function text(of, value) {
  return of === "cost" ? money(value) : number(value);
}

/** An axis has little room, but steps that differ must read differently. */
function axis(of, value) {
  return of === "cost" ? money(value) : count(value);
}

function dayName({ key, isMonth }, length) {
  const parts = isMonth ? { month: length, year: "numeric" }
    : length === "long" ? { weekday: "short", day: "numeric", month: "long", year: "numeric" }
      : { day: "numeric", month: "short" };
  return intl("DateTimeFormat", { ...parts, timeZone: "UTC" }).format(Date.parse(key));
}

customElements.define("usage-page", UsagePage);
