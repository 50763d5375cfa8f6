// @ts-check
// Which candidates a list shows, and in which order. Equal candidates keep the server's order, which knows no
// name. Pure.

import { nameOf } from "./words.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {{q: string, recommendation: string, decision: string, sort: string}} Wanted */

/** @type {Record<string, (one: Entry, other: Entry) => number>} */
const COMPARE = {
  rank: (one, other) => one.rank - other.rank,
  confidence: (one, other) => other.confidence - one.confidence || one.rank - other.rank,
  years: (one, other) => (other.profile?.years ?? -1) - (one.profile?.years ?? -1) || one.rank - other.rank,
  name: (one, other) => nameOf(one).localeCompare(nameOf(other)),
};

/**
 * @param {Entry[]} entries
 * @param {Wanted} wanted
 */
export function arranged(entries, wanted) {
  const found = entries.filter((entry) => isWanted(entry, wanted));
  return found.sort(COMPARE[wanted.sort] ?? COMPARE.rank);
}

function isWanted(/** @type {Entry} */ entry, /** @type {Wanted} */ { q, recommendation, decision }) {
  if (recommendation && entry.recommendation !== recommendation) return false;
  if (decision === "open" ? entry.decision : decision && entry.decision !== decision) return false;
  const words = q.toLowerCase().split(/\s/).filter(Boolean);
  if (words.length === 0) return true;
  const text = textOf(entry);
  return words.every((word) => text.includes(word));
}

/** What a search looks through: the name, the file, skills, jobs and what is quoted. */
function textOf(/** @type {Entry} */ { file, profile, criteria }) {
  const jobs = (profile?.experience ?? []).flatMap(({ title, employer }) => [title, employer]);
  const quoted = criteria.flatMap(({ evidence }) => evidence.map(({ text }) => text));
  const parts = [profile?.name, file, profile?.location, ...(profile?.skills ?? []), ...jobs, ...quoted];
  return parts.filter(Boolean).join("\n").toLowerCase();
}

/** How many candidates each recommendation has. */
export function counted(/** @type {Entry[]} */ entries) {
  /** @type {Record<string, number>} */
  const counts = { STRONG_HIRE: 0, HIRE: 0, MAYBE: 0, NO_HIRE: 0 };
  for (const { recommendation } of entries) counts[recommendation] = (counts[recommendation] ?? 0) + 1;
  return counts;
}
