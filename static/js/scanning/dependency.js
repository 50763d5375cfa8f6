// @ts-check
// The packages of a report: in which order, with which known vulnerabilities, and which pass a search. Pure.

/** @typedef {{ecosystem: string, name: string, version: string, requirement: string, relation: string,
 *   is_dev: boolean, licence: string, path: string, line: number, purl: string}} Package */
/** @typedef {{id: string, severity: string, summary: string, affects: Record<string, string>}} Vulnerability */
/** @typedef {{packages: Package[], vulnerabilities: Vulnerability[], asked: string}} Dependencies */
/** @typedef {{key: string, package: Package, known: Vulnerability[]}} Row */

import { rank } from "./severity.js";

const ORDER = ["direct", "unknown", "transitive"];

/**
 * The vulnerable first, the worst of them on top; then what the repository asks for itself.
 * @param {Dependencies} dependencies
 * @returns {Row[]}
 */
export function rowsOf({ packages, vulnerabilities }) {
  /** @type {Map<string, Vulnerability[]>} */
  const known = new Map();
  for (const one of vulnerabilities)
    for (const purl of Object.keys(one.affects)) known.set(purl, [...(known.get(purl) ?? []), one]);
  for (const list of known.values()) list.sort((a, b) => rank(b.severity) - rank(a.severity));
  const worst = (/** @type {Row} */ row) => (row.known.length ? rank(row.known[0].severity) : 0);
  return packages
    .map((one, place) => ({ key: `${place}`, package: one, known: known.get(one.purl) ?? [] }))
    .sort((a, b) => worst(b) - worst(a) || ORDER.indexOf(a.package.relation) - ORDER.indexOf(b.package.relation));
}

/**
 * Rows in which each word occurs.
 * @param {Row[]} rows
 * @param {string} q
 */
export function matching(rows, q) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ package: one, known }) => {
    const ids = known.map((each) => each.id).join(" ");
    const text = `${one.name} ${one.version} ${one.ecosystem} ${one.licence} ${one.path} ${ids}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * How many packages there are of each licence, the most frequent first.
 * @param {Package[]} packages
 * @returns {[string, number][]}
 */
export function licencesOf(packages) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { licence } of packages) if (licence) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}
