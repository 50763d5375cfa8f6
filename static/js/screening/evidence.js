// @ts-check
// The evidence of a candidate: every quoted line with what it is quoted for, and where it stands. Quotes of one line
// share one place. Pure.

import { flagWord, remarksOf } from "./words.js";

/** @typedef {import("./answer.js").Candidate} Candidate */
/** @typedef {import("./answer.js").Criterion} Criterion */
/**
 * @typedef {object} Quote
 * @property {string} key of the place that it shares with other quotes of the same line
 * @property {string} text
 * @property {number | null} page
 * @property {import("./answer.js").Box | null} box
 * @property {string} kind verdict of the criterion, or `flag`
 */
/** @typedef {{key: string, text: string, page: number | null, box: import("./answer.js").Box | null, kind: string,
 *   about: string[]}} Place one line of the résumé, and what it is quoted for */

/** The same line, quoted twice, has the same key. @param {import("./answer.js").Evidence} evidence */
export function keyOf({ text, page = null, box = null }) {
  return box
    ? [page, ...[box.left, box.top, box.right, box.bottom].map(Math.round)].join(":")
    : `${page ?? ""}|${text}`;
}

/** A flag outweighs a lack, and a lack what is met: the place shows the most important. */
const WEIGHT = { flag: 3, denied: 2, unknown: 1, met: 0 };
const weightOf = (/** @type {string} */ kind) => WEIGHT[/** @type {keyof typeof WEIGHT} */ (kind)] ?? 0;

/**
 * @param {Candidate} candidate
 * @param {Criterion[]} criteria
 * @returns {Place[]} in the order of the résumé
 */
export function places(candidate, criteria) {
  const texts = new Map(criteria.map(({ id, text }) => [id, text]));
  /** @type {Map<string, Place>} */
  const found = new Map();
  const add = (
    /** @type {import("./answer.js").Evidence} */ evidence,
    /** @type {string} */ kind,
    /** @type {string} */ about,
  ) => {
    const key = keyOf(evidence);
    const known = found.get(key);
    const { text, page = null, box = null } = evidence;
    if (!known) found.set(key, { key, text, page, box, kind, about: [about] });
    else {
      if (!known.about.includes(about)) known.about.push(about);
      if (weightOf(kind) > weightOf(known.kind)) known.kind = kind;
    }
  };
  for (const { id, verdict, evidence } of candidate.criteria)
    for (const quoted of evidence) add(quoted, verdict, texts.get(id) ?? id);
  for (const flag of remarksOf(candidate)) add(flag, "flag", flagWord(flag));
  return [...found.values()].sort(inReadingOrder);
}

function inReadingOrder(/** @type {Place} */ one, /** @type {Place} */ other) {
  const page = (one.page ?? 0) - (other.page ?? 0);
  return page || (one.box?.top ?? 0) - (other.box?.top ?? 0);
}

/**
 * Which line of the text each place without a box is: its own, or the first that holds it.
 * @param {Place[]} found
 * @param {{text: string}[]} lines
 * @returns {Map<number, Place>} by line
 */
export function linesOf(found, lines) {
  const plain = lines.map(({ text }) => squeezed(text));
  /** @type {Map<number, Place>} */
  const marked = new Map();
  for (const place of found) {
    const wanted = squeezed(place.text);
    if (!wanted) continue;
    let at = plain.indexOf(wanted);
    if (at < 0) at = plain.findIndex((text) => text.includes(wanted));
    if (at < 0) at = plain.findIndex((text) => text.length > 3 && wanted.includes(text));
    if (at >= 0 && !marked.has(at)) marked.set(at, place);
  }
  return marked;
}

const squeezed = (/** @type {string} */ text) => text.split(/\s/).filter(Boolean).join(" ").toLowerCase();
