// Colours that people give to their workspaces. They are data, not design: the design's are in tokens.css.

/** What the form offers, in the order of its row. */
export const SUGGESTED = [
  "#6ea8fe", "#4fb3bf", "#5fb87a", "#a3b34d", "#d9a441", "#e07a4f", "#d9607a", "#b37fd6", "#8b7fe8", "#8a93a6",
];

/** Whether black or white reads better on a colour: "dark" ink or "light" ink. */
export function inkOn(color) {
  if (!/^#[0-9a-f]{6}$/i.test(color ?? "")) return null;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "dark" : "light";
}

/** The first suggestion that none of these workspaces wears, so that a new one stands out by itself. */
export function freshColor(workspaces) {
  const worn = new Set(workspaces.map((each) => each.color));
  return SUGGESTED.find((color) => !worn.has(color)) ?? SUGGESTED[workspaces.length % SUGGESTED.length];
}

/** The first letter or sign of a name as people see it: one grapheme, an emoji whole. */
export function initial(name) {
  const first = new Intl.Segmenter().segment(name.trim())[Symbol.iterator]().next().value?.segment ?? "?";
  return first.toLocaleUpperCase();
}
