// @ts-check
// What the map can be coloured by beside the worst issue: numbers of files, in steps from few to many. Pure.

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {{commits: number, authors: number, first: number, last: number}} FileHistory */
/** @typedef {{commits: number, since: number, reason: string, files: Record<string, FileHistory>}} History */
/** @typedef {"worst" | "density" | "complexity" | "hotspot" | "fan-in"} Colouring */

/** @type {Colouring[]} */
export const COLOURINGS = ["worst", "density", "complexity", "hotspot", "fan-in"];
export const STEPS = 5;
const DENSITY_BYTES = 10_000;

/** @returns {Colouring} */
export function colouringOf(/** @type {string | null} */ name) {
  return COLOURINGS.find((known) => known === name) ?? COLOURINGS[0];
}

/**
 * The number that a file is coloured by; null where it is not known.
 * @param {Exclude<Colouring, "worst">} colouring
 * @param {CodeFile} file
 * @param {{issues: (file: CodeFile) => number | null, history: History | null}} known
 */
export function valueOf(colouring, file, { issues, history }) {
  if (colouring === "complexity") return file.complexity;
  if (colouring === "fan-in") return file.usedBy.size;
  if (colouring === "hotspot") return history?.commits ? scoreOf(file, history) : null;
  const count = issues(file);
  return count === null ? null : (count * DENSITY_BYTES) / Math.max(file.size, DENSITY_BYTES / 10);
}

function scoreOf(/** @type {CodeFile} */ file, /** @type {History} */ history) {
  const changed = Object.hasOwn(history.files, file.path) ? history.files[file.path].commits : 0;
  return changed * file.complexity;
}

/**
 * The least number of each step: about as many files in each, so that one giant does not make all others look alike.
 * Fewer steps where there are few different numbers.
 * @param {number[]} values
 */
export function stepsOf(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  /** @type {number[]} */
  const steps = [];
  for (let step = 0; step < STEPS && sorted.length > 0; step += 1) {
    const share = sorted[Math.floor((sorted.length * SHARES[step]) / 100)];
    const isLast = step === STEPS - 1;
    const least = rounded(isLast ? Math.max(share, sorted[sorted.length - 1] / 2) : share);
    if (steps.length === 0 || least > steps[steps.length - 1]) steps.push(least);
  }
  if (steps.length > 0) steps[0] = Math.min(steps[0], rounded(sorted[0]));
  return steps;
}

/** Percentiles at which steps begin. The last is for the few that stand out: none is less than half of the most. */
const SHARES = [0, 40, 70, 88, 96];

/** 0 for nothing, else which step, from 1 to STEPS; few steps are spread, so that the most is always the strongest. */
export function stepOf(/** @type {number | null} */ value, /** @type {number[]} */ steps) {
  if (!value) return 0;
  const place = Math.max(1, steps.filter((least) => value >= least).length);
  return STEPS - steps.length + place;
}

/** Two digits are enough for a legend. */
function rounded(/** @type {number} */ value) {
  if (value <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return value >= 10 ? Math.floor(value / unit) * unit : Math.floor(value * 10) / 10 || value;
}

/**
 * The files of the product that change often and are complex, the worst first.
 * @param {CodeFile[]} files
 * @param {History | null} history
 * @returns {{file: CodeFile, score: number, commits: number}[]}
 */
export function hotspots(files, history) {
  if (!history?.commits) return [];
  return files
    .filter((file) => file.role === "product" && scoreOf(file, history) > 0)
    .map((file) => ({ file, score: scoreOf(file, history), commits: history.files[file.path].commits }))
    .sort((a, b) => b.score - a.score || (a.file.path < b.file.path ? -1 : 1))
    .slice(0, 10);
}
