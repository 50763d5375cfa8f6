// @ts-check
// What a résumé says of what the opening insists on: its must-haves and knock-outs. Pure.

/** @typedef {import("./answer.js").Judgement} Judgement */

/** Those that matter most stand first: what is lacking, then what nobody knows. */
const VERDICT_PLACE = { denied: 0, unknown: 1, met: 2 };

/**
 * @param {import("./answer.js").Entry} entry
 * @param {import("./answer.js").Criterion[]} criteria of the ranking that the entry is from
 * @returns {{judged: {judgement: Judgement, text: string}[], met: number}} `text` is the criterion's
 */
export function mustHaves(entry, criteria) {
  const asked = new Map(
    criteria.filter(({ kind }) => kind === "must" || kind === "knockout").map(({ id, text }) => [id, text]),
  );
  const judged = entry.criteria
    .filter(({ id }) => asked.has(id))
    .map((judgement) => ({ judgement, text: asked.get(judgement.id) ?? "" }))
    .sort((one, other) => VERDICT_PLACE[one.judgement.verdict] - VERDICT_PLACE[other.judgement.verdict]);
  return { judged, met: judged.filter(({ judgement }) => judgement.verdict === "met").length };
}
