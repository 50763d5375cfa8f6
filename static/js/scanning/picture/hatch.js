// @ts-check
// The pattern of files that have not been read: what is unknown differs from what is clean by more than a grey.

const STEP_PX = 6;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Record<string, string>} colours
 * @returns {CanvasPattern | null}
 */
export function hatch(context, colours) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = STEP_PX;
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  pen.strokeStyle = colours["severity-pending-line"];
  pen.lineWidth = 1;
  pen.beginPath();
  // Drawn past the corners, so that tiles meet without a break.
  for (const shift of [-STEP_PX, 0, STEP_PX]) {
    pen.moveTo(shift - 1, STEP_PX + 1);
    pen.lineTo(shift + STEP_PX + 1, -1);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}
