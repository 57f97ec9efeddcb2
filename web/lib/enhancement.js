// One round of making a prompt better: the candidates as they are written, and what came of it.

import { api } from "./api.js";

/** Fires `change`. `state` is `none`, `writing`, `ready` or `failed` (then `problem` says why). */
export class Enhancement extends EventTarget {
  state = "none";
  problem = null;
  /** `{text, negativePrompt, notes, diff}`; `diff` is null while it is written. */
  candidates = [];
  /** The whole object once it is there: `{id, textModel, costMicros, fallbackFrom, …}`. */
  result = null;
  /** Seconds from the question to the last word. */
  seconds = 0;
  #stop = null;

  /** Asks for candidates; what was asked before is forgotten. */
  async begin(request) {
    this.stop();
    const stop = (this.#stop = new AbortController()), began = performance.now();
    Object.assign(this, { state: "writing", problem: null, candidates: [], result: null });
    this.#tell();
    try {
      await api.stream("POST", "/enhancements", {
        body: request, key: crypto.randomUUID(), signal: stop.signal,
        tell: (name, data) => stop === this.#stop && this.#hear(name, data),
      });
      if (stop !== this.#stop) return;
      this.seconds = (performance.now() - began) / 1000;
      this.state = "ready";
    } catch (problem) {
      if (stop !== this.#stop) return;
      this.state = "failed";
      this.problem = problem;
    }
    this.#tell();
  }

  stop() {
    this.#stop?.abort();
    this.#stop = null;
    this.state = "none";
  }

  #hear(name, data) {
    if (name === "candidate") this.candidates[data.index] = { text: data.text, negativePrompt: null, notes: "",
      diff: null };
    else if (name === "delta") this.candidates[data.index].text += data.text;
    else if (name === "done") {
      this.result = data;
      this.candidates = data.candidates;
    } else return;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** A diff with what is locked as pieces of their own: `{op, text, isLocked}`. */
export function marked(diff, locks) {
  const pattern = locks.length > 0
    && new RegExp(`(${locks.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "u");
  return diff.flatMap(({ op, text }) => {
    if (op !== "keep" || !pattern) return [{ op, text, isLocked: false }];
    return text.split(pattern).map((part, at) => ({ op, text: part,
      isLocked: at % 2 === 1 })).filter((each) => each.text);
  });
}
