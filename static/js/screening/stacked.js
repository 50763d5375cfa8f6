// @ts-check
// Where marks stand that are stacked by their score. Pure.

/** @typedef {{places: {x: number, height: number}[], highest: number}} Stacks `x` from 0 to 1 */

/**
 * @param {number[]} scores 0 to 100
 * @param {number} columns
 * @returns {Stacks} a place for each score, in the same order
 */
export function stacked(scores, columns) {
  /** @type {Map<number, number>} */
  const heights = new Map();
  let highest = 0;
  const places = scores.map((score) => {
    const column = Math.min(columns - 1, Math.max(0, Math.floor((score / 100) * columns)));
    const height = heights.get(column) ?? 0;
    heights.set(column, height + 1);
    highest = Math.max(highest, height + 1);
    return { x: column / columns, height };
  });
  return { places, highest };
}

/**
 * The first of several sizes at which the highest stack has room, or the last.
 * @param {[number, Stacks][]} sizes
 * @param {(size: number) => number} roomAt how many marks of a size fit above each other
 */
export function fitting(sizes, roomAt) {
  return sizes.find(([size, { highest }]) => highest <= roomAt(size)) ?? sizes[sizes.length - 1];
}
