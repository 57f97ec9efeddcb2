// What this browser remembers. A browser that stores nothing still works: it forgets on reload.

const PREFIX = "pixazo.";
const DEFAULTS = { theme: "dark", language: "", letters: "on", workspace: "", tileSize: "160", engineBanner: "",
  details: "on" };
const memory = new Map();

/** The stored word, or the default. */
export function preference(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? memory.get(name) ?? DEFAULTS[name];
  } catch {
    return memory.get(name) ?? DEFAULTS[name];
  }
}

export function prefer(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows and full stores refuse; the choice then lives as long as the page.
  }
}

/** `dark`, `light` or `auto`, at once and without a fade. first-paint.js does the same before the first picture. */
export function wear(theme) {
  prefer("theme", theme);
  const root = document.documentElement;
  root.classList.add("is-switching-theme");
  root.dataset.bsTheme = theme;
  requestAnimationFrame(() => requestAnimationFrame(() => root.classList.remove("is-switching-theme")));
}

/** Unsaved work: kept for this tab only, so that a reload, Back or a lost server costs nothing. */
export const drafts = {
  get(name) {
    try {
      return JSON.parse(sessionStorage.getItem(`${PREFIX}draft.${name}`) ?? "null");
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(`${PREFIX}draft.${name}`);
      else sessionStorage.setItem(`${PREFIX}draft.${name}`, JSON.stringify(value));
    } catch {
      // Without a store there is simply no draft to come back to.
    }
  },
};
