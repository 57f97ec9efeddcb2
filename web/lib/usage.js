// What was spent: the days that are asked for, and sums as a chart and a file want them. No DOM here.

import { api } from "./api.js";

const DAY = 86_400_000;
/** More bars than this cannot be told apart; months stand for days then. */
const MOST_DAYS = 400;

export const GROUPS = ["model", "provider", "workspace", "day"];
export const MEASURES = ["cost", "images", "tokens", "calls"];
/** What a sum is told by; `latencyMs` is the mean of all calls whose time is known, null where none is. */
export const COLUMNS = ["calls", "errors", "images", "inputTokens", "outputTokens", "latencyMs", "costMicros"];
export const SPANS = [7, 30, 90, 365];
const USUAL = 30;

/** What a sum says of one measure. */
export function figure(sum, measure) {
  if (measure === "cost") return sum.costMicros;
  if (measure === "tokens") return sum.inputTokens + sum.outputTokens;
  return sum[measure];
}

/** The days that an address asks for, UTC: `{from, to, span}`; `span` is null when somebody chose the days. */
export function period(query, now = Date.now()) {
  const today = dayText(now), [from, to] = ["from", "to"].map((name) => query.get(name));
  if (isDay(from) && isDay(to) && from <= to) return { from, to, span: null };
  const asked = Number(query.get("days")), span = SPANS.includes(asked) ? asked : USUAL;
  return { from: dayText(now - (span - 1) * DAY), to: today, span };
}

/** What a chosen span looks like in an address; the usual one needs no mention. */
export function spanQuery(span) {
  return { days: span === USUAL ? null : span, from: null, to: null };
}

/** The sums of every group at once: `{model, provider, workspace, day}` and the total. */
export async function load({ from, to }, signal) {
  const answers = await Promise.all(GROUPS.map((by) => api.get("/usage", { query: { from, to, by }, signal })));
  const groups = Object.fromEntries(GROUPS.map((by, at) => [by, answers[at].items]));
  return { ...groups, total: answers[0].total };
}

/** One point for each day from first to last, empty days too: `{key, isMonth, …sums}`. */
export function points(days, { from, to }) {
  const known = new Map(days.map((each) => [each.key, each]));
  const none = { calls: 0, errors: 0, images: 0, inputTokens: 0, outputTokens: 0, costMicros: 0 };
  const all = [];
  for (let at = Date.parse(from), end = Date.parse(to); at <= end && all.length < 40_000; at += DAY) {
    const key = dayText(at);
    all.push(known.get(key) ?? { key, ...none });
  }
  if (all.length <= MOST_DAYS) return all;
  const months = new Map();
  for (const each of all) {
    const key = each.key.slice(0, 7), sum = months.get(key) ?? { key, isMonth: true, ...none };
    for (const name of Object.keys(none)) sum[name] += each[name];
    months.set(key, sum);
  }
  return [...months.values()];
}

/** Round steps for an axis from nought up to at least `most`: three of them. */
export function steps(most, isWhole) {
  if (most <= 0) return [0];
  const rough = most / 3, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const even = isWhole ? Math.max(1, Math.ceil(step)) : step;
  return [0, 1, 2, 3].map((each) => each * even).filter((each, at) => at === 0 || each - even < most);
}

/** The sums as a file that table programs read. */
export function csv(by, sums, nameOf) {
  const rows = sums.map((each) => [each.key, nameOf(each.key), ...COLUMNS.map((name) => each[name] ?? "")]);
  const heads = [by, "name", ...COLUMNS];
  return [heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A cell that begins like a formula is kept from being one. */
function cell(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function dayText(time) {
  return new Date(time).toISOString().slice(0, 10);
}

function isDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text)) && dayText(Date.parse(text)) === text;
}
