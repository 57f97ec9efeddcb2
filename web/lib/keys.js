// The one table of shortcuts: it binds the keys, fills the help and shows them in the palette.
// Letters go by their place on the board (event.code), so that they work in every layout.

import { preference } from "./preferences.js";

const DIGITS = ["Digit0", "Digit1", "Digit2", "Digit3", "Digit4", "Digit5"];

/**
 * `keys`: alternatives, each one stroke or several in a row. `shown`: one cap for all of them. `palette`: also offered
 * as a command.
 */
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
  { id: "create.generate", group: "create", keys: ["Ctrl+Enter"] },
  { id: "create.older", group: "create", keys: ["Alt+ArrowUp"] },
  { id: "create.newer", group: "create", keys: ["Alt+ArrowDown"] },
  { id: "create.enhance", group: "create", keys: ["Alt+KeyE"] },
  { id: "create.prompt", group: "create", keys: ["KeyP"] },
  { id: "create.model", group: "create", keys: ["KeyM"] },
  { id: "create.dice", group: "create", keys: ["KeyD"] },
  { id: "create.lock", group: "create", keys: ["KeyL"] },
  { id: "images.select", group: "images", keys: ["Space"] },
  { id: "images.all", group: "images", keys: ["Ctrl+KeyA"] },
  { id: "images.none", group: "images", keys: ["Escape"] },
  { id: "images.favorite", group: "images", keys: ["KeyF"] },
  { id: "images.rate", group: "images", keys: DIGITS, shown: "0–5" },
  { id: "images.tag", group: "images", keys: ["KeyT"] },
  { id: "images.album", group: "images", keys: ["KeyA"] },
  { id: "images.download", group: "images", keys: ["KeyD"] },
  { id: "images.compare", group: "images", keys: ["KeyC"] },
  { id: "images.trash", group: "images", keys: ["Delete"] },
  { id: "images.larger", group: "images", keys: ["Equal", "NumpadAdd"] },
  { id: "images.smaller", group: "images", keys: ["Minus", "NumpadSubtract"] },
  { id: "image.previous", group: "image", keys: ["ArrowLeft"] },
  { id: "image.next", group: "image", keys: ["ArrowRight"] },
  { id: "image.zoom", group: "image", keys: ["KeyZ"] },
  { id: "image.compare", group: "image", keys: ["KeyC"] },
  { id: "image.details", group: "image", keys: ["KeyI"] },
  { id: "image.create", group: "image", keys: ["KeyE"] },
  { id: "image.seed", group: "image", keys: ["KeyS"] },
  { id: "image.remix", group: "image", keys: ["KeyR"] },
  { id: "image.close", group: "image", keys: ["Escape"] },
  { id: "chats.new", group: "chats", keys: ["KeyN"] },
  { id: "chats.stop", group: "chats", keys: ["Escape"] },
  { id: "chats.previous", group: "chats", keys: ["Alt+ArrowUp"] },
  { id: "chats.next", group: "chats", keys: ["Alt+ArrowDown"] },
  { id: "prompts.new", group: "prompts", keys: ["KeyN"] },
  { id: "prompts.close", group: "prompts", keys: ["Escape"] },
  { id: "workspaces.new", group: "workspaces", keys: ["KeyN"], palette: "plus" },
  { id: "workspaces.edit", group: "workspaces", keys: ["KeyE"] },
  { id: "workspaces.rename", group: "workspaces", keys: ["F2"] },
  { id: "workspaces.archive", group: "workspaces", keys: ["KeyA"] },
  { id: "workspaces.trash", group: "workspaces", keys: ["Delete"] },
  { id: "workspaces.restore", group: "workspaces", keys: ["KeyR"] },
];

const PAUSE = 1200;
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = {
  Slash: "/", Comma: ",", Delete: "Del", Escape: "Esc", Equal: "+", Minus: "−", ArrowUp: "↑", ArrowDown: "↓",
  ArrowLeft: "←", ArrowRight: "→", Ctrl: APPLE ? "⌘" : "Ctrl", Alt: APPLE ? "⌥" : "Alt",
};

/** The keys of a shortcut as people read them: strokes, each a list of caps. Only what works now. */
export function caps(id) {
  const shortcut = SHORTCUTS.find((each) => each.id === id), keys = shortcut.keys.find((each) => works(each));
  if (!keys) return [];
  if (shortcut.shown) return [[shortcut.shown]];
  return keys.split(" ").map((stroke) => stroke.split("+").map((part) => NAMES[part] ?? part.replace(/^Key/, "")));
}

/** What `aria-keyshortcuts` wants to read, or null. */
export function spoken(id) {
  const keys = SHORTCUTS.find((each) => each.id === id).keys.find((each) => works(each));
  if (!keys || keys.includes(" ")) return null;
  return keys.replace("Ctrl", APPLE ? "Meta" : "Control").replace(/Key|Digit/, "").replace("Slash",
    "/").replace("Comma", ",");
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
    // A slider or a row of choices has its own use for arrows.
    if (/^(Arrow|Home|End)/.test(press.key) && press.target.matches?.("input[type=range], input[type=radio]")) return;
    const typing = isText(press.target);
    const stroke = name(press);
    const strokes = [stroke, press.key].map((each) => (this.#sofar ? `${this.#sofar} ${each}` : each));
    this.#remember("");
    for (const { id, keys } of SHORTCUTS) {
      for (const each of keys) {
        if (!works(each) || (typing && !/^(Ctrl|Alt)\+/.test(each)) || !this.#actions.has(id)) continue;
        if (typing && (id === "undo" || id === "images.all")) continue;
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
  const single = /^(Key.|Digit.|Numpad\w+|Equal|Minus|Slash|\?)( |$)/.test(keys);
  return !single || preference("letters") !== "off";
}

function name(press) {
  const control = press.ctrlKey || (APPLE && press.metaKey);
  if (press.metaKey && !APPLE) return "";
  if (press.altKey) return control || press.shiftKey ? "" : `Alt+${press.code}`;
  if (press.shiftKey && !control) return press.code === "Slash" ? "?" : "";
  return control ? `Ctrl+${press.code}` : press.code;
}

function isText(target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(checkbox|radio|button|range|color)$/.test(target.type));
}
