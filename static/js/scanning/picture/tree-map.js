// @ts-check
// The map: each file is a rectangle in its folder, sized by its bytes, coloured by its worst issue. Works for
// thousands.

import { hierarchy, treemap, treemapSquarify } from "../../../vendor/d3-hierarchy/d3-hierarchy.min.js";
import { fitText } from "../../components/canvas-surface.js";
import { folderTree } from "./code-graph.js";
import { curve, drawFile, veil } from "./map-cell.js";
import { hatch } from "./hatch.js";

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {import("./code-graph.js").Folder} Folder */
/** @typedef {import("./map-cell.js").Cell} Cell */

const HEAD_PX = 17;
/** Areas grow more slowly than files, so that small ones stay big enough to point at. */
const AREA_POWER = 0.72;
const LEAST_BYTES = 400;
const FADE_MS = 350;
const LINKS_WITH_HALO = 16;

export class TreeMap {
  /** @type {Cell[]} */ #cells = [];
  /** @type {Cell[]} */ #folders = [];
  /** @type {Folder | null} */ #tree = null;
  /** @type {string} */ #root = "";
  /** @type {Map<string, {fill: string, from: string, at_ms: number}>} */ #fills = new Map();
  /** @type {Map<string, Cell>} */ #cellOf = new Map();
  /** The map without what the pointer adds, so that pointing costs one copy. */
  #base = document.createElement("canvas");
  #isStale = true;

  /**
   * @param {(file: CodeFile) => string} markOf what the colours are named after: `pending`, a severity, a step
   * @param {(file: CodeFile) => string} noteOf the number that a step stands for
   */
  constructor(markOf, noteOf) {
    this.markOf = markOf;
    this.noteOf = noteOf;
    this.isAnimated = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** @param {CodeFile[]} files */
  setFiles(files) {
    this.#tree = files.length ? folderTree(files) : null;
    this.#root = "";
  }

  /** The folder that fills the map; "" means all of it. */
  get root() {
    return this.#root;
  }

  set root(path) {
    this.#root = path;
  }

  /** @param {{width: number, height: number}} size */
  layout({ width, height }) {
    const shown = this.#tree && (this.#find(this.#tree, this.#root) ?? this.#tree);
    if (!shown || width < 2) return;
    const tree = hierarchy(shown)
      .sum((/** @type {Folder} */ item) => (item.file ? Math.max(item.file.size, LEAST_BYTES) ** AREA_POWER : 0))
      .sort((/** @type {any} */ a, /** @type {any} */ b) => b.value - a.value || (a.data.path < b.data.path ? -1 : 1));
    /** @type {any} */ (treemap())
      .size([width, height])
      .tile(treemapSquarify.ratio(1.3))
      .paddingInner(1)
      .paddingOuter((/** @type {any} */ cell) => (cell.depth === 0 ? 0 : 2))
      .paddingTop((/** @type {any} */ cell) => (cell.depth === 0 ? 0 : cell.depth < 4 ? HEAD_PX : 2))
      .round(true)(tree);
    const all = /** @type {Cell[]} */ (tree.descendants());
    this.#cells = all.filter((cell) => cell.data.file);
    this.#folders = all.filter((cell) => !cell.data.file && cell.depth > 0);
    this.#cellOf = new Map(this.#cells.map((cell) => [cell.data.path, cell]));
    this.#isStale = true;
  }

  /** Marks or colours have changed. */
  invalidate() {
    this.#isStale = true;
  }

  /** @returns {Folder | null} */
  #find(/** @type {Folder} */ folder, /** @type {string} */ path) {
    if (folder.path === path) return folder;
    for (const child of folder.children ?? []) {
      if (!child.children || !(path === child.path || path.startsWith(`${child.path}/`))) continue;
      return this.#find(child, path) ?? child;
    }
    return null;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {{width: number, height: number}} size
   * @param {Record<string, string>} colours
   * @param {import("./code-graph.js").Marks} marks
   * @param {number} now_ms
   * @returns {boolean} whether something is still changing
   */
  draw(context, size, colours, { hovered, selected, picked }, now_ms) {
    if (this.#isStale) this.#isStale = this.#drawBase(context, size, colours, picked, now_ms);
    context.drawImage(this.#base, 0, 0, size.width, size.height);
    const focus = hovered ?? selected;
    if (focus) this.#drawLinks(context, colours, focus);
    for (const path of new Set([selected, hovered])) this.#outline(context, colours, path);
    return this.#isStale;
  }

  /** @returns {boolean} whether something is still changing */
  #drawBase(
    /** @type {CanvasRenderingContext2D} */ shown,
    /** @type {{width: number, height: number}} */ size,
    /** @type {Record<string, string>} */ colours,
    /** @type {Set<string> | null} */ picked,
    /** @type {number} */ now_ms,
  ) {
    const context = /** @type {CanvasRenderingContext2D} */ (this.#base.getContext("2d"));
    if (this.#base.width !== shown.canvas.width || this.#base.height !== shown.canvas.height) {
      this.#base.width = shown.canvas.width;
      this.#base.height = shown.canvas.height;
    }
    context.setTransform(shown.getTransform());
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, size.width, size.height);
    this.#drawFolders(context, colours);
    return this.#drawFiles(context, colours, picked, now_ms);
  }

  #drawFolders(/** @type {CanvasRenderingContext2D} */ context, /** @type {Record<string, string>} */ colours) {
    context.font = `550 12px ${colours.font}`;
    context.textBaseline = "middle";
    for (const cell of this.#folders) {
      const width = cell.x1 - cell.x0;
      const height = cell.y1 - cell.y0;
      context.fillStyle = cell.depth % 2 ? colours.sunken : colours.surface;
      context.fillRect(cell.x0, cell.y0, width, height);
      context.strokeStyle = colours.line;
      context.strokeRect(cell.x0 + 0.5, cell.y0 + 0.5, width - 1, height - 1);
      if (cell.depth >= 4 || width < 36 || height < HEAD_PX) continue;
      const label = fitText(context, cell.data.name, width - 10);
      context.fillStyle = colours["text-muted"];
      if (label) context.fillText(label, cell.x0 + 5, cell.y0 + 9);
    }
  }

  #drawFiles(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {Record<string, string>} */ colours,
    /** @type {Set<string> | null} */ picked,
    /** @type {number} */ now_ms,
  ) {
    let isChanging = false;
    const unread = hatch(context, colours);
    context.font = `12px ${colours.font}`;
    for (const cell of this.#cells) {
      const file = /** @type {CodeFile} */ (cell.data.file);
      const mark = this.markOf(file);
      const known = this.#fills.get(file.path);
      if (!known) this.#fills.set(file.path, { fill: mark, from: mark, at_ms: -Infinity });
      else if (known.fill !== mark) Object.assign(known, { from: known.fill, fill: mark, at_ms: now_ms });
      const age = this.isAnimated && known ? (now_ms - known.at_ms) / FADE_MS : 1;
      drawFile(
        context,
        colours,
        cell,
        mark,
        age < 1 && known ? { from: known.from, share: Math.max(0, age) } : null,
        mark === "pending" ? unread : null,
        this.noteOf(file),
      );
      if (picked && !picked.has(file.path)) veil(context, colours, cell);
      isChanging ||= age < 1;
    }
    return isChanging;
  }

  /** Solid lines lead to what the file uses, dashed ones to what uses it. */
  #drawLinks(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {Record<string, string>} */ colours,
    /** @type {string} */ path,
  ) {
    const from = this.#cellOf.get(path);
    if (!from?.data.file) return;
    const isMany = from.data.file.uses.size + from.data.file.usedBy.size > LINKS_WITH_HALO;
    for (const [paths, dash] of /** @type {[Set<string>, number[]][]} */ ([
      [from.data.file.usedBy, [3, 3]],
      [from.data.file.uses, []],
    ])) {
      context.setLineDash(dash);
      context.beginPath();
      for (const other of paths) {
        const to = this.#cellOf.get(other);
        if (to) curve(context, from, to);
      }
      // A few lines get halos so that they stand out; many halos would hide the map.
      if (!isMany) {
        context.strokeStyle = colours.surface;
        context.lineWidth = 4;
        context.stroke();
      }
      context.strokeStyle = colours["accent-text"];
      context.lineWidth = isMany ? 1 : 1.75;
      context.stroke();
    }
    context.setLineDash([]);
    context.lineWidth = 1;
  }

  #outline(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {Record<string, string>} */ colours,
    /** @type {string | null} */ path,
  ) {
    const cell = path && this.#cellOf.get(path);
    if (!cell) return;
    context.lineWidth = 2;
    context.strokeStyle = colours.surface;
    context.strokeRect(cell.x0 + 1.5, cell.y0 + 1.5, cell.x1 - cell.x0 - 3, cell.y1 - cell.y0 - 3);
    context.strokeStyle = colours.text;
    context.strokeRect(cell.x0, cell.y0, cell.x1 - cell.x0, cell.y1 - cell.y0);
    context.lineWidth = 1;
  }

  /**
   * What lies at a point: a file, otherwise the head of a folder.
   * @returns {{file: CodeFile | null, folder: string | null}}
   */
  at(/** @type {number} */ x, /** @type {number} */ y) {
    const within = (/** @type {Cell} */ cell) => x >= cell.x0 && x < cell.x1 && y >= cell.y0 && y < cell.y1;
    const cell = this.#cells.find(within);
    if (cell) return { file: cell.data.file ?? null, folder: null };
    return { file: null, folder: this.#folders.findLast(within)?.data.path ?? null };
  }

  /** The nearest file in a direction, for arrow keys. */
  neighbour(/** @type {string | null} */ path, /** @type {number} */ dx, /** @type {number} */ dy) {
    const from = path ? this.#cellOf.get(path) : null;
    if (!from) return this.#cells[0]?.data.file ?? null;
    /** @type {{cell: Cell | null, cost: number}} */
    const best = { cell: null, cost: Infinity };
    for (const cell of this.#cells) {
      const x = (cell.x0 + cell.x1 - from.x0 - from.x1) / 2;
      const y = (cell.y0 + cell.y1 - from.y0 - from.y1) / 2;
      const ahead = x * dx + y * dy;
      const cost = ahead + 3 * Math.abs(x * dy + y * dx);
      if (ahead > 1 && cost < best.cost) Object.assign(best, { cell, cost });
    }
    return best.cell?.data.file ?? null;
  }

  /** Where a file is, for the tip. */
  placeOf(/** @type {string} */ path) {
    const cell = this.#cellOf.get(path);
    return cell ? { x: (cell.x0 + cell.x1) / 2, y: (cell.y0 + cell.y1) / 2 } : null;
  }
}
