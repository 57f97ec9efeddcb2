// The one table of shortcuts: it binds the keys, fills the help and shows them in the palette.
// Letters go by their place on the board (event.code), so that they work in every layout.

import { preference } from "./preferences.js";

/** `keys`: alternatives, each one stroke or several in a row. `palette`: also offered as a command. */
export const SHORTCUTS = [
  { id: "palette.open", group: "everywhere", keys: ["Ctrl+KeyK"] },
  { id: "help.open", group: "everywhere", keys: ["?", "Ctrl+Slash"], palette: "keys" },
  { id: "search.focus", group: "everywhere", keys: ["Slash"] },
  { id: "undo", group: "everywhere", keys: ["Ctrl+KeyZ"] },
  { id: "go.create", group: "pages", keys: ["KeyG KeyC"] },
  { id: "go.gallery", group: "pages", keys: ["KeyG KeyG"] },
  { id: "go.chats", group: "pages", keys: ["KeyG KeyH"] },
  { id: "go.prompts", group: "pages", keys: ["KeyG KeyP"] },
  { id: "go.workspaces", group: "pages", keys: ["KeyG KeyW"] },
  { id: "go.usage", group: "pages", keys: ["KeyG KeyU"] },
  { id: "go.settings", group: "pages", keys: ["KeyG KeyS", "Ctrl+Comma"] },
  { id: "workspaces.new", group: "workspaces", keys: ["KeyN"], palette: "plus" },
  { id: "workspaces.edit", group: "workspaces", keys: ["KeyE"] },
  { id: "workspaces.rename", group: "workspaces", keys: ["F2"] },
  { id: "workspaces.archive", group: "workspaces", keys: ["KeyA"] },
  { id: "workspaces.trash", group: "workspaces", keys: ["Delete"] },
  { id: "workspaces.restore", group: "workspaces", keys: ["KeyR"] },
];

const PAUSE = 1200;
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = { Slash: "/", Comma: ",", Delete: "Del", Ctrl: APPLE ? "⌘" : "Ctrl" };

/** The keys of a shortcut as people read them: strokes, each a list of caps. Only what works now. */
export function caps(id) {
  const keys = SHORTCUTS.find((each) => each.id === id).keys.find((each) => works(each));
  if (!keys) return [];
  return keys.split(" ").map((stroke) => stroke.split("+").map((part) => NAMES[part] ?? part.replace(/^Key/, "")));
}

/** What `aria-keyshortcuts` wants to read, or null. */
export function spoken(id) {
  const strokes = caps(id);
  return strokes.length === 1 ? strokes[0].join("+").replace("Ctrl", "Control").replace("Del", "Delete") : null;
}

/** Listens for the whole document and calls what is bound. An action that returns false leaves the key alone. */
export class Keyboard {
  #actions = new Map();
  #sofar = "";
  #timer = null;

  start() {
    document.addEventListener("keydown", (press) => this.#press(press));
  }

  /** Binds an action and returns how to take it back. A later binding wins while it lasts. */
  bind(id, action) {
    if (!SHORTCUTS.some((each) => each.id === id)) throw new Error(`no shortcut is called ${id}`);
    const before = this.#actions.get(id);
    this.#actions.set(id, action);
    return () => {
      if (this.#actions.get(id) !== action) return;
      if (before) this.#actions.set(id, before);
      else this.#actions.delete(id);
    };
  }

  run(id) {
    return this.#actions.get(id)?.();
  }

  isBound(id) {
    return this.#actions.has(id);
  }

  #press(press) {
    if (press.defaultPrevented || press.repeat || press.isComposing || document.querySelector("dialog[open]")) return;
    if (/^(Control|Shift|Alt|Meta)/.test(press.key)) return;
    const typing = isText(press.target);
    const stroke = name(press);
    const strokes = [stroke, press.key].map((each) => (this.#sofar ? `${this.#sofar} ${each}` : each));
    this.#remember("");
    for (const { id, keys } of SHORTCUTS) {
      for (const each of keys) {
        if (!works(each) || (typing && !each.startsWith("Ctrl+")) || !this.#actions.has(id)) continue;
        if (typing && id === "undo") continue;
        if (strokes.includes(each)) {
          if (this.#actions.get(id)(press) !== false) press.preventDefault();
          return;
        }
        if (each.startsWith(`${stroke} `)) this.#remember(stroke);
      }
    }
  }

  #remember(stroke) {
    clearTimeout(this.#timer);
    this.#sofar = stroke;
    if (stroke) this.#timer = setTimeout(() => this.#remember(""), PAUSE);
  }
}

/** A person who speaks to the machine, or types with a stick, can switch single characters off (WCAG 2.1.4). */
function works(keys) {
  const single = !keys.startsWith("Ctrl+") && /^(Key.|Slash|\?)( |$)/.test(keys);
  return !single || preference("letters") !== "off";
}

function name(press) {
  const control = press.ctrlKey || (APPLE && press.metaKey);
  if (press.altKey || (press.metaKey && !APPLE)) return "";
  if (press.shiftKey && !control) return press.code === "Slash" ? "?" : "";
  return control ? `Ctrl+${press.code}` : press.code;
}

function isText(target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(checkbox|radio|button|range|color)$/.test(target.type));
}
