// Which sizes a model makes, and which of them to offer as shapes. Plain values in, plain values out.

/** The shapes, widest use first, each with its icon. */
const SHAPES = [
  ["1:1", 1, "a11"], ["4:5", 4 / 5, "a45"], ["3:2", 3 / 2, "a32"], ["2:3", 2 / 3, "a23"], ["16:9", 16 / 9, "a169"],
];
const LEAST = 64;
const MOST = 4096;
const STEP = 8;
/** Offered shapes have rounder numbers than a person may ask for. */
const ROUND = 16;
const USUAL = 1024;

/** What a side of a picture may be: `{least, most, step}`. */
export function bounds(card, side) {
  const { min, max, step } = card?.parameters[side] ?? {};
  return { least: min ?? LEAST, most: max ?? MOST, step: step ?? STEP };
}

/** Only these sizes exist; empty when any within the bounds will do. */
export function fixedSizes(card) {
  return card?.limits?.sizes ?? [];
}

/** Whether the model lets one say how large the picture shall be. */
export function takesSize(card) {
  return !card || fixedSizes(card).length > 0 || Boolean(card.parameters.width && card.parameters.height);
}

/** The size that the model makes when nobody says: `{width, height}`. */
export function usualSize(card) {
  const [first] = fixedSizes(card);
  const { width, height } = card?.parameters ?? {};
  return {
    width: width?.default ?? first?.width ?? USUAL, height: height?.default ?? first?.height ?? USUAL,
  };
}

/** The shapes to offer: `{label, symbol, width, height}`. */
export function shapes(card) {
  const fixed = fixedSizes(card);
  if (fixed.length > 0) {
    return fixed.map(({ width, height }) => {
      const near = SHAPES.find(([, ratio]) => Math.abs(ratio - width / height) < 0.04);
      return { label: near?.[0] ?? `${width} × ${height}`, symbol: near?.[2] ?? symbolOf(width / height), width,
        height };
    });
  }
  return SHAPES.map(([label, ratio, symbol]) => ({ label, symbol, ...fit(card, ratio) }));
}

/** The size of this shape that has about as many pixels as the model's usual one, within all that it allows. */
export function fit(card, ratio) {
  const usual = usualSize(card), area = Math.min(usual.width * usual.height, card?.limits?.pixels ?? Infinity);
  const width = Math.sqrt(area * ratio);
  return trim(card, { width, height: width / ratio }, ROUND);
}

/** The nearest size that the model takes. */
export function trim(card, { width, height }, round = 1) {
  const fixed = fixedSizes(card);
  if (fixed.length > 0) {
    const far = (each) => Math.abs(Math.log(each.width / each.height * height / width));
    return { ...fixed.toSorted((one, two) => far(one) - far(two))[0] };
  }
  const shrink = Math.min(1, bounds(card, "width").most / width, bounds(card, "height").most / height,
    Math.sqrt((card?.limits?.pixels ?? Infinity) / (width * height)));
  const sides = { width: width * shrink, height: height * shrink };
  const settle = (side, how) => {
    const { least, most, step: smallest } = bounds(card, side);
    const step = round % smallest === 0 ? round : smallest;
    return Math.min(most, Math.max(least, least + how((sides[side] - least) / step) * step));
  };
  const near = { width: settle("width", Math.round), height: settle("height", Math.round) };
  if (near.width * near.height <= (card?.limits?.pixels ?? Infinity)) return near;
  return { width: settle("width", Math.floor), height: settle("height", Math.floor) };
}

/** Megapixels with one digit after the point. */
export function megapixels(width, height) {
  return Math.round(width * height / 100_000) / 10;
}

function symbolOf(ratio) {
  return ratio > 1.1 ? "a32" : ratio < 0.9 ? "a23" : "a11";
}
