// Draws the ThumbHash of a picture: what stands in its place until it has come.

const LONGEST = 24;

/** A canvas with the blurred picture, or null where the hash cannot be read. `ratio` is width by height. */
export function placeholder(base64, ratio) {
  const picture = decode(bytesOf(base64), ratio);
  if (!picture) return null;
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.setAttribute("aria-hidden", "true");
  canvas.getContext("2d").putImageData(new ImageData(picture.pixels, picture.width, picture.height), 0, 0);
  return canvas;
}

/** `{width, height, pixels}` of a hash, or null. */
export function decode(hash, ratio) {
  const coefficients = hash.length >= 5 ? read(hash) : null;
  if (!coefficients) return null;
  const width = Math.max(1, Math.round(ratio >= 1 ? LONGEST : LONGEST * ratio));
  const height = Math.max(1, Math.round(ratio >= 1 ? LONGEST / ratio : LONGEST));
  const pixels = new Uint8ClampedArray(width * height * 4);
  const planes = coefficients.map((channel) => plane(channel, width, height));
  for (let at = 0; at < width * height; at += 1) {
    const [light, yellow, red, alpha] = planes.map((each) => each[at]);
    const b = light - (2 / 3) * yellow, r = (3 * light - b + red) / 2;
    pixels.set([r * 255, (r - red) * 255, b * 255, alpha * 255], at * 4);
  }
  return { width, height, pixels };
}

/** The four channels: lightness, two colour differences and opacity, each a mean and the waves on it. */
function read(hash) {
  const head = hash[0] | hash[1] << 8 | hash[2] << 16, more = hash[3] | hash[4] << 8;
  const hasAlpha = head >> 23, isWide = more >> 15, long = hasAlpha ? 5 : 7;
  let nibble = (hasAlpha ? 6 : 5) * 2;
  if (hash.length * 2 < nibble) return null;
  const channel = (mean, across, down, scale) => {
    const waves = [];
    for (let y = 0; y < down; y += 1) {
      for (let x = y ? 0 : 1; x * down < across * (down - y); x += 1) {
        const value = (hash[nibble >> 1] ?? 0x77) >> ((nibble & 1) << 2) & 15;
        nibble += 1;
        waves.push({ x, y, value: (value / 7.5 - 1) * scale });
      }
    }
    return { mean, waves };
  };
  const across = Math.max(3, isWide ? long : more & 7), down = Math.max(3, isWide ? more & 7 : long);
  return [
    channel((head & 63) / 63, across, down, (head >> 18 & 31) / 31),
    channel((head >> 6 & 63) / 31.5 - 1, 3, 3, (more >> 3 & 63) / 63 * 1.25),
    channel((head >> 12 & 63) / 31.5 - 1, 3, 3, (more >> 9 & 63) / 63 * 1.25),
    hasAlpha ? channel((hash[5] & 15) / 15, 5, 5, (hash[5] >> 4) / 15) : { mean: 1, waves: [] },
  ];
}

function plane({ mean, waves }, width, height) {
  const values = new Float32Array(width * height).fill(mean);
  for (const { x: across, y: down, value } of waves) {
    const columns = cosines(across, width), rows = cosines(down, height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) values[y * width + x] += 2 * value * columns[x] * rows[y];
    }
  }
  return values;
}

function cosines(wave, length) {
  return Float32Array.from({ length }, (_, at) => Math.cos(Math.PI / length * (at + 0.5) * wave));
}

function bytesOf(base64) {
  try {
    return Uint8Array.from(atob(base64 ?? ""), (each) => each.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
