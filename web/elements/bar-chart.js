// <bar-chart>: one figure over time. Method `show({label, points, steps})`, where a point is `{label, short, value,
// text}` and a step `{value, text}`. The mouse, a finger and the arrow keys go from bar to bar; what the bar says stands
// above it. sparkline(values) is the small line of a card.

import { fill, h, mark, shape, write } from "../lib/html.js";

const HEIGHT = 200;
const FOOT = 24;
const HEAD = 12;
const AXIS = 56;
/** The least room that a word under the bars needs. */
const ROOM = 64;

export class BarChart extends HTMLElement {
  #shown = { label: "", points: [], steps: [] };
  #width = 0;
  #svg = shape("svg", { "aria-hidden": "true" });
  #said = h("p", { class: "said small", "aria-hidden": "true" });
  #range = h("input", { type: "range", class: "probe", min: "0", step: "1" });

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#said, h("div", { class: "canvas" }, this.#svg, this.#range));
    this.#range.addEventListener("input", () => this.#point(this.#range.valueAsNumber));
    this.#range.addEventListener("focus", () => this.#point(this.#range.valueAsNumber));
    this.#range.addEventListener("blur", () => this.#point(null));
    this.addEventListener("pointermove", ({ offsetX, target }) =>
      target === this.#range && this.#point(this.#at(offsetX)));
    this.addEventListener("pointerleave", () => this.#point(null));
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.#width) < 1) return;
      this.#width = contentRect.width;
      this.#draw();
    }).observe(this);
  }

  show(shown) {
    this.#shown = shown;
    const last = shown.points.length - 1;
    mark(this.#range, "max", Math.max(0, last));
    mark(this.#range, "aria-label", shown.label);
    if (this.#range !== document.activeElement) this.#range.value = String(last);
    this.#tell(this.#range.valueAsNumber);
    this.#draw();
  }

  get #step() {
    return Math.max(0, this.#width - AXIS) / Math.max(1, this.#shown.points.length);
  }

  #at(x) {
    const at = Math.floor((x - AXIS) / this.#step);
    return at >= 0 && at < this.#shown.points.length ? at : null;
  }

  #draw() {
    const { points, steps } = this.#shown, width = this.#width, step = this.#step;
    if (width === 0) return;
    mark(this.#svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
    const top = Math.max(steps.at(-1)?.value ?? 0, ...points.map(({ value }) => value)) || 1;
    const y = (value) => HEAD + (HEIGHT - FOOT - HEAD) * (1 - value / top), bar = Math.max(1, Math.min(28, step - 2));
    const every = Math.max(1, Math.ceil(ROOM / step));
    fill(this.#svg,
      steps.map(({ value, text }) => [
        shape("line", { class: "grid", x1: AXIS, x2: width, y1: y(value), y2: y(value) }),
        shape("text", { class: "axis", x: AXIS - 8, y: y(value) + 4, "text-anchor": "end" }, text)]),
      points.map(({ value }, at) => value > 0 && shape("rect", {
        class: "bar", "data-at": at, x: AXIS + step * at + (step - bar) / 2, y: Math.min(y(value), y(0) - 2), width: bar,
        height: Math.max(2, y(0) - y(value)), rx: Math.min(2, bar / 2),
      })),
      points.map(({ short }, at) => (points.length - 1 - at) % every === 0 && shape("text", {
        class: "axis", x: Math.min(width - 20, AXIS + step * (at + 0.5)), y: HEIGHT - 6, "text-anchor": "middle",
      }, short)));
  }

  #point(at) {
    for (const each of this.#svg.querySelectorAll(".bar")) mark(each, "data-now", Number(each.dataset.at) === at);
    const { points } = this.#shown, point = at === null ? null : points[at];
    write(this.#said, point ? `${point.label}: ${point.text}` : "");
    if (at !== null) this.#tell(at);
  }

  #tell(at) {
    const point = this.#shown.points[at];
    mark(this.#range, "aria-valuetext", point ? `${point.label}: ${point.text}` : null);
  }
}

/** A line of values without words, for the corner of a card. */
export function sparkline(values) {
  const most = Math.max(...values, 0) || 1, last = Math.max(1, values.length - 1);
  const line = values.map((value, at) => `${(at / last) * 100},${30 - (value / most) * 28}`).join(" ");
  return shape("svg", { class: "spark", viewBox: "0 0 100 32", preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("polygon", { points: `0,32 ${line} 100,32` }), shape("polyline", { points: line }));
}

customElements.define("bar-chart", BarChart);
