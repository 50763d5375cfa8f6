// @ts-check
// What a list of jobs says of itself: gaps and short stays. They are facts for a conversation; the score knows nothing
// of them. Only dates with a month can show one: of "2016" nobody knows the month. Pure.

/** @typedef {import("./answer.js").Job} Job */

const GAP_MONTHS = 6;
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
 * @returns {{gaps: {from: string, to: string, months: number}[], short: (Job & {months: number})[]}}
 */
export function employmentFacts(jobs, asOf) {
  const short = jobs
    .filter(({ end }) => end !== "present")
    .map((job) => ({ ...job, months: monthsOf(job, asOf) ?? Infinity }))
    .filter(({ months }) => months < SHORT_MONTHS);
  return { gaps: gapsIn(jobs, asOf), short };
}

/** No gap is claimed where any job's dates are too coarse to rule it out. */
function gapsIn(/** @type {Job[]} */ jobs, /** @type {string} */ asOf) {
  const spans = jobs
    .map(({ start, end }) => ({ from: month(start, asOf), to: month(end, asOf), start, end }))
    .filter(({ start, end }) => start || end);
  if (spans.some(({ from, to }) => from === null || to === null)) return [];
  const known = /** @type {{from: number, to: number, start: string, end: string}[]} */ (spans);
  known.sort((one, other) => one.from - other.from);
  const gaps = [];
  let last = known[0];
  for (const span of known.slice(1)) {
    const months = span.from - last.to - 1;
    if (months >= GAP_MONTHS) gaps.push({ from: last.end, to: span.start, months });
    if (span.to > last.to) last = span;
  }
  return gaps;
}
