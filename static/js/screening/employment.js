// @ts-check
// Short stays: jobs that ended within a year. They are facts for a conversation; the score knows nothing of them. Only
// dates with a month can show one: of "2016" nobody knows the month. (Gaps between jobs are among the profile's own
// remarks.) Pure.

/** @typedef {import("./answer.js").Job} Job */

const SHORT_MONTHS = 12;

/** `YYYY-MM` as a count of months; null for a year alone, an empty text, or anything else. */
function month(/** @type {string} */ text, /** @type {string} */ asOf) {
  const found = /^(\d{4})-(\d{2})/.exec(text === "present" ? asOf : text);
  return found ? Number(found[1]) * 12 + Number(found[2]) - 1 : null;
}

/** How many months a job lasted, both ends included; null where a date has no month. */
export function monthsOf(/** @type {Job} */ { start, end }, /** @type {string} */ asOf) {
  const from = month(start, asOf);
  const to = month(end, asOf);
  return from === null || to === null || to < from ? null : to - from + 1;
}

/**
 * @param {Job[]} jobs
 * @param {string} asOf a date
 * @returns {(Job & {months: number})[]}
 */
export function shortStays(jobs, asOf) {
  return jobs
    .filter(({ end }) => end !== "present")
    .map((job) => ({ ...job, months: monthsOf(job, asOf) ?? Infinity }))
    .filter(({ months }) => months < SHORT_MONTHS);
}
