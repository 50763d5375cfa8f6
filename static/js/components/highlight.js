// @ts-check
// Source code as runs of text, each with a kind (keyword, string, comment …), line by line. An emitter that collects
// runs replaces the highlighter's own HTML, so code can only ever become text.

import hljs from "../../vendor/highlight/highlight.min.js";

/** @typedef {{text: string, kind: string}} Run */

const LARGEST_CHARACTERS = 400_000;
/** @type {Record<string, string>} */
const NAMES = { "c++": "cpp", "c#": "csharp", c_sharp: "csharp", tsx: "typescript", jsx: "javascript", shell: "bash" };

/** What highlight.js calls an emitter: it receives text, and scopes as they open and close. */
class RunEmitter {
  /** @type {Run[]} */ runs = [];
  /** @type {string[]} */ #scopes = [];

  addText(/** @type {string} */ text) {
    if (text) this.runs.push({ text, kind: this.#scopes.at(-1) ?? "" });
  }

  startScope(/** @type {string} */ scope) {
    this.#scopes.push(scope.split(".")[0]);
  }

  endScope() {
    this.#scopes.pop();
  }

  openNode(/** @type {string} */ scope) {
    this.startScope(scope);
  }

  closeNode() {
    this.endScope();
  }

  __addSublanguage(/** @type {RunEmitter} */ other) {
    this.runs.push(...other.runs);
  }

  finalize() {}

  toHTML() {
    return "";
  }
}

hljs.configure({ /** @type {any} */ __emitter: RunEmitter });

/**
 * @param {string} source
 * @param {string} language as the scan names it
 * @returns {Run[][]} runs by line
 */
export function highlightLines(source, language) {
  return linesOf(runsOf(source, language));
}

/** @returns {Run[]} */
function runsOf(/** @type {string} */ source, /** @type {string} */ language) {
  const name = NAMES[language.toLowerCase()] ?? language.toLowerCase();
  if (source.length > LARGEST_CHARACTERS || !hljs.getLanguage(name)) return [{ text: source, kind: "" }];
  try {
    const result = /** @type {any} */ (hljs.highlight(source, { language: name, ignoreIllegals: true }));
    // It does not throw on an internal error: it stops halfway and says so.
    return result.errorRaised ? [{ text: source, kind: "" }] : result._emitter.runs;
  } catch {
    return [{ text: source, kind: "" }];
  }
}

/** Runs split at line endings. */
function linesOf(/** @type {Run[]} */ runs) {
  /** @type {Run[][]} */
  const lines = [[]];
  for (const { text, kind } of runs) {
    const parts = text.split("\n");
    parts.forEach((part, place) => {
      if (place > 0) lines.push([]);
      if (part) lines[lines.length - 1].push({ text: part, kind });
    });
  }
  return lines;
}
