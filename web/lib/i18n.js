// The words of the site: one JSON file per language, plurals by Intl, errors by their code.

/** The languages of the site, each under its own name. The first one is the fallback. */
export const LANGUAGES = [
  { tag: "en", name: "English" },
  { tag: "ru", name: "Русский" },
];

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/;

const known = LANGUAGES.some(({ tag }) => tag === document.documentElement.lang);
if (!known) document.documentElement.lang = LANGUAGES[0].tag;

// Whoever imports this module waits for the words, so that nothing is ever drawn without them.
const { default: words } = await import(`/locales/${language()}.json`, { with: { type: "json" } });
const formatters = new Map();

/** Words that no first view of Create or Chats needs: those of galleries, and all others. */
const MORE = ["pictures", "more"];
const coming = new Map();

/** Brings them, all or some. */
export function moreWords(names = MORE) {
  return Promise.all(names.map((name) => {
    if (!coming.has(name)) {
      const file = import(`/locales/${language()}-${name}.json`, { with: { type: "json" } });
      coming.set(name, file.then(({ default: more }) => Object.assign(words, more)));
      coming.get(name).catch(() => coming.delete(name));
    }
    return coming.get(name);
  }));
}

/** The language of the page. */
export function language() {
  return document.documentElement.lang;
}

/** A formatter of Intl in this language. Making one costs more than all that it ever formats, so each is made once. */
export function intl(name, options = {}) {
  const key = name + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl[name](language(), options));
  return formatters.get(key);
}

/** Whether there are words for this key. */
export function knows(key) {
  return find(key) !== undefined;
}

/** The words for a key, with `{placeholders}` filled in; `count` also chooses the plural form. */
export function t(key, values = {}) {
  let text = find(key);
  if (text === undefined) {
    console.warn(`No words for ${key} in ${language()}`);
    return key;
  }
  if (typeof text === "object") text = text[intl("PluralRules").select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? show(values[name]) : whole));
}

/** What to tell a person about a failure: by its code, or in the server's own sentence where we have none. */
export function explain(problem) {
  const key = `errors.${problem.code}`;
  if (knows(key)) return t(key, problem);
  return problem.detail || t("errors.unknown");
}

function find(key) {
  let place = words;
  for (const part of key.split(".")) place = place?.[part];
  return place;
}

/** A name written right to left must not turn the sentence round it, so it is isolated. */
function show(value) {
  if (typeof value === "number") return intl("NumberFormat").format(value);
  const text = String(value ?? "");
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
