// Markdown as models write it, taken apart into blocks. Plain text in, plain values out. Every line is looked at a
// bounded number of times and nothing nests deeper than DEEPEST, whatever somebody sends.

const DEEPEST = 10;
/** What comes after so many blocks is shown as plain text: nobody reads it, and a page must stand it. */
const MOST_BLOCKS = 4000;
/** A box of code has its bar and its button. */
const COST_OF_CODE = 8;
const MOST_COLUMNS = 40;
const MARKER = /^( {0,3})([-*+]|\d{1,9}[.)])(?:( {1,4})(?! )|( +)|$)/;
const TASK = /^\[([ xX])\] /;
const BREAK = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const HEADING = /^ {0,3}(#{1,6})(?: (.*))?$/;
const UNDERLINE = /^ {0,3}(=+|-+) *$/;
const DELIMITER = /^ *:?-+:? *$/;

/**
 * The blocks of a text, each with the place `start` where it begins: `{type: "paragraph"|"plain", text}`,
 * `{type: "heading", level, text}`, `{type: "code", language, text, closed}`, `{type: "rule"}`,
 * `{type: "quote", blocks}`, `{type: "list", ordered, first, loose, items: [{checked, blocks}]}`,
 * `{type: "table", aligns, head, rows}`.
 */
export function blocksOf(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\0/g, "\ufffd").split("\n");
  const blocks = parse(lines, 0, { left: MOST_BLOCKS });
  let line = 0, place = 0;
  for (const block of blocks) {
    for (; line < block.line; line += 1) place += lines[line].length + 1;
    block.start = place;
  }
  return blocks;
}

function parse(lines, depth, budget) {
  const blocks = [];
  for (let at = 0; at < lines.length;) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    if (budget.left <= 0 || depth > DEEPEST) {
      blocks.push({ type: "plain", line: at, text: lines.slice(at).join("\n") });
      break;
    }
    budget.left -= 1;
    const read = fence(lines, at) ?? heading(lines, at) ?? rule(lines, at) ?? quote(lines, at, depth, budget)
      ?? list(lines, at, depth, budget) ?? table(lines, at, budget) ?? indented(lines, at) ?? paragraph(lines, at);
    if (read.block.type === "code") budget.left -= COST_OF_CODE;
    blocks.push({ ...read.block, line: at });
    at = read.next;
  }
  return blocks;
}

function fence(lines, at) {
  const open = fenceOf(lines[at]);
  if (!open || (open.sign === "`" && open.rest.includes("`"))) return null;
  const inside = [];
  let next = at + 1, closed = false;
  for (; next < lines.length && !closed; next += 1) {
    const end = fenceOf(lines[next]);
    closed = end?.sign === open.sign && end.length >= open.length && !end.rest;
    if (!closed) inside.push(unindent(lines[next], open.indent));
  }
  const language = open.rest.split(/[\s{,]/, 1)[0].slice(0, 40);
  return { next, block: { type: "code", language, text: inside.join("\n"), closed } };
}

function fenceOf(line) {
  const indent = indentOf(line), sign = line[indent];
  if (indent > 3 || (sign !== "`" && sign !== "~")) return null;
  let end = indent;
  while (line[end] === sign) end += 1;
  return end - indent < 3 ? null : { indent, sign, length: end - indent, rest: line.slice(end).trim() };
}

function heading(lines, at) {
  const found = HEADING.exec(lines[at]);
  if (!found) return null;
  const text = (found[2] ?? "").trim(), tail = text.length - text.replace(/#+$/, "").length;
  const isClosed = tail > 0 && (tail === text.length || text[text.length - tail - 1] === " ");
  return { next: at + 1, block: {
    type: "heading", level: found[1].length, text: isClosed ? text.slice(0, text.length - tail).trim() : text,
  } };
}

function rule(lines, at) {
  return BREAK.test(lines[at]) ? { next: at + 1, block: { type: "rule" } } : null;
}

function quote(lines, at, depth, budget) {
  if (!isQuote(lines[at])) return null;
  const inside = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next];
    if (isQuote(line)) inside.push(line.replace(/^ {0,3}> ?/, ""));
    else if (isBlank(line) || isBlank(inside.at(-1)) || begins(line)) break;
    else inside.push(line);
  }
  return { next, block: { type: "quote", blocks: parse(inside, depth + 1, budget) } };
}

function list(lines, at, depth, budget) {
  const first = markerOf(lines[at]);
  if (!first) return null;
  const items = [];
  let next = at, loose = false;
  while (next < lines.length && budget.left > 0) {
    const marker = markerOf(lines[next]);
    budget.left -= 1;
    if (!marker || marker.kind !== first.kind || BREAK.test(lines[next])) break;
    const item = itemLines(lines, next, marker);
    const task = TASK.exec(item.lines[0]);
    if (task) item.lines[0] = item.lines[0].slice(task[0].length);
    const blocks = parse(item.lines, depth + 1, budget);
    loose ||= item.apart && blocks.length > 1 && item.lines.some(isBlank) && hasGap(item.lines);
    items.push({ checked: task ? task[1] !== " " : null, blocks });
    next = item.next;
    if (next < lines.length && isBlank(lines[next])) {
      let beyond = next;
      while (beyond < lines.length && isBlank(lines[beyond])) beyond += 1;
      const after = beyond < lines.length ? markerOf(lines[beyond]) : null;
      if (after?.kind !== first.kind || BREAK.test(lines[beyond])) break;
      loose = true;
      next = beyond;
    }
  }
  return { next, block: { type: "list", ordered: first.number !== null, first: first.number ?? 1, loose, items } };
}

/** The lines of one item without their indent, and where the next thing begins. */
function itemLines(lines, at, marker) {
  const inside = [lines[at].slice(marker.width)];
  let next = at + 1, apart = false;
  for (; next < lines.length; next += 1) {
    const line = lines[next];
    if (isBlank(line)) {
      let beyond = next;
      while (beyond < lines.length && isBlank(lines[beyond])) beyond += 1;
      if (beyond >= lines.length || !belongs(lines[beyond], marker)) break;
      for (; next < beyond; next += 1) inside.push("");
      apart = true;
      next -= 1;
    } else if (belongs(line, marker)) {
      inside.push(unindent(line, marker.width));
    } else if (markerOf(line) || begins(line) || isBlank(inside.at(-1))) {
      break;
    } else {
      inside.push(line.trimStart());
    }
  }
  return { lines: inside, next, apart };
}

/** Models indent a list in a list by two, whatever its marker's width. */
function belongs(line, marker) {
  const indent = indentOf(line);
  return indent >= marker.width || (indent >= 2 && indent > marker.indent + 1 && Boolean(markerOf(line.trimStart())));
}

function hasGap(lines) {
  const last = lines.findLastIndex((line) => !isBlank(line));
  return lines.slice(0, last).some((line, at) => isBlank(line) && !/^ {2,}/.test(lines[at + 1] ?? ""));
}

function markerOf(line) {
  const found = MARKER.exec(line);
  if (!found) return null;
  const [, indent, sign, gap, wide] = found, number = /^\d/.test(sign) ? Number.parseInt(sign, 10) : null;
  if (!gap && !wide && line.length > indent.length + sign.length) return null;
  return {
    indent: indent.length, width: indent.length + sign.length + (gap?.length ?? 1), number,
    kind: number === null ? sign : sign.at(-1),
  };
}

function table(lines, at, budget) {
  if (!lines[at].includes("|") || !lines[at + 1]?.includes("-")) return null;
  const head = cells(lines[at]), delimiters = cells(lines[at + 1]);
  if (head.length !== delimiters.length || head.length > MOST_COLUMNS) return null;
  if (!delimiters.every((each) => DELIMITER.test(each))) return null;
  const aligns = delimiters.map((each) => {
    const text = each.trim(), left = text.startsWith(":"), right = text.endsWith(":");
    return left && right ? "center" : right ? "end" : "start";
  });
  const rows = [];
  let next = at + 2;
  for (; next < lines.length && !isBlank(lines[next]) && !begins(lines[next]) && budget.left > 0; next += 1) {
    const row = cells(lines[next]);
    rows.push(head.map((_, column) => row[column] ?? ""));
    budget.left -= 1;
  }
  return { next, block: { type: "table", aligns, head, rows } };
}

function cells(line) {
  const text = line.trim(), made = [];
  let cell = "";
  for (let at = text.startsWith("|") ? 1 : 0; at < text.length; at += 1) {
    if (text[at] === "\\" && text[at + 1] === "|") {
      cell += "|";
      at += 1;
    } else if (text[at] === "|") {
      made.push(cell.trim());
      cell = "";
    } else {
      cell += text[at];
    }
  }
  return text.endsWith("|") && made.length > 0 && !cell ? made : [...made, cell.trim()];
}

function indented(lines, at) {
  if (indentOf(lines[at]) < 4) return null;
  let next = at + 1;
  while (next < lines.length && (isBlank(lines[next]) || indentOf(lines[next]) >= 4)) next += 1;
  const inside = lines.slice(at, next).map((line) => unindent(line, 4));
  return { next, block: { type: "code", language: "", text: inside.join("\n").trimEnd(), closed: true } };
}

function paragraph(lines, at) {
  let next = at + 1;
  for (; next < lines.length && !isBlank(lines[next]); next += 1) {
    const line = lines[next], underline = UNDERLINE.exec(line);
    if (underline) {
      const level = underline[1].startsWith("=") ? 1 : 2;
      return { next: next + 1, block: { type: "heading", level, text: joined(lines, at, next) } };
    }
    if (begins(line) || (line.includes("|") && table(lines, next, { left: 1 }))) break;
  }
  return { next, block: { type: "paragraph", text: joined(lines, at, next) } };
}

/** Whether a line ends the paragraph before it. An ordered list does so only with 1, as "1984. A year" shows. */
function begins(line) {
  const marker = markerOf(line);
  return isQuote(line) || HEADING.test(line) || BREAK.test(line) || Boolean(fenceOf(line))
    || Boolean(marker && line.length > marker.width && (marker.number === null || marker.number === 1));
}

function joined(lines, from, to) {
  return lines.slice(from, to).map((line) => line.trimStart()).join("\n").trimEnd();
}

function isQuote(line) {
  return /^ {0,3}>/.test(line);
}

function isBlank(line) {
  return line === undefined || line.trim() === "";
}

function indentOf(line) {
  let at = 0;
  while (line[at] === " ") at += 1;
  return line[at] === "\t" ? at + 4 : at;
}

function unindent(line, most) {
  if (line[0] === "\t") return line.slice(1);
  return line.slice(Math.min(most, indentOf(line)));
}
