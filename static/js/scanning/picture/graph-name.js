// @ts-check
// Names on the graph: as many as fit, readable on whatever lies beneath.

/** @typedef {{text: string, x: number, y: number, weight: number}} Name */

/** Draws names, heaviest first, skipping those that would overlap. */
export function drawNames(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Name[]} */ names,
  /** @type {Record<string, string>} */ colours,
) {
  /** @type {{x: number, y: number, width: number}[]} */
  const taken = [];
  for (const { text, x, y } of names) {
    const width = context.measureText(text).width;
    if (taken.some((other) => Math.abs(other.x - x) < (other.width + width) / 2 + 6 && Math.abs(other.y - y) < 16))
      continue;
    taken.push({ x, y, width });
    outlined(context, text, x, y, colours.text, colours.surface);
  }
}

/**
 * Text that stays readable on whatever lies beneath.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 * @param {string} halo
 */
function outlined(context, text, x, y, colour, halo) {
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
