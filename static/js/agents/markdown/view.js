// @ts-check
// An answer on the page, from Markdown that may still be growing. What is closed is drawn once; what is open is drawn
// again when it has grown, once a frame at most.

import { Blocks } from "./blocks.js";
import { draw } from "./draw.js";
import { later } from "./frame-time.js";
import { tokensOf } from "./parser.js";
import { treeOf, withTasks } from "./tree.js";

/** @typedef {import("./tree.js").Piece} Piece */
/** @typedef {{source: string, known: number, nodes: ChildNode[]}} Unsure names an address that may be defined later */

export class MarkdownView {
  #root;
  #onDrawn;
  #blocks = new Blocks();
  /** The open pieces, which stand last in the root. @type {Piece[]} */ #open = [];
  /** @type {Unsure[]} */ #unsure = [];
  #isAsked = false;
  #isOver = false;
  /** No drawing before: what is costly to draw is drawn less often. */
  #notBefore_ms = 0;

  /**
   * @param {HTMLElement} root empty
   * @param {() => void} [onDrawn] something was drawn
   */
  constructor(root, onDrawn = () => {}) {
    this.#root = root;
    this.#onDrawn = onDrawn;
  }

  add(/** @type {string} */ text) {
    this.#blocks.add(text);
    this.#ask();
  }

  /** Nothing follows. */
  end() {
    this.#blocks.end();
    this.#isOver = true;
    this.#ask();
  }

  #ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const wait_ms = this.#notBefore_ms - performance.now();
    if (wait_ms > 1 && !this.#isOver) setTimeout(() => later(() => this.#step()), wait_ms);
    else later(() => this.#step());
  }

  /** @returns {boolean} whether there is more to do */
  #step() {
    const from_ms = performance.now();
    const step = this.#blocks.step();
    this.#draw(step);
    this.#onDrawn();
    if (step.hasMore) return true;
    this.#isAsked = false;
    this.#notBefore_ms = performance.now() + 3 * (performance.now() - from_ms);
    if (this.#isOver) this.#resolve();
    return false;
  }

  /**
   * What was open becomes what it is for good and stays where it stands; what is open now follows.
   * @param {import("./blocks.js").Step} step
   */
  #draw({ closed, open, isRest }) {
    const before = this.#root.childNodes.length - this.#open.length;
    const blocks = closed.map((block) => piecesOf(block.tokens, block.isRest));
    const last = piecesOf(open, isRest);
    draw(this.#root, this.#open, [...blocks.flat(), ...last], before);
    this.#open = last;
    let place = before;
    blocks.forEach((pieces, number) => {
      const { source, known } = closed[number];
      const nodes = () => [...this.#root.childNodes].slice(place, place + pieces.length);
      if (source.includes("[")) this.#unsure.push({ source, known, nodes: nodes() });
      place += pieces.length;
    });
    for (const table of this.#root.querySelectorAll(".is-rest > table:not([style])")) keepColumns(table);
  }

  /** Addresses that were defined further down: blocks that may name one are drawn again, once. */
  #resolve() {
    const { references, defined } = this.#blocks;
    const late = this.#unsure.filter(({ known }) => known < defined);
    this.#unsure = [];
    if (late.length === 0) return;
    later(() => {
      const { source, nodes } = /** @type {Unsure} */ (late.shift());
      const pieces = piecesOf(tokensOf(source, references), false);
      const fresh = document.createElement("div");
      draw(fresh, [], pieces);
      if (nodes.length === pieces.length && !isSame(nodes, fresh))
        nodes.forEach((node) => node.replaceWith(/** @type {Node} */ (fresh.firstChild)));
      return late.length > 0;
    });
  }
}

function isSame(/** @type {ChildNode[]} */ nodes, /** @type {Element} */ fresh) {
  return nodes.every((node, place) => {
    const other = fresh.childNodes[place];
    if (!(node instanceof Element && other instanceof Element)) return true;
    return node.querySelectorAll("a").length === other.querySelectorAll("a").length;
  });
}

/** @returns {Piece[]} */
function piecesOf(/** @type {import("./parser.js").Token[]} */ tokens, /** @type {boolean} */ isRest) {
  const pieces = withTasks(treeOf(tokens));
  return isRest ? asRest(pieces) : pieces;
}

/** A block that goes on: no gap before it, and no second head of its table. */
function asRest(/** @type {Piece[]} */ pieces) {
  const [first, ...others] = pieces;
  if (typeof first !== "object" || !("tag" in first)) return pieces;
  first.attributes.class = `${first.attributes.class ?? ""} is-rest`.trim();
  const [table] = first.children;
  if (typeof table !== "object" || !("tag" in table) || table.tag !== "table") return pieces;
  table.children = table.children.filter((part) => typeof part === "object" && "tag" in part && part.tag !== "thead");
  return table.children.length > 0 ? pieces : others;
}

/** The rest of a long table has the columns of its beginning. */
function keepColumns(/** @type {Element} */ table) {
  const before = table.parentElement?.previousElementSibling?.querySelector("tr");
  const row = table.querySelector("tr");
  if (!before || !row || !(table instanceof HTMLElement)) return;
  const widths = [...before.children].map((cell) => cell.getBoundingClientRect().width);
  table.style.width = `${widths.reduce((sum, width) => sum + width, 0)}px`;
  table.style.tableLayout = "fixed";
  [...row.children].forEach((cell, place) => {
    if (cell instanceof HTMLElement && widths[place]) cell.style.width = `${widths[place]}px`;
  });
}
