// The pages, and how one comes: its module, and its style in the layers that site.css has ordered.

import { style } from "./lib/styles.js";

/** In the order of the rail. The first one is home; a page without a place is reached from others. */
export const PAGES = [
  { name: "create", path: "/create", icon: "create", place: "main" },
  { name: "gallery", path: "/gallery", icon: "gallery", place: "main" },
  { name: "chats", path: "/chats/{id}?", icon: "chats", place: "main" },
  { name: "prompts", path: "/prompts/{id}?", icon: "prompts", place: "main" },
  { name: "workspaces", path: "/workspaces", icon: "layers", place: "more" },
  { name: "usage", path: "/usage", icon: "usage", place: "more" },
  { name: "settings", path: "/settings", icon: "settings", place: "end" },
  { name: "image", path: "/images/{id}" },
];

/** Those that do with the first words, or with few more. */
const WORDS = { create: [], chats: [], missing: [], gallery: ["pictures"] };

/** Resolves to the module of a page when its style and words are there too; `missing` is that of an unknown address. */
export async function bring(name) {
  const sheet = name === "missing" ? null : style(`/styles/${name}.css`);
  const words = import("./lib/i18n.js").then(({ moreWords }) => moreWords(WORDS[name]));
  const [page] = await Promise.all([import(`./pages/${name}-page.js`), sheet, words]);
  return page;
}

/** Brings every page, and what each brings only when it is asked for, so that all open at once and without a server. */
export async function bringAll() {
  const pages = await Promise.allSettled(PAGES.map(({ name }) => bring(name)));
  await Promise.allSettled(pages.map(({ value }) => value?.rest?.()));
}
