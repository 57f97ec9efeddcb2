// Our icons and line drawings. A sheet of them is brought into the document once, so that they are there at once and
// stay there when the server goes away.

import { drawing } from "./api.js";

const SVG = "http://www.w3.org/2000/svg";
const sheets = new Map();

/** One of our icons. It is decoration: the word beside it or the button's label says what it means. */
export function icon(name, more = "") {
  return figure("/icons/icons.svg", `icon-${name}`, `i ${more}`.trim(), "0 0 20 20");
}

/** One of the drawings that stand on pages which have nothing to show yet. */
export function sketch(name) {
  return figure("/icons/sketches.svg", `sketch-${name}`, "i sketch", "0 0 320 180");
}

function figure(sheet, id, look, box) {
  bring(sheet);
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", look);
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${id}`);
  svg.append(use);
  return svg;
}

function bring(sheet) {
  if (sheets.has(sheet)) return;
  const coming = drawing(sheet).then((svg) => {
    svg.setAttribute("hidden", "");
    document.body.append(document.importNode(svg, true));
  });
  sheets.set(sheet, coming);
  // Without its sheet an icon is an empty square beside its word; the next one asks again.
  coming.catch(() => sheets.delete(sheet));
}
