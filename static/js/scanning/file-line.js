// @ts-check
// The lines of a file with the issues that concern them, and the way from one to the next. Pure.

import { rank } from "./severity.js";
import { isOpen, withVerdicts } from "./triage/verdict.js";

/** @typedef {import("./state.js").Issue} Issue */
/** @typedef {import("./triage/verdict.js").Triaged} Triaged */
/** @typedef {import("../components/highlight.js").Run[]} Runs */
/** @typedef {{number: number, runs: Runs, issues: Issue[]}} Line */

/**
 * An engine may report a line past the end (a missing newline); then the last line carries the issue.
 * @param {Runs[]} lines
 * @param {Issue[]} issues
 * @returns {Line[]}
 */
export function linesOf(lines, issues) {
  /** @type {Line[]} */
  const found = lines.map((runs, place) => ({ number: place + 1, runs, issues: [] }));
  for (const issue of issues) found[Math.min(Math.max(issue.line, 1), found.length) - 1].issues.push(issue);
  return found;
}

/**
 * The lines with these verdicts; all others stay the same objects.
 * @param {Line[]} lines
 * @param {string} path
 * @param {Triaged[]} verdicts
 */
export function withLineVerdicts(lines, path, verdicts) {
  return lines.map((line) => {
    if (line.issues.length === 0) return line;
    const issues = withVerdicts(new Map([[path, line.issues]]), verdicts).get(path) ?? [];
    return issues.some((issue, at) => issue !== line.issues[at]) ? { ...line, issues } : line;
  });
}

/** The worst severity of a line's open issues; empty without any. */
export const worstOf = (/** @type {Line} */ line) =>
  line.issues
    .filter(isOpen)
    .reduce((found, issue) => (rank(issue.severity) > rank(found) ? issue.severity : found), "");

/** Places of the lines with open issues. */
export const stopsOf = (/** @type {Line[]} */ lines) =>
  lines.flatMap((line, place) => (line.issues.some(isOpen) ? [place] : []));

/**
 * The next such place, or the one before, round and round; `here` need be none of them.
 * @param {number[]} stops
 * @param {number} here
 * @param {number} by
 */
export function nextStop(stops, here, by) {
  if (by > 0) return stops.find((place) => place > here) ?? stops[0];
  return stops.findLast((place) => place < here) ?? stops[stops.length - 1];
}
