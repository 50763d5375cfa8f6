// @ts-check
// A text that grows, as blocks: those that are closed, which no later character can change, and the one at the end that
// is still open. Where a block closes depends on the text alone, not on how it arrived: a reload shows the same.

import { tokensOf } from "./parser.js";

/** @typedef {import("./parser.js").Token} Token */
/** @typedef {import("./parser.js").References} References */

/**
 * `source` and `known` are for a block that may name an address which is defined later.
 * @typedef {{tokens: Token[], source: string, known: number, isRest: boolean}} Closed `isRest`: goes on with the block
 *   before it, which had become too long
 * @typedef {{closed: Closed[], open: Token[], isRest: boolean, hasMore: boolean}} Step `isRest`: what is open does too
 */

/** What a step looks at first: blocks that are drawn together. */
const SHORT = 2048;
/** An open block that is longer is cut, so that drawing its end again stays cheap. */
export const LONGEST_OPEN = 8192;
/** Lists and quotations are cut between their items where possible, and here at the latest. */
const LONGEST_CONTAINER = 32_768;
const CONTAINERS = new Set(["bullet_list_open", "ordered_list_open", "blockquote_open"]);
/** A last line of nothing but marks may still become anything: a rule, a list, a heading of the line above. */
const ONLY_MARKS = /(?:^|\n)[ >]*(?:[-=+*#|`~_$\\:[]{1,3}|\d{1,9}[.)]?)[ ]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export class Blocks {
  /** What no closed block holds. */
  #rest = "";
  #isWhole = false;
  /** @type {References} */ #references = Object.create(null);
  #defined = 0;
  /** The fence at the beginning of the rest: its closing line, and how far that was looked for. */
  #fence = /** @type {{closing: RegExp, looked: number} | null} */ (null);
  /** The first two lines of a table that was cut. */
  #tableHead = "";
  #isRest = false;
  #endsInReturn = false;

  add(/** @type {string} */ text) {
    if (this.#endsInReturn) text = `\r${text}`;
    this.#endsInReturn = text.endsWith("\r");
    if (this.#endsInReturn) text = text.slice(0, -1);
    this.#rest += text.replace(/\r\n?/g, "\n");
  }

  /** Nothing follows. */
  end() {
    this.#isWhole = true;
  }

  get references() {
    return this.#references;
  }

  get defined() {
    return this.#defined;
  }

  /** One step ahead, of bounded length. @returns {Step} */
  step() {
    if (this.#fence) return this.#inFence();
    const step = this.#within(SHORT) ?? this.#within(LONGEST_OPEN) ?? this.#within(LONGEST_CONTAINER);
    return /** @type {Step} */ (step);
  }

  /** @returns {Step | null} null: the block needs a longer look */
  #within(/** @type {number} */ longest) {
    const isAll = this.#rest.length <= longest;
    const text = isAll ? this.#rest : this.#rest.slice(0, longest);
    const isLast = isAll && this.#isWhole;
    const head = this.#tableHead;
    const shown = isLast ? text : withoutMarks(text);
    const tokens = tokensOf(head + shown, Object.assign(Object.create(null), this.#references));
    const starts = tokens.filter(({ level, nesting, map }) => level === 0 && nesting >= 0 && map).map(startOf);
    if (isLast) return this.#close(text.length, [], false);
    const whole = lineCount(head + text);
    const next = starts.findLast((line) => line < whole) ?? 0;
    const closes = next > starts[0] ? next : 0;
    const last = tokens.find((token) => token.level === 0 && startOf(token) === Math.max(closes, starts[0] ?? 0));
    if (last?.type === "fence" && startOf(last) < whole)
      return this.#enterFence(placeOfLine(head + text, startOf(last)));
    if (closes > 0) return this.#close(placeOfLine(head + text, closes) - head.length, tokens, !isAll, closes);
    if (isAll) return { closed: [], open: tokens, isRest: this.#isRest, hasMore: false };
    return longest === SHORT ? null : this.#cut(text, longest, tokens);
  }

  /** @returns {Step} */
  #close(
    /** @type {number} */ place,
    /** @type {Token[]} */ tokens,
    /** @type {boolean} */ hasMore,
    /** @type {number} */ line = 0,
  ) {
    const source = this.#tableHead + this.#rest.slice(0, place);
    this.#rest = this.#rest.slice(place);
    const closed = this.#closed(source);
    this.#tableHead = "";
    this.#isRest = false;
    const open = line > 0 ? tokens.slice(tokens.findIndex((token) => token.level === 0 && startOf(token) >= line)) : [];
    return { closed: [closed], open, isRest: false, hasMore: hasMore || (this.#isWhole && this.#rest !== "") };
  }

  /** @returns {Closed} */
  #closed(/** @type {string} */ source) {
    const tokens = tokensOf(source, this.#references);
    this.#defined = Object.keys(this.#references).length;
    return { tokens, source, known: this.#defined, isRest: this.#isRest };
  }

  /** The block has become too long: what stands of it stays, and the rest goes on in another like it. */
  #cut(/** @type {string} */ text, /** @type {number} */ longest, /** @type {Token[]} */ tokens) {
    const [first] = tokens;
    const head = this.#tableHead;
    const lines = lineCount(head + text);
    let place = 0;
    if (first && CONTAINERS.has(first.type)) {
      const item = tokens.findLast(
        ({ type, level, map }) => type === "list_item_open" && level === 1 && map && map[0] < lines,
      );
      place = item ? placeOfLine(text, startOf(item)) : 0;
      if (place === 0 && longest < LONGEST_CONTAINER) return null;
    }
    place ||= text.lastIndexOf("\n") + 1 || text.lastIndexOf(" ") + 1 || wholeCharacters(text);
    const isTable = first?.type === "table_open";
    const nextHead = isTable ? (head + text).split("\n", 2).join("\n") + "\n" : "";
    const step = this.#close(place, [], true);
    this.#tableHead = nextHead;
    this.#isRest = true;
    return step;
  }

  /** A fence is not parsed while it grows: its text is its text. @returns {Step} */
  #enterFence(/** @type {number} */ place) {
    const start = place - this.#tableHead.length;
    /** @type {Closed[]} */
    let closed = [];
    if (start > 0) ({ closed } = this.#close(start, [], true));
    const mark = FENCE.exec(this.#rest)?.[1] ?? "```";
    const closing = new RegExp(`^ {0,3}\\${mark[0]}{${mark.length},}[ \\t]*$`);
    this.#fence = { closing, looked: this.#rest.indexOf("\n") + 1 };
    const step = this.#inFence();
    return { ...step, closed: [...closed, ...step.closed] };
  }

  /** @returns {Step} */
  #inFence() {
    const fence = /** @type {{closing: RegExp, looked: number}} */ (this.#fence);
    for (;;) {
      const end = this.#rest.indexOf("\n", fence.looked);
      const line = this.#rest.slice(fence.looked, end < 0 ? undefined : end);
      const isOver = end < 0 && this.#isWhole;
      if ((end >= 0 && line.length < 200 && fence.closing.test(line)) || isOver) {
        this.#fence = null;
        return this.#close(end < 0 ? this.#rest.length : end + 1, [], end >= 0 && this.#rest.length > end + 1);
      }
      if (end < 0) return { closed: [], open: [this.#openFence(line)], isRest: false, hasMore: false };
      fence.looked = end + 1;
    }
  }

  /** @returns {Token} */
  #openFence(/** @type {string} */ lastLine) {
    const begin = this.#rest.indexOf("\n");
    const info = this.#rest.slice(0, begin).replace(FENCE, "");
    const looked = /^ {0,3}[`~]+[ \t]*$/.test(lastLine) ? this.#rest.length - lastLine.length : this.#rest.length;
    const content = this.#rest.slice(begin + 1, looked);
    const token = { type: "fence", tag: "code", nesting: 0, level: 0, markup: "", map: null, children: null };
    return /** @type {any} */ ({ ...token, info, content, meta: { isOpen: true } });
  }
}

function startOf(/** @type {Token} */ { map }) {
  return map ? map[0] : -1;
}

/** How many lines of a text are whole. */
function lineCount(/** @type {string} */ text) {
  let lines = 0;
  for (let place = text.indexOf("\n"); place >= 0; place = text.indexOf("\n", place + 1)) lines += 1;
  return lines;
}

function placeOfLine(/** @type {string} */ text, /** @type {number} */ line) {
  let place = 0;
  for (let seen = 0; seen < line; seen += 1) place = text.indexOf("\n", place) + 1;
  return place;
}

function withoutMarks(/** @type {string} */ text) {
  const found = ONLY_MARKS.exec(text.slice(-200));
  return found ? text.slice(0, text.length - found[0].length) + (found[0].startsWith("\n") ? "\n" : "") : text;
}

/** A character outside the basic plane is two units that belong together. */
function wholeCharacters(/** @type {string} */ text) {
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
}
