// Which workspaces a page shows, and in which order. Plain values in, plain values out.

import { language } from "./i18n.js";

/** The lists of the page; the first one needs no mention in the address. */
export const VIEWS = ["active", "archived", "trash"];

/** The orders of a list; the first one needs no mention in the address. */
export const SORTS = ["updated", "name", "created", "images"];

/** Those whose name or description holds every typed word, in the chosen order. */
export function arrange(workspaces, { query, sort }) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const found = workspaces.filter(({ name, description }) => {
    const text = fold(`${name} ${description ?? ""}`);
    return words.every((word) => text.includes(word));
  });
  const compare = new Intl.Collator(language(), { numeric: true, sensitivity: "base" }).compare;
  const late = (field) => (one, two) =>
    (two[field] ?? "").localeCompare(one[field] ?? "") || two.id.localeCompare(one.id);
  const orders = {
    updated: late("updatedAt"),
    created: late("createdAt"),
    name: (one, two) => compare(one.name, two.name) || one.id.localeCompare(two.id),
    images: (one, two) => two.counts.images - one.counts.images || compare(one.name, two.name),
  };
  return found.sort(orders[sort]);
}

/** Case and accents do not matter when looking for something. */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
