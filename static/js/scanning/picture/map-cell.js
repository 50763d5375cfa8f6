// @ts-check
// How a file looks on the map: its colour, or the pattern of what was not read; its name and letter; a line to another.

import { fitText } from "../../components/canvas-surface.js";
import { LETTER, rank } from "../severity.js";

/** @typedef {import("./code-graph.js").Folder} Folder */
/** @typedef {{x0: number, y0: number, x1: number, y1: number, depth: number, data: Folder, children?: Cell[]}} Cell */

/** Marks whose colour is that of the folder around. */
const OUTLINED = ["pending", "heat-0"];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Record<string, string>} colours
 * @param {Cell} cell
 * @param {string} mark
 * @param {{from: string, share: number} | null} fade
 * @param {CanvasPattern | null} pattern
 * @param {string} note a number, in place of the severity's letter
 */
export function drawFile(context, colours, cell, mark, fade, pattern, note) {
  const width = cell.x1 - cell.x0;
  const height = cell.y1 - cell.y0;
  if (fade) {
    context.fillStyle = colours[ground(fade.from)];
    context.fillRect(cell.x0, cell.y0, width, height);
    context.globalAlpha = fade.share;
  }
  context.fillStyle = colours[ground(mark)];
  context.fillRect(cell.x0, cell.y0, width, height);
  context.globalAlpha = 1;
  if (pattern) {
    context.fillStyle = pattern;
    context.fillRect(cell.x0, cell.y0, width, height);
  }
  if (OUTLINED.includes(mark) && width > 2 && height > 2) {
    context.strokeStyle = colours["severity-pending-line"];
    context.strokeRect(cell.x0 + 0.5, cell.y0 + 0.5, width - 1, height - 1);
  }
  if (height < 13 || width < 13) return;
  const letter = rank(mark) >= 2 ? LETTER[/** @type {keyof typeof LETTER} */ (mark)] : note;
  const letter_px = letter ? context.measureText(letter).width : 0;
  const label =
    width > 52 && height > 16 ? fitText(context, cell.data.name, width - 8 - (letter ? letter_px + 9 : 0)) : "";
  if (label && pattern) {
    context.fillStyle = colours["severity-pending"]; // the name stands on plain ground
    context.fillRect(cell.x0 + 2, cell.y0 + 2, context.measureText(label).width + 4, 14);
  }
  context.fillStyle = mark === "pending" ? colours["text-muted"] : colours[`on-${ground(mark)}`];
  if (label) context.fillText(label, cell.x0 + 4, cell.y0 + 9);
  if (letter && letter_px < width - 4 && (label || width < 64 || height < 40))
    context.fillText(
      letter,
      label ? cell.x1 - letter_px - 4 : cell.x0 + (width - letter_px) / 2,
      label ? cell.y0 + 9 : cell.y0 + height / 2 + 1,
    );
}

/** The name of a mark's colour. */
function ground(/** @type {string} */ mark) {
  return mark.startsWith("heat-") ? mark : `severity-${mark}`;
}

/** What a filter leaves out steps back, but can still be told apart. */
export function veil(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Record<string, string>} */ colours,
  /** @type {Cell} */ cell,
) {
  context.globalAlpha = 0.82;
  context.fillStyle = colours.surface;
  context.fillRect(cell.x0, cell.y0, cell.x1 - cell.x0, cell.y1 - cell.y0);
  context.globalAlpha = 1;
}

export function curve(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Cell} */ from,
  /** @type {Cell} */ to,
) {
  const [x0, y0, x1, y1] = [(from.x0 + from.x1) / 2, (from.y0 + from.y1) / 2, (to.x0 + to.x1) / 2, (to.y0 + to.y1) / 2];
  context.moveTo(x0, y0);
  context.quadraticCurveTo((x0 + x1) / 2 + (y1 - y0) * 0.15, (y0 + y1) / 2 - (x1 - x0) * 0.15, x1, y1);
}
