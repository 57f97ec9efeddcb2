// Reads single files out of a zip, as far as exports of other programs need: stored or deflated, found by the list at
// the zip's end. What claims to be more than can be held is not unpacked to its end.

const END = 0x06054b50, ENTRY = 0x02014b50, LOCAL = 0x04034b50;
const END_SIZE = 22, LONGEST_COMMENT = 65_535;
const MOST_LIST = 16 << 20;
const MOST_TEXT = 256 << 20;

export function isZip({ name, type }) {
  return /\.zip$/i.test(name) || type === "application/zip" || type === "application/x-zip-compressed";
}

/** The texts of the entries whose path matches. Throws when it is no zip that can be read. */
export async function textsIn(file, pattern) {
  const texts = [];
  let room = MOST_TEXT;
  for (const entry of await entriesOf(file)) {
    if (!pattern.test(entry.path)) continue;
    const text = await textOf(file, entry, room);
    room -= text.length;
    texts.push(text);
  }
  return texts;
}

async function entriesOf(file) {
  const from = Math.max(0, file.size - END_SIZE - LONGEST_COMMENT), tail = await view(file, from, file.size);
  let end = tail.byteLength - END_SIZE;
  while (end >= 0 && tail.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new Error("not a zip");
  const size = tail.getUint32(end + 12, true), start = tail.getUint32(end + 16, true);
  if (size > MOST_LIST || start + size > file.size) throw new Error("not a zip that can be read");
  const list = await view(file, start, start + size), entries = [];
  for (let at = 0; at + 46 <= size && list.getUint32(at, true) === ENTRY;) {
    const lengths = [28, 30, 32].map((place) => list.getUint16(at + place, true));
    const name = new Uint8Array(list.buffer, at + 46, Math.min(lengths[0], size - at - 46));
    entries.push({ path: new TextDecoder().decode(name), method: list.getUint16(at + 10, true),
      packed: list.getUint32(at + 20, true), start: list.getUint32(at + 42, true) });
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return entries;
}

async function textOf(file, { method, packed, start }, most) {
  const head = await view(file, start, start + 30);
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL || (method !== 0 && method !== 8)) {
    throw new Error("not a zip that can be read");
  }
  const from = start + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  let bytes = file.slice(from, from + packed).stream();
  if (method === 8) bytes = bytes.pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = bytes.getReader(), decoder = new TextDecoder(), parts = [];
  let room = most;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    room -= value.byteLength;
    if (room < 0) {
      reader.cancel().catch(() => {});
      throw new Error("too large");
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

async function view(file, from, to) {
  return new DataView(await file.slice(from, to).arrayBuffer());
}
