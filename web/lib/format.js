// Numbers, money and times in the language of the page.

import { language, t } from "./i18n.js";

const STEPS = [
  ["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60],
];

export function number(value) {
  return new Intl.NumberFormat(language()).format(value);
}

/** Short enough for a card: 12,480 stays whole, 1,204,000 becomes 1.2M. */
export function count(value) {
  if (value < 100_000) return number(value);
  return new Intl.NumberFormat(language(), { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function money(micros) {
  const small = micros % 10_000 !== 0;
  return new Intl.NumberFormat(language(), {
    style: "currency", currency: "USD", maximumFractionDigits: small ? 6 : 2, minimumFractionDigits: 2,
  }).format(micros / 1_000_000);
}

/** "2 hours ago"; below a minute it is "just now". */
export function ago(time, now = Date.now()) {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return t("time.now");
}

/** Day, month, year and minute, for a tooltip or a detail. */
export function moment(time) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

/** Width by height with the real sign between them. */
export function size(width, height) {
  return `${width ?? "–"} × ${height ?? "–"}`;
}

/** Whole days from now until a time, never below nought. */
export function daysUntil(time, now = Date.now()) {
  return Math.max(0, Math.ceil((time - now) / 86_400_000));
}
