// Where in a long list a picture is, reckoned from how many each day has. No DOM here.

const DAY = 86_400_000;
/** So many of a day are read along with its first. */
const NEAR = 150;
/** Fewer a day would leave most of the wall empty. */
const FEW = 5;

const turned = new WeakMap();

/** Days in the order of a list, of the catalogue's `[{date, count}]`, newest first; the same each time. */
export function ordered(days, sort) {
  if (sort !== "oldest") return days;
  if (!turned.has(days)) turned.set(days, [...days].reverse());
  return turned.get(days);
}

/** About how many pictures come before a stretch of the list; exactly, when its first day ends within it. */
export function countBefore(days, items, sort) {
  if (items.length === 0) return 0;
  const first = items[0].createdAt, day = first.slice(0, 10), isOldest = sort === "oldest";
  let before = 0;
  for (const { date, count } of ordered(days, sort)) {
    if (isOldest ? date < day : date > day) before += count;
    else if (date === day) {
      const here = items.findIndex(({ createdAt }) => createdAt.slice(0, 10) !== day);
      const part = (Date.parse(first) - Date.parse(day)) / DAY;
      return before + Math.max(0, Math.round(here >= 0 ? count - here : count * (isOldest ? part : 1 - part)));
    }
  }
  return before;
}

/** The day of the picture at a place, and the moment from which a stretch shows it: `{date, moment}`, or null. */
export function momentAt(days, place, sort) {
  const list = ordered(days, sort), isOldest = sort === "oldest";
  let before = 0;
  for (const { date, count } of list) {
    if (place < before + count) {
      const within = Math.max(0, place - before), part = within < NEAR ? 0 : (within - NEAR / 2) / count;
      return { date, moment: momentOf(date, isOldest ? part : 1 - part) };
    }
    before += count;
  }
  return list.length > 0 ? { date: list.at(-1).date, moment: momentOf(list.at(-1).date, isOldest ? 0 : 1) } : null;
}

/** Where a list begins that shows a day first. */
export function momentOf(date, part = 1) {
  const time = Date.parse(date) + Math.round(part * DAY);
  return new Date(Math.min(time, Date.parse(date) + DAY - 1)).toISOString();
}

/** Whether so few pictures have a day of their own that a month is the better heading. */
export function isSparse(days, items) {
  const count = days.length > 0 ? days.reduce((sum, day) => sum + day.count, 0) : items.length;
  const many = days.length || new Set(items.slice(0, NEAR).map(({ createdAt }) => createdAt.slice(0, 10))).size;
  return many > 3 && (days.length > 0 ? count : Math.min(NEAR, count)) / many < FEW;
}
