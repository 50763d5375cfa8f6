// @ts-check
// What changed between two rankings of the same candidates: who moved, and which part of the score moved them. Pure.

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {import("./answer.js").Part} Part */
/** @typedef {{part: Part, by: number}} PartMove points of the whole score */
/** @typedef {{id: string, before: string, now: string}} VerdictMove */
/**
 * @typedef {object} Move
 * @property {Entry} entry as it is now
 * @property {number} from the rank before
 * @property {number} to
 * @property {number} by points of the score
 * @property {PartMove[]} parts the largest first
 * @property {VerdictMove[]} verdicts of criteria that both rankings have
 */

/** Below this, a difference is rounding. */
const LEAST_POINTS = 0.05;

/**
 * @param {Entry[]} before
 * @param {Entry[]} now
 * @returns {Move[]} who has another rank or score, those who moved furthest first
 */
export function moves(before, now) {
  const known = new Map(before.map((entry) => [entry.candidate_id, entry]));
  /** @type {Move[]} */
  const found = [];
  for (const entry of now) {
    const old = known.get(entry.candidate_id);
    if (!old || (old.rank === entry.rank && Math.abs(old.score - entry.score) < LEAST_POINTS)) continue;
    found.push({
      entry,
      from: old.rank,
      to: entry.rank,
      by: entry.score - old.score,
      parts: partMoves(old, entry),
      verdicts: verdictMoves(old, entry),
    });
  }
  return found.sort((one, other) => Math.abs(other.to - other.from) - Math.abs(one.to - one.from) || one.to - other.to);
}

/** A part's contribution is its points; one that is not answered contributes nothing of its own. */
function partMoves(/** @type {Entry} */ old, /** @type {Entry} */ entry) {
  const names = /** @type {Part[]} */ ([...new Set([...Object.keys(old.parts), ...Object.keys(entry.parts)])]);
  return names
    .map((part) => ({ part, by: shareOf(entry, part) - shareOf(old, part) }))
    .filter(({ by }) => Math.abs(by) >= LEAST_POINTS)
    .sort((one, other) => Math.abs(other.by) - Math.abs(one.by));
}

/**
 * What a part adds to the score, in points of a hundred: the parts that were answered share them by weight.
 * @param {Pick<Entry, "parts">} entry
 * @param {Part} part
 */
export function shareOf({ parts }, part) {
  const answered = Object.values(parts).filter((score) => score && score.points !== null);
  const weight = answered.reduce((sum, score) => sum + score.weight, 0);
  const score = parts[part];
  if (!score || score.points === null || !weight || !score.of) return 0;
  return (100 * score.weight * score.points) / score.of / weight;
}

function verdictMoves(/** @type {Entry} */ old, /** @type {Entry} */ entry) {
  const known = new Map(old.criteria.map(({ id, verdict }) => [id, verdict]));
  return entry.criteria
    .filter(({ id, verdict }) => known.has(id) && known.get(id) !== verdict)
    .map(({ id, verdict }) => ({ id, before: known.get(id) ?? "", now: verdict }));
}
