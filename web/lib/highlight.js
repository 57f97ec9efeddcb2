// Colours for code: strings, comments, numbers and the words of a language. It need not understand the code, only make
// it easier to read; what it does not know stays plain.

const MOST = 30_000;
const HASH = new Set(["bash", "sh", "shell", "zsh", "python", "py", "ruby", "rb", "yaml", "yml", "toml", "r", "perl",
  "dockerfile", "makefile", "ini", "conf"]);
const DASH = new Set(["sql", "lua", "haskell", "ada"]);
const PLAIN = new Set(["", "text", "txt", "plain", "markdown", "md", "csv", "log", "diff"]);
const WORDS = new Set(("abstract and as async await begin bool boolean break case catch char class const continue def "
  + "default defer delete do double elif else end enum export extends extension false final finally float fn for from "
  + "func function go if impl implements import in init int interface is lambda let local loop match module mut namespace "
  + "new nil none not null or package pass private protected protocol public pub raise return self static string struct "
  + "super switch then this throw throws trait true try type typeof undefined use using val var void where while with "
  + "yield select insert update create table into values join left group order by limit").split(" "));

/** The pieces of a code: strings, and `{kind: "comment"|"string"|"name"|"word"|"number", text}`. */
export function coloured(code, language) {
  const name = language.toLowerCase();
  if (PLAIN.has(name) || code.length > MOST) return [code];
  const comment = HASH.has(name) ? "#[^\\n]*" : DASH.has(name) ? "--[^\\n]*" : "\\/\\/[^\\n]*|\\/\\*[^]*?(?:\\*\\/|$)|<!--[^]*?(?:-->|$)";
  const pattern = new RegExp(`(?<comment>${comment})|(?<string>"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*'`
    + "|`(?:[^`\\\\]|\\\\.)*`)(?<name>\\s*:)?|(?<number>\\b\\d[\\d_.]*(?:e[+-]?\\d+)?\\b)|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)",
  "giu");
  const pieces = [];
  let last = 0;
  const say = (text) => {
    if (typeof pieces.at(-1) === "string") pieces[pieces.length - 1] += text;
    else if (text) pieces.push(text);
  };
  for (const { 0: whole, index, groups } of code.matchAll(pattern)) {
    say(code.slice(last, index));
    last = index + whole.length;
    if (groups.comment) pieces.push({ kind: "comment", text: whole });
    else if (groups.string) {
      pieces.push({ kind: groups.name ? "name" : "string", text: groups.string });
      say(groups.name ?? "");
    } else if (groups.number) pieces.push({ kind: "number", text: whole });
    else if (WORDS.has(name === "sql" ? whole.toLowerCase() : whole)) pieces.push({ kind: "word", text: whole });
    else say(whole);
  }
  say(code.slice(last));
  return pieces;
}
