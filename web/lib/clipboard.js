// To the clipboard, also where the page is not on a safe line and the browser has only its old way.

import { attempt } from "./pictures.js";

/** Resolves to whether it is there; says why not. */
export function copy(text) {
  return attempt(() => (navigator.clipboard ? navigator.clipboard.writeText(text) : oldCopy(text)));
}

async function oldCopy(text) {
  const field = document.createElement("textarea"), active = document.activeElement;
  field.value = text;
  field.className = "sr";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  active?.focus({ preventScroll: true });
}
