// What a prompt may hold besides words: `{{name}}` is asked for, `{a|b}` and `__list__` are drawn by the server.

const VARIABLE = /\{\{\s*([^{}|]{1,60}?)\s*\}\}/g;
const MACRO = /\{[^{}]*\|[^{}]*\}|__[\p{L}\p{N}][\p{L}\p{N}_/ -]*?__/u;

/** The names in double braces, each once, in their order. */
export function variables(...texts) {
  return [...new Set(texts.flatMap((text) => [...(text ?? "").matchAll(VARIABLE)].map(([, name]) => name)))];
}

/** Whether one prompt of this text may become several. */
export function hasMacros(text) {
  return MACRO.test(text ?? "");
}
