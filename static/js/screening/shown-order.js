// @ts-check
// The order in which the ranking was last looked at in this tab, so that stepping from candidate to candidate follows
// the reader's own filter and order.

const KEPT = 2000;
const keyOf = (/** @type {string} */ screeningId) => `tailrace-shown-${screeningId}`;

export function rememberOrder(/** @type {string} */ screeningId, /** @type {string[]} */ ids) {
  try {
    sessionStorage.setItem(keyOf(screeningId), JSON.stringify(ids.slice(0, KEPT)));
  } catch {
    // Storage may be off or full; then the ranking's own order is followed.
  }
}

/**
 * @param {string} screeningId
 * @param {{candidate_id: string}[]} ranking
 * @returns {string[]} those of the remembered ids that still stand for somebody; all, in rank order, if none does
 */
export function idsInOrder(screeningId, ranking) {
  const all = ranking.map(({ candidate_id }) => candidate_id);
  const known = new Set(all);
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(screeningId)) ?? "[]");
    const found = kept.filter((/** @type {string} */ id) => known.has(id));
    if (found.length) return found;
  } catch {
    // Not readable: as if nothing were remembered.
  }
  return all;
}
