// What the shelves of the prompts page hold: styles and word lists, and how they become a form and back.

import { t } from "../lib/i18n.js";

export const STYLES = {
  name: "styles", path: "styles", symbol: "sliders",
  fields: [{ name: "name", most: 200 }, { name: "positive", area: 3, hint: "prompts.styles.positiveHint" },
    { name: "negativePrompt", area: 2 }],
  about: ({ positive, negativePrompt }) => [positive, negativePrompt && `${t("create.negative")}: ${negativePrompt}`]
    .filter(Boolean).join(" · "),
  show: (style, name) => style[name] ?? (name === "positive" ? "{prompt}" : ""),
  read: ({ name, positive, negativePrompt }) => ({ name: name.trim(), positive, negativePrompt }),
  exports: ["json", "csv"], imports: true,
};

export const WORDS = {
  name: "wordlists", path: "wordlists", symbol: "text", whole: true,
  fields: [{ name: "name", most: 200, hint: "prompts.wordlists.nameHint" }, { name: "words", area: 10 }],
  about: ({ name, wordCount, count, words }) => [`__${name}__`, (wordCount ?? count ?? words?.length) !== undefined
    && t("prompts.wordlists.count", { count: wordCount ?? count ?? words.length })].filter(Boolean).join(" · "),
  show: (list, name) => (name === "words" ? (list.words ?? []).join("\n") : list[name] ?? ""),
  read: ({ name, words }) => ({ name: name.trim(),
    words: words.split("\n").map((each) => each.trim()).filter(Boolean) }),
};
