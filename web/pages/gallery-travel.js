// Ways through a list that is longer than what is here of it: to a day, to a place, to all of it.

import { countBefore, momentAt, momentOf } from "../lib/days.js";

/** To a day, by scrolling where it is here already, else by reading on from there. */
export async function goToDay(day, { images, wall }) {
  const isOldest = images.filter.sort === "oldest";
  const isPast = ({ createdAt }) => (isOldest ? createdAt.slice(0, 10) >= day : createdAt.slice(0, 10) <= day);
  const at = images.items.findIndex(isPast);
  if (at > 0 || at === 0 && images.begins) wall.reveal(at);
  else if (await images.begin(momentOf(day, isOldest ? 0 : 1))) wall.reveal(0);
}

/** To a place of the list that is far from what is here; `focus`: to the very first or last, and the focus with it. */
export async function goToPlace(place, focus, { images, wall, days }) {
  if (!images.isByTime || days.length === 0) return place === 0 ? undefined : void await images.more();
  const { sort } = images.filter;
  if (!await images.begin(place === 0 ? null : momentAt(days, place, sort).moment)) return undefined;
  if (!focus) {
    const before = images.begins ? 0 : countBefore(days, images.items, sort);
    return wall.reveal(Math.min(images.items.length - 1, Math.max(0, place - before)));
  }
  if (place > 0) await images.more();
  return wall.focusOn(null, place > 0 ? images.items.length - 1 : 0);
}

/** Reads the list from its beginning, no more than `most` of it; resolves to whether it is still the same list. */
export async function readWhole(images, most) {
  const { workspaceId, filter } = images, isSame = () => images.workspaceId === workspaceId && images.filter === filter;
  if (!images.begins) await images.begin(null);
  for (let read = -1; isSame() && !images.ends && images.items.length < most && read < images.items.length;) {
    read = images.items.length;
    await images.more();
  }
  return isSame();
}
