// The inside of a paragraph: emphasis, code, links. Plain text in, plain values out; linear in the length of the text.

const SPECIAL = /[\\`*_~[\]!<&\n]|https?:\/\//g;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const LETTER = /[\p{L}\p{N}]/u;
const ESCAPED = /[!-/:-@[-`{-~]/;
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&nbsp;": "\u00a0" };
const LONGEST_ADDRESS = 2000;
const DEEPEST = 16;
/** What comes after so many pieces of one paragraph is text as it stands. */
const MOST_PIECES = 2000;

/**
 * The pieces of a text: strings, and `{type: "code", text}`, `{type: "break"}`, `{type: "image", address, text}`,
 * `{type: "link", address, pieces}`, `{type: "rest", text}`, `{type: "strong"|"emphasis"|"strike", pieces}`. An
 * address is http, https or mail.
 */
export function inlineOf(text) {
  return new Reader(text).read();
}

/** Whether an address may be followed: nothing that runs, and nothing of our own. */
export function isSafe(address) {
  return /^(https?:\/\/|mailto:)[^\s\u0000-\u001f]+$/i.test(address);
}

class Reader {
  #text;
  #at = 0;
  #tokens = [];
  /** Places in `tokens` where a bracket is open. */
  #brackets = [];
  #ticks = null;

  constructor(text) {
    this.#text = text;
  }

  read() {
    const text = this.#text;
    while (this.#at < text.length) {
      SPECIAL.lastIndex = this.#at;
      if (this.#tokens.length >= MOST_PIECES) {
        this.#take(text.length, { type: "rest", text: text.slice(this.#at) });
        break;
      }
      const found = SPECIAL.exec(text);
      const to = found ? found.index : text.length;
      if (to > this.#at) this.#say(text.slice(this.#at, to));
      this.#at = to;
      if (found) this.#special(found[0]);
    }
    return emphasize(this.#tokens);
  }

  #special(sign) {
    const text = this.#text, at = this.#at, next = text[at + 1] ?? "";
    if (sign === "\\") return this.#escape(next);
    if (sign === "`") return this.#code();
    if (sign === "\n") return this.#newline();
    if (sign === "<") return this.#angle();
    if (sign === "&") return this.#entity();
    if (sign === "]") return this.#close();
    if (sign === "[" || (sign === "!" && next === "[")) return this.#open(sign === "!");
    if (sign.startsWith("http")) return this.#bare();
    if (sign === "!") return this.#take(1, "!");
    this.#delimiter(sign);
  }

  #say(words) {
    const last = this.#tokens.at(-1);
    if (typeof last === "string") this.#tokens[this.#tokens.length - 1] = last + words;
    else this.#tokens.push(words);
  }

  #take(length, token) {
    this.#at += length;
    if (typeof token === "string") this.#say(token);
    else this.#tokens.push(token);
  }

  #escape(next) {
    if (next === "\n") return this.#take(2, { type: "break" });
    return ESCAPED.test(next) ? this.#take(2, next) : this.#take(1, "\\");
  }

  #newline() {
    const last = this.#tokens.at(-1);
    if (typeof last === "string") this.#tokens[this.#tokens.length - 1] = last.trimEnd();
    this.#take(1, { type: "break" });
  }

  /** The next run of just as many backticks ends it. All runs are found at once, so that nobody looks twice. */
  #code() {
    this.#ticks ??= runsOf(this.#text);
    const at = this.#at;
    let length = 1;
    while (this.#text[at + length] === "`") length += 1;
    const places = this.#ticks.get(length);
    while (places.length > 0 && places.at(-1) <= at) places.pop();
    const end = places.at(-1);
    if (end === undefined) return this.#take(length, "`".repeat(length));
    const inside = this.#text.slice(at + length, end).replace(/\n/g, " ");
    const isPadded = inside.length > 2 && inside.startsWith(" ") && inside.endsWith(" ") && inside.trim() !== "";
    this.#take(end + length - at, { type: "code", text: isPadded ? inside.slice(1, -1) : inside });
  }

  #angle() {
    const rest = this.#text.slice(this.#at, this.#at + LONGEST_ADDRESS);
    const line = /^<br *\/?>/i.exec(rest);
    if (line) return this.#take(line[0].length, { type: "break" });
    const found = /^<((?:https?:\/\/|mailto:)[^\s<>]+)>/i.exec(rest);
    if (!found) return this.#take(1, "<");
    this.#take(found[0].length, { type: "link", address: found[1], pieces: [found[1].replace(/^mailto:/i, "")] });
  }

  #entity() {
    const found = /^&(?:amp|lt|gt|quot|nbsp|#39);/.exec(this.#text.slice(this.#at, this.#at + 8));
    return found ? this.#take(found[0].length, ENTITIES[found[0]]) : this.#take(1, "&");
  }

  #bare() {
    const at = this.#at, before = this.#text[at - 1] ?? " ";
    let address = /^[^\s<>"`\u0000-\u001f]*/.exec(this.#text.slice(at, at + LONGEST_ADDRESS))[0];
    address = address.replace(/[?!.,:;*_~'\]]+$/, "");
    while (address.endsWith(")") && count(address, ")") > count(address, "(")) {
      address = address.slice(0, -1).replace(/[?!.,:;*_~'\]]+$/, "");
    }
    if (LETTER.test(before) || address.length < 9) return this.#take(4, this.#text.slice(at, at + 4));
    this.#take(address.length, { type: "link", address, pieces: [address] });
  }

  #open(isImage) {
    this.#brackets.push({ at: this.#tokens.length, isImage, isOn: true });
    this.#at += isImage ? 2 : 1;
    this.#tokens.push({ type: "bracket", text: isImage ? "![" : "[" });
  }

  #close() {
    const bracket = this.#brackets.pop();
    const target = bracket?.isOn ? addressAt(this.#text, this.#at + 1) : null;
    if (!target) return this.#take(1, "]");
    const inside = this.#tokens.splice(bracket.at).slice(1);
    if (bracket.isImage) {
      this.#tokens.push({ type: "image", address: isSafe(target.address) ? target.address : null,
        text: plain(inside) });
    } else if (isSafe(target.address)) {
      // A link in a link is none.
      this.#tokens.push({ type: "link", address: target.address, pieces: unlinked(emphasize(inside)) });
      for (const each of this.#brackets) if (!each.isImage) each.isOn = false;
      this.#brackets = this.#brackets.filter(({ isOn }) => isOn);
    } else {
      this.#tokens.push(...inside);
    }
    this.#at = target.end;
  }

  #delimiter(sign) {
    const text = this.#text, at = this.#at;
    let end = at;
    while (text[end] === sign) end += 1;
    const before = charBefore(text, at), after = charAfter(text, end);
    const blank = (each) => each === "" || /\s/u.test(each), mark = (each) => PUNCTUATION.test(each);
    const left = !blank(after) && (!mark(after) || blank(before) || mark(before));
    const right = !blank(before) && (!mark(before) || blank(after) || mark(after));
    const word = sign === "_";
    this.#take(end - at, {
      type: "delimiter", sign, length: end - at, left: end - at,
      opens: left && (!word || !right || mark(before)), closes: right && (!word || !left || mark(after)),
      begin: [], end: [],
    });
  }
}

/** Pairs the delimiters, innermost first, and makes a tree of it. */
function emphasize(tokens) {
  const stack = [], bottoms = new Map();
  for (const token of tokens) {
    if (token.type !== "delimiter") continue;
    while (token.closes && token.left > 0) {
      const name = `${token.sign}${token.opens}${token.length % 3}`, bottom = bottoms.get(name) ?? 0;
      let at = stack.length - 1;
      while (at >= bottom && !fits(stack[at], token)) at -= 1;
      if (at < bottom) {
        bottoms.set(name, stack.length);
        break;
      }
      const opener = stack[at], used = opener.left >= 2 && token.left >= 2 ? 2 : 1;
      const type = token.sign === "~" ? "strike" : used === 2 ? "strong" : "emphasis";
      opener.begin.push(type);
      token.end.push(type);
      opener.left -= used;
      token.left -= used;
      stack.length = opener.left > 0 ? at + 1 : at;
      for (const [key, value] of bottoms) if (value > stack.length) bottoms.set(key, stack.length);
    }
    if (token.opens && token.left > 0) stack.push(token);
  }
  return tree(tokens);
}

function fits(opener, closer) {
  if (opener.sign !== closer.sign) return false;
  if (opener.sign === "~") return opener.left >= 2 && closer.left >= 2;
  const isMixed = opener.closes || closer.opens;
  return !isMixed || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function tree(tokens) {
  const root = [], open = [{ pieces: root }];
  const say = (piece) => {
    const { pieces } = open.at(-1);
    if (typeof piece === "string" && typeof pieces.at(-1) === "string") pieces[pieces.length - 1] += piece;
    else if (piece !== "") pieces.push(piece);
  };
  for (const token of tokens) {
    if (token.type === "bracket") {
      say(token.text);
    } else if (token.type !== "delimiter") {
      say(token);
    } else {
      for (let each = 0; each < token.end.length; each += 1) open.pop();
      say(token.sign.repeat(token.left));
      for (const type of token.begin.toReversed()) {
        const made = { type, pieces: [] };
        // Deeper than anybody can see, what is inside simply goes on in the same piece.
        if (open.length <= DEEPEST) say(made);
        open.push(open.length <= DEEPEST ? made : open.at(-1));
      }
    }
  }
  return root;
}

function addressAt(text, from) {
  if (text[from] !== "(") return null;
  const window = text.slice(from + 1, from + 1 + LONGEST_ADDRESS);
  const found = /^\s*(?:<([^<>\n]*)>|([^\s()<]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/
    .exec(window);
  return found && { address: found[1] ?? found[2], end: from + 1 + found[0].length };
}

/** Where each run of backticks of a length begins, the last one first. */
function runsOf(text) {
  const runs = new Map();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    if (runs.has(run.length)) runs.get(run.length).push(index);
    else runs.set(run.length, [index]);
  }
  for (const places of runs.values()) places.reverse();
  return runs;
}

function unlinked(pieces) {
  return pieces.flatMap((piece) => {
    if (piece.type === "link") return unlinked(piece.pieces);
    if (piece.type === "image") return [piece.text];
    return piece.pieces ? [{ ...piece, pieces: unlinked(piece.pieces) }] : [piece];
  });
}

function plain(tokens) {
  return tokens.map((token) => (typeof token === "string" ? token : token.text ?? plain(token.pieces ?? []))).join("");
}

function charBefore(text, at) {
  return at === 0 ? "" : String.fromCodePoint(text.codePointAt(at - 2 >= 0 && /[\udc00-\udfff]/.test(text[at - 1])
    ? at - 2 : at - 1));
}

function charAfter(text, at) {
  return at >= text.length ? "" : String.fromCodePoint(text.codePointAt(at));
}

function count(text, letter) {
  return text.split(letter).length - 1;
}
