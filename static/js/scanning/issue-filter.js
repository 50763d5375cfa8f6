// @ts-check
// Which issues are shown, and in what order. Pure, so that it is easy to test and fast with tens of thousands.

import { rank } from "./severity.js";
import { stateOf } from "./triage/verdict.js";

/** @typedef {import("./state.js").Issue} Issue */
/** `severity`: exact, or with a `+` for that and above. `state`: of triage; empty for open issues, or `all`.
 *
 * @typedef {object} Filter
 * @property {string} q
 * @property {string} severity
 * @property {string} engine
 * @property {string} language
 * @property {string} state
 */

export const EVERYTHING = { q: "", severity: "", engine: "", language: "", state: "" };

/**
 * Files with those of their issues that pass, worst file first.
 * @param {Map<string, Issue[]>} issues
 * @param {Filter} filter
 * @param {(path: string) => string} languageOf
 * @returns {{path: string, issues: Issue[]}[]}
 */
export function filterIssues(issues, filter, languageOf) {
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  const least = filter.severity.endsWith("+") ? rank(filter.severity.slice(0, -1)) : 0;
  const state = filter.state || "open";
  const passes = (/** @type {string} */ path, /** @type {Issue} */ issue) => {
    if (least ? rank(issue.severity) < least : filter.severity && issue.severity !== filter.severity) return false;
    if (state !== "all" && stateOf(issue) !== state) return false;
    if (filter.engine && issue.engine !== filter.engine) return false;
    if (words.length === 0) return true;
    const text = `${path} ${issue.rule} ${issue.message}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const files = [];
  for (const [path, list] of issues) {
    if (filter.language && languageOf(path) !== filter.language) continue;
    const kept = list.filter((issue) => passes(path, issue));
    if (kept.length) files.push({ path, issues: kept, weight: weightOf(kept) });
  }
  return files.sort((a, b) => b.weight - a.weight || (a.path < b.path ? -1 : 1));
}

/** The worst severity decides, then the number of issues. */
function weightOf(/** @type {Issue[]} */ issues) {
  const worst = Math.max(...issues.map((issue) => rank(issue.severity)));
  return worst * 1e6 + issues.filter((issue) => rank(issue.severity) === worst).length * 1e3 + issues.length;
}
