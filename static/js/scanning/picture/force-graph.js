// @ts-check
// The graph: files as circles held together by lines of use, folders as neighbourhoods. Pan, zoom, point, click.

import { LETTER, rank } from "../severity.js";
import { drawNames } from "./graph-name.js";
import { placed } from "./graph-place.js";

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {import("./graph-place.js").Dot} Dot */

const SMALL_PX = 2.2;

export class ForceGraph {
  /** @type {Dot[]} */ #dots = [];
  /** @type {[Dot, Dot][]} */ #lines = [];
  /** @type {import("./graph-place.js").Neighbourhood[]} */ #folders = [];
  /** @type {Map<string, Dot>} */ #dotOf = new Map();
  /** @type {Worker | null} */ #worker = null;
  #view = { scale: 1, x: 0, y: 0 };
  #isFitted = true;

  /**
   * @param {(file: CodeFile) => string} markOf
   * @param {() => void} onChange
   */
  constructor(markOf, onChange) {
    this.markOf = markOf;
    this.onChange = onChange;
  }

  /** @param {CodeFile[]} files */
  setFiles(files) {
    this.#worker?.terminate();
    ({ dots: this.#dots, dotOf: this.#dotOf, lines: this.#lines, folders: this.#folders } = placed(files));
    this.#isFitted = true;
    if (files.length === 0) return;
    const index = new Map(this.#dots.map((dot, place) => [dot, place]));
    this.#worker = new Worker(new URL("./graph-layout-worker.js", import.meta.url));
    this.#worker.addEventListener("message", ({ data }) => {
      this.#dots.forEach((dot, place) =>
        Object.assign(dot, { x: data.positions[place * 2], y: data.positions[place * 2 + 1] }),
      );
      if (data.done) this.#worker?.terminate();
      this.onChange();
    });
    this.#worker.postMessage({
      nodes: this.#dots.map(({ x, y, radius, folder }) => ({ x, y, radius, folder })),
      edges: this.#lines.map(([from, to]) => [index.get(from), index.get(to)]),
    });
  }

  /** @param {{width: number, height: number}} size */
  layout(size) {
    if (this.#isFitted) this.fit(size);
  }

  /** Show the whole graph. */
  fit(/** @type {{width: number, height: number}} */ { width, height }) {
    this.#isFitted = true;
    if (this.#dots.length === 0 || width === 0) return;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, radius } of this.#dots) {
      left = Math.min(left, x - radius);
      right = Math.max(right, x + radius);
      top = Math.min(top, y - radius);
      bottom = Math.max(bottom, y + radius);
    }
    const scale = Math.min(2.5, (width - 48) / (right - left || 1), (height - 48) / (bottom - top || 1));
    this.#view = { scale, x: width / 2 - ((left + right) / 2) * scale, y: height / 2 - ((top + bottom) / 2) * scale };
  }

  /** Zoom about a point of the canvas. */
  zoom(/** @type {number} */ factor, /** @type {number} */ x, /** @type {number} */ y) {
    const scale = Math.min(12, Math.max(0.08, this.#view.scale * factor));
    const ratio = scale / this.#view.scale;
    this.#view = { scale, x: x - (x - this.#view.x) * ratio, y: y - (y - this.#view.y) * ratio };
    this.#isFitted = false;
  }

  pan(/** @type {number} */ dx, /** @type {number} */ dy) {
    this.#view.x += dx;
    this.#view.y += dy;
    this.#isFitted = false;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {{width: number, height: number}} size
   * @param {Record<string, string>} colours
   * @param {import("./code-graph.js").Marks} marks
   * @returns {boolean}
   */
  draw(context, size, colours, { hovered, selected, picked }) {
    if (this.#isFitted) this.fit(size);
    const { scale, x, y } = this.#view;
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, size.width, size.height);
    context.save();
    context.translate(x, y);
    context.scale(scale, scale);
    const focus = this.#dotOf.get(hovered ?? selected ?? "");
    this.#drawLines(context, colours, focus);
    this.#drawDots(context, colours, focus, picked, scale);
    context.restore();
    this.#drawLabels(context, size, colours, focus);
    return false;
  }

  #drawLines(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {Record<string, string>} */ colours,
    /** @type {Dot | undefined} */ focus,
  ) {
    context.lineWidth = 0.8 / this.#view.scale;
    context.strokeStyle = colours["line-strong"];
    context.globalAlpha = focus ? 0.08 : this.#lines.length > 1500 ? 0.16 : 0.4;
    context.beginPath();
    for (const [from, to] of this.#lines) {
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
    context.stroke();
    context.globalAlpha = 1;
    if (!focus) return;
    context.lineWidth = 1.8 / this.#view.scale;
    context.strokeStyle = colours["accent-text"];
    for (const [paths, dash] of /** @type {[Set<string>, number][]} */ ([
      [focus.file.usedBy, 4],
      [focus.file.uses, 0],
    ])) {
      context.setLineDash(dash ? [dash / this.#view.scale, dash / this.#view.scale] : []);
      context.beginPath();
      for (const path of paths) {
        const other = this.#dotOf.get(path);
        if (!other) continue;
        context.moveTo(focus.x, focus.y);
        context.lineTo(other.x, other.y);
      }
      context.stroke();
    }
    context.setLineDash([]);
  }

  #drawDots(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {Record<string, string>} */ colours,
    /** @type {Dot | undefined} */ focus,
    /** @type {Set<string> | null} */ picked,
    /** @type {number} */ scale,
  ) {
    const near = focus ? new Set([focus.file.path, ...focus.file.uses, ...focus.file.usedBy]) : picked;
    /** @type {Map<string, Dot[]>} */
    const groups = new Map();
    for (const dot of this.#dots) {
      const key = `${this.markOf(dot.file)}${near && !near.has(dot.file.path) ? " far" : ""}`;
      groups.get(key)?.push(dot) ?? groups.set(key, [dot]);
    }
    context.lineWidth = 1 / scale;
    for (const [key, dots] of groups) {
      const [mark, far] = key.split(" ");
      context.globalAlpha = far ? 0.3 : 1;
      context.beginPath();
      for (const { x, y, radius } of dots) {
        // A circle only a few pixels wide looks the same as a square, and a square takes a tenth of the time to draw.
        if (radius * scale < SMALL_PX) context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
        else {
          context.moveTo(x + radius, y);
          context.arc(x, y, radius, 0, 2 * Math.PI);
        }
      }
      context.fillStyle = colours[`severity-${mark}`];
      context.fill();
      if (mark !== "pending") continue;
      context.strokeStyle = colours["severity-pending-line"];
      context.stroke();
    }
    context.globalAlpha = 1;
    if (!focus) return;
    context.lineWidth = 2.5 / scale;
    context.strokeStyle = colours.text;
    context.beginPath();
    context.arc(focus.x, focus.y, focus.radius + 1.5 / scale, 0, 2 * Math.PI);
    context.stroke();
  }

  /** Letters in the larger marked circles, names when near, folders when far. Text keeps its size at every zoom. */
  #drawLabels(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {{width: number, height: number}} */ size,
    /** @type {Record<string, string>} */ colours,
    /** @type {Dot | undefined} */ focus,
  ) {
    const { scale, x, y } = this.#view;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `12px ${colours.font}`;
    const showsFolders = !focus && scale < 2;
    /** @type {import("./graph-name.js").Name[]} */
    const names = [];
    for (const dot of this.#dots) {
      const [px, py, radius] = [dot.x * scale + x, dot.y * scale + y, dot.radius * scale];
      if (px < -40 || py < -20 || px > size.width + 40 || py > size.height + 20) continue;
      const mark = this.markOf(dot.file);
      if (radius > 7 && rank(mark) >= 2) {
        context.fillStyle = colours[`on-severity-${mark}`];
        context.fillText(LETTER[/** @type {keyof typeof LETTER} */ (mark)], px, py);
      }
      const isNear =
        focus && (focus === dot || focus.file.uses.has(dot.file.path) || focus.file.usedBy.has(dot.file.path));
      if (isNear || (radius > 14 && !showsFolders))
        names.push({
          text: dot.file.path.slice(dot.file.path.lastIndexOf("/") + 1),
          x: px,
          y: py + radius + 8,
          weight: dot === focus ? Infinity : radius,
        });
    }
    drawNames(
      context,
      names.sort((a, b) => b.weight - a.weight),
      colours,
    );
    if (showsFolders) this.#drawFolderNames(context, colours);
    context.textAlign = "start";
  }

  #drawFolderNames(/** @type {CanvasRenderingContext2D} */ context, /** @type {Record<string, string>} */ colours) {
    const { scale, x, y } = this.#view;
    context.font = `600 12px ${colours.font}`;
    const middle = (/** @type {Dot[]} */ dots, /** @type {"x" | "y"} */ axis) =>
      dots.reduce((sum, dot) => sum + dot[axis], 0) / dots.length;
    drawNames(
      context,
      this.#folders.map(({ name, dots }) => ({
        text: name,
        x: middle(dots, "x") * scale + x,
        y: middle(dots, "y") * scale + y,
        weight: dots.length,
      })),
      colours,
    );
  }

  /** @returns {{file: CodeFile | null, folder: null}} */
  at(/** @type {number} */ px, /** @type {number} */ py) {
    const [x, y] = [(px - this.#view.x) / this.#view.scale, (py - this.#view.y) / this.#view.scale];
    const slack = 4 / this.#view.scale;
    /** @type {Dot | null} */
    let nearest = null;
    let nearest_px = Infinity;
    for (const dot of this.#dots) {
      const distance = Math.hypot(dot.x - x, dot.y - y);
      if (distance < dot.radius + slack && distance < nearest_px) [nearest, nearest_px] = [dot, distance];
    }
    return { file: nearest?.file ?? null, folder: null };
  }

  /** The nearest file in a direction, for arrow keys. */
  neighbour(/** @type {string | null} */ path, /** @type {number} */ dx, /** @type {number} */ dy) {
    const from = path ? this.#dotOf.get(path) : null;
    if (!from) return this.#dots[0]?.file ?? null;
    /** @type {{dot: Dot | null, cost: number}} */
    const best = { dot: null, cost: Infinity };
    for (const dot of this.#dots) {
      const [x, y] = [dot.x - from.x, dot.y - from.y];
      const ahead = x * dx + y * dy;
      const cost = ahead + 3 * Math.abs(x * dy + y * dx);
      if (ahead > 1 && cost < best.cost) Object.assign(best, { dot, cost });
    }
    return best.dot?.file ?? null;
  }

  placeOf(/** @type {string} */ path) {
    const dot = this.#dotOf.get(path);
    return dot ? { x: dot.x * this.#view.scale + this.#view.x, y: dot.y * this.#view.scale + this.#view.y } : null;
  }
}
