// Lays pictures of any shape in rows of one width: each row is as high as it must be to fill it.

/**
 * Pictures `from` to `to`, whose width by height `ratio(at)` tells, become rows `{top, height, from, to, widths}`;
 * `from` is inclusive, `to` exclusive. A last row that is not nearly full keeps the wanted height.
 */
export function justify(ratio, { width, wanted, gap, full = 0.8, top = 0, from, to }) {
  const rows = [];
  let start = from, sum = 0, y = top;
  for (let at = from; at < to; at += 1) {
    sum += shape(ratio(at));
    const count = at - start + 1, space = width - gap * (count - 1);
    if (space / sum <= wanted) {
      // A row may be nearer to the wanted height without its last picture.
      const without = (space + gap) / (sum - shape(ratio(at)));
      const shorter = count > 1 && without - wanted < wanted - space / sum;
      const end = shorter ? at : at + 1;
      y = put(rows, ratio, start, end, y, width, gap);
      start = end;
      sum = shorter ? shape(ratio(at)) : 0;
    }
  }
  if (start < to) {
    const used = sum * wanted + gap * (to - start - 1);
    const height = used >= width * full ? (width - gap * (to - start - 1)) / sum : wanted;
    y = put(rows, ratio, start, to, y, width, gap, Math.min(height, wanted * 1.5));
  }
  return { rows, height: Math.max(0, y - top) };
}

/** Panoramas and strips are cut to what a row can bear. */
export function shape(ratio) {
  return Math.min(3.2, Math.max(0.4, ratio));
}

function put(rows, ratio, from, to, top, width, gap, exact) {
  const shapes = Array.from({ length: to - from }, (_, at) => shape(ratio(from + at)));
  const sum = shapes.reduce((all, each) => all + each, 0);
  const height = exact ?? (width - gap * (to - from - 1)) / sum;
  rows.push({ top, height, from, to, widths: shapes.map((each) => each * height) });
  return top + height + gap;
}
