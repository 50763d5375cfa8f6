// @ts-check
// Where the graph's files start out: every folder a circle of its files, packed. The layout then moves them.

import { hierarchy, pack } from "../../../vendor/d3-hierarchy/d3-hierarchy.min.js";
import { folderTree } from "./code-graph.js";

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {{file: CodeFile, x: number, y: number, radius: number, folder: string}} Dot */
/** @typedef {{name: string, dots: Dot[]}} Neighbourhood */

const SPREAD_PX = 38;
/** Packing makes a circle, but screens are wide. */
const STRETCH = 1.7;

/**
 * @param {CodeFile[]} files
 * @returns {{dots: Dot[], dotOf: Map<string, Dot>, lines: [Dot, Dot][], folders: Neighbourhood[]}}
 */
export function placed(files) {
  const dots = packed(files);
  const dotOf = new Map(dots.map((dot) => [dot.file.path, dot]));
  /** @type {[Dot, Dot][]} */
  const lines = [];
  for (const dot of dots) {
    for (const path of dot.file.uses) {
      const used = dotOf.get(path);
      if (used) lines.push([dot, used]);
    }
  }
  return { dots, dotOf, lines, folders: neighbourhoods(dots) };
}

/** @returns {Dot[]} */
function packed(/** @type {CodeFile[]} */ files) {
  const radius = (/** @type {CodeFile} */ file) => Math.min(18, 3 + Math.sqrt(file.size) / 22);
  const side = Math.sqrt(files.length) * SPREAD_PX;
  const area = (/** @type {any} */ item) => (item.file ? (radius(item.file) + 4) ** 2 : 0);
  const tree = /** @type {any} */ (pack()).size([side, side]).padding(18)(hierarchy(folderTree(files)).sum(area));
  const leaves = tree.leaves().filter((/** @type {any} */ leaf) => leaf.data.file);
  return leaves.map((/** @type {any} */ leaf) => ({
    file: leaf.data.file,
    x: leaf.x * STRETCH,
    y: leaf.y,
    radius: radius(leaf.data.file),
    folder: leaf.parent?.data.path ?? "",
  }));
}

/** The folders worth naming, largest first. @returns {Neighbourhood[]} */
function neighbourhoods(/** @type {Dot[]} */ dots) {
  /** @type {Map<string, Dot[]>} */
  const byFolder = new Map();
  for (const dot of dots) byFolder.get(dot.folder)?.push(dot) ?? byFolder.set(dot.folder, [dot]);
  return (
    [...byFolder]
      .filter(([, inside]) => inside.length > 2)
      // `src` alone says little if every package has one.
      .map(([folder, inside]) => ({ name: folder.split("/").slice(-2).join("/") || "/", dots: inside }))
      .sort((a, b) => b.dots.length - a.dots.length)
  );
}
