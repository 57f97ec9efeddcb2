// Numbers, money and times in the language of the page.

import { intl, t } from "./i18n.js";

const STEPS = [
  ["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60],
];

export function number(value) {
  return intl("NumberFormat").format(value);
}

/** Short enough for a card: 12,480 stays whole, 1,204,000 becomes 1.2M. */
export function count(value) {
  if (value < 100_000) return number(value);
  return intl("NumberFormat", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function money(micros) {
  const small = micros % 10_000 !== 0;
  return intl("NumberFormat", {
    style: "currency", currency: "USD", maximumFractionDigits: small ? 6 : 2, minimumFractionDigits: 2,
  }).format(micros / 1_000_000);
}

/** "2 hours ago"; below a minute it is "just now". */
export function ago(time, now = Date.now()) {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const format = intl("RelativeTimeFormat", { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return t("time.now");
}

/** "14:41": the minute of a day. */
export function clock(time) {
  return intl("DateTimeFormat", { timeStyle: "short" }).format(new Date(time));
}

/** As short as a list has room for: the minute today, the weekday of this week, else the day. */
export function when(time, now = Date.now()) {
  const date = new Date(time), today = new Date(now);
  if (date.toDateString() === today.toDateString()) return clock(time);
  const isNear = now - date < 6 * 86_400_000, isThisYear = date.getFullYear() === today.getFullYear();
  return intl("DateTimeFormat", isNear ? { weekday: "short" }
    : { day: "numeric", month: "short", year: isThisYear ? undefined : "numeric" }).format(date);
}

/** Day, month, year and minute, for a tooltip or a detail. */
export function moment(time) {
  return intl("DateTimeFormat", { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

/** Width by height with the real sign between them. */
export function size(width, height) {
  return `${width ?? "–"} × ${height ?? "–"}`;
}

/** Whole days from now until a time, never below nought. */
export function daysUntil(time, now = Date.now()) {
  return Math.max(0, Math.ceil((time - now) / 86_400_000));
}

/** "3.8 s", "1 min 20 s": as short as one can read it. */
export function duration(seconds) {
  const unit = (value, name, digits = 0) => intl("NumberFormat", {
    style: "unit", unit: name, unitDisplay: "narrow", maximumFractionDigits: digits,
  }).format(value);
  if (seconds < 1) return unit(Math.round(seconds * 1000), "millisecond");
  if (seconds < 10) return unit(seconds, "second", 1);
  if (seconds < 60) return unit(Math.round(seconds), "second");
  const minutes = Math.floor(seconds / 60), rest = Math.round(seconds % 60);
  if (minutes < 60) return rest ? `${unit(minutes, "minute")} ${unit(rest, "second")}` : unit(minutes, "minute");
  return unit(Math.round(seconds / 360) / 10, "hour", 1);
}

/** "2.1 MB". */
export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return intl("NumberFormat", {
    style: "unit", unit: units[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(value / 1000 ** power);
}
