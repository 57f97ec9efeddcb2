// The days of a list as people call them. A day is that of whoever looks, not of the studio.

import { intl } from "./i18n.js";

const NAMED = { weekday: "long", day: "numeric", month: "long" };

/** A day as one value that is the same for all moments of it. */
export function dayOf(moment) {
  const date = new Date(moment);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** Its month, in the same way. */
export function monthOf(moment) {
  const date = new Date(moment);
  return `${date.getFullYear()}-${date.getMonth()}`;
}

/** "Today", "Yesterday", else the day by its name; or the name of a month. */
export function dayText(day) {
  const { then, away, isThisYear } = read(day);
  const sentence = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
  const format = (parts) => sentence(intl("DateTimeFormat", parts).format(then));
  if (isMonth(day)) return format({ month: "long", year: "numeric" });
  if (away < 2) return sentence(intl("RelativeTimeFormat", { numeric: "auto" }).format(-away, "day"));
  return format({ ...NAMED, year: isThisYear ? undefined : "numeric" });
}

/** The date of a day that goes by another word, else nothing. */
export function dateText(day) {
  const { then, away } = read(day);
  return away < 2 && !isMonth(day) ? intl("DateTimeFormat", NAMED).format(then) : "";
}

function isMonth(day) {
  return day.split("-").length === 2;
}

function read(day) {
  const [year, month, date = 1] = day.split("-").map(Number), then = new Date(year, month, date), today = new Date();
  const away = Math.round((new Date(today.getFullYear(), today.getMonth(), today.getDate()) - then) / 86_400_000);
  return { then, away, isThisYear: year === today.getFullYear() };
}
