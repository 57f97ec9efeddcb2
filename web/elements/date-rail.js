// <date-rail>: all days of a list from its first to its last, as far apart as their pictures fill. Method
// `show({days, now})`, where a day is `{date, count}` and `now` the day at the top of the window. Fires `jump` with a
// day. The mouse points at a day; by keys one goes from month to month.

import { fill, h, mark, write } from "../lib/html.js";
import { intl, t } from "../lib/i18n.js";

/** Labels that are nearer than this run into each other. */
const ROOM = 18;
/** Days between the months are marked no nearer than this. */
const STEP = 14;

export class DateRail extends HTMLElement {
  #days = [];
  #months = [];
  #total = 0;
  #now = null;
  #height = 0;
  #given = null;
  #face = "";
  /** The month that is marked as the one where one is. */
  #month = null;
  #list = h("ol", {});
  #ticks = h("div", { class: "ticks", "aria-hidden": "true" });
  #mark = h("b", { class: "now num", "aria-hidden": "true" });
  #hover = h("b", { class: "hover num", "aria-hidden": "true" });

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "navigation");
    this.setAttribute("aria-label", t("rail.label"));
    this.append(this.#ticks, this.#list, this.#mark, this.#hover);
    this.addEventListener("pointermove", (move) => this.#point(move));
    this.addEventListener("pointerleave", () => { this.#hover.hidden = true; });
    this.addEventListener("click", (click) => {
      const day = click.target.closest("button")?.dataset.day ?? this.#dayAt(click.clientY)?.date;
      if (day) this.dispatchEvent(new CustomEvent("jump", { detail: click.detail === 0 ? day
        : this.#dayAt(click.clientY)?.date ?? day }));
    });
    this.#list.addEventListener("keydown", (press) => this.#walk(press));
    this.#hover.hidden = true;
    new ResizeObserver(([{ contentRect }]) => {
      this.#height = contentRect.height;
      this.#draw();
    }).observe(this);
  }

  show({ days, now }) {
    // It follows every scroll, which brings no other days.
    const face = days === this.#given ? this.#face : JSON.stringify(days.map(({ date, count }) => [date, count]));
    this.#given = days;
    this.#now = now;
    if (face !== this.#face) {
      this.#face = face;
      this.#days = [];
      this.#total = 0;
      this.#months = [];
      for (const { date, count } of days) {
        const day = { date, from: this.#total, count };
        this.#days.push(day);
        this.#total += count;
        const month = date.slice(0, 7), last = this.#months.at(-1);
        if (last?.month === month) last.count += count;
        else this.#months.push({ month, day: date, from: day.from, count });
      }
      this.#draw();
    }
    this.#drawNow();
  }

  #place(from) {
    return this.#total > 0 ? from / this.#total * Math.max(0, this.#height - ROOM) : 0;
  }

  #draw() {
    if (this.#height === 0) return;
    let last = -ROOM, year = null;
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.day : null;
    this.#month = null;
    fill(this.#list, this.#months.map(({ month, day, from, count }) => {
      const y = this.#place(from), isNewYear = month.slice(0, 4) !== year, isShown = y - last >= ROOM;
      const words = isShown ? (isNewYear && year !== null ? month.slice(0, 4) : monthText(month, "short")) : "";
      if (isShown) {
        last = y;
        year = month.slice(0, 4);
      }
      return h("li", { vars: { "--y": `${y}px` }, class: /^\d/.test(words) ? "year" : "" }, h("button", {
        type: "button", tabindex: "-1", "data-day": day,
        "aria-label": `${monthText(month, "long")}, ${t("gallery.count", { count })}`,
      }, h("span", {}, words)));
    }));
    this.#drawTicks();
    const stop = focused && this.#list.querySelector(`[data-day="${focused}"]`) || this.#list.querySelector("button");
    stop?.setAttribute("tabindex", "0");
    if (focused) stop?.focus({ preventScroll: true });
    this.#drawNow();
  }

  /** Small marks where the pictures of a day begin, as far as there is room between the months. */
  #drawTicks() {
    const months = this.#months.map(({ from }) => this.#place(from)), ticks = [];
    let at = 0;
    for (const { from } of this.#days) {
      const y = this.#place(from);
      while (at + 1 < months.length && months[at + 1] <= y) at += 1;
      const isNear = Math.abs(y - months[at]) < STEP || months[at + 1] - y < STEP || y - (ticks.at(-1) ?? -STEP) < STEP;
      if (!isNear) ticks.push(y);
    }
    fill(this.#ticks, ticks.map((y) => h("i", { vars: { "--y": `${y}px` } })));
  }

  #drawNow() {
    const isDown = this.#days.length < 2 || this.#days[0].date > this.#days[1].date, now = this.#now;
    const day = (now && this.#days.find(({ date }) => (isDown ? date <= now : date >= now)))
      ?? this.#days.at(now ? -1 : 0);
    mark(this.#mark, "hidden", !day);
    if (!day) return;
    write(this.#mark, dayText(day.date));
    this.#mark.style.setProperty("--y", `${this.#place(day.from)}px`);
    const month = day.date.slice(0, 7);
    if (month === this.#month) return;
    this.#month = month;
    for (const each of this.#list.querySelectorAll("button")) {
      mark(each, "aria-current", each.dataset.day.slice(0, 7) === month && "true");
    }
  }

  #dayAt(y) {
    const part = (y - this.getBoundingClientRect().top - ROOM / 2) / Math.max(1, this.#height - ROOM);
    const number = Math.min(this.#total - 1, Math.max(0, part * this.#total));
    return this.#days.findLast(({ from }) => from <= number) ?? null;
  }

  #point({ clientY }) {
    const day = this.#dayAt(clientY);
    this.#hover.hidden = !day;
    if (!day) return;
    write(this.#hover, dayText(day.date));
    this.#hover.style.setProperty("--y", `${clientY - this.getBoundingClientRect().top - ROOM / 2}px`);
  }

  #walk(press) {
    const all = [...this.#list.querySelectorAll("button")], at = all.indexOf(press.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[press.key];
    if (to === undefined || !all[to]) return;
    press.preventDefault();
    all[at].tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
  }
}

function monthText(month, length) {
  const year = length === "long" ? "numeric" : undefined;
  return intl("DateTimeFormat", { month: length, year, timeZone: "UTC" }).format(Date.parse(`${month}-15`));
}

function dayText(day) {
  return intl("DateTimeFormat", { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(day));
}

customElements.define("date-rail", DateRail);
