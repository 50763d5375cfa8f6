// @ts-check
// Code in colours, from a worker that is replaced when it takes too long.

/** @typedef {import("../../components/highlight.js").Run} Run */

const PATIENCE_MS = 4000;
const LARGEST_CHARACTERS = 400_000;
/** A longer line is no code that somebody reads. */
const LONGEST_LINE = 5000;

/** @type {Worker | null} */
let worker = null;
let number = 0;
/** @type {{number: number, code: string, language: string, resolve: (lines: Run[][] | null) => void}[]} */
const waiting = [];
/** Of the first that waits, as far as they have come. @type {Run[][]} */
let lines = [];
let patience = 0;

/**
 * @param {string} code
 * @param {string} language
 * @returns {Promise<Run[][] | null>} null: it stays as it is
 */
export function linesInColour(code, language) {
  const isTooMuch = code.length > LARGEST_CHARACTERS || code.split("\n").some(({ length }) => length > LONGEST_LINE);
  if (isTooMuch) return Promise.resolve(null);
  return new Promise((resolve) => {
    waiting.push({ number: (number += 1), code, language, resolve });
    if (waiting.length === 1) next();
  });
}

function next() {
  clearTimeout(patience);
  if (waiting.length === 0) return;
  const { number: asked, code, language } = waiting[0];
  worker ??= started();
  worker.postMessage({ number: asked, code, language });
  patience = setTimeout(giveUp, PATIENCE_MS);
}

function started() {
  const made = new Worker(new URL("./colour-worker.js", import.meta.url), { type: "module" });
  made.addEventListener("message", ({ data }) => {
    if (data.number !== waiting[0]?.number) return;
    lines.push(...data.lines);
    if (data.isLast) answer(lines);
  });
  made.addEventListener("error", giveUp);
  return made;
}

function giveUp() {
  worker?.terminate();
  worker = null;
  answer(null);
}

function answer(/** @type {Run[][] | null} */ found) {
  lines = [];
  waiting.shift()?.resolve(found);
  next();
}
