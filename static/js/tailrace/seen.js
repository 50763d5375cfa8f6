// @ts-check
/**
 * Which events have already been delivered, so that no id is delivered twice, however often connections overlap.
 *
 * Tailrace's ids increase across the whole server, so the last one decides. On other servers an id can be any string,
 * and counting may restart, so the most recent ids are remembered.
 */

import { meaningOf } from "./frame.js";

const REMEMBERED = 10_000;

/**
 * Orders decimal ids of any length; numbers would lose precision above 2^53.
 * @param {string} a
 * @param {string} b
 */
export function compareIds(a, b) {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

/** @param {string} id */
const isDecimal = (id) => /^[0-9]+$/.test(id);

export class Seen {
  /** The position: the id to resume from, "" before the first event. */
  last = "";
  /** Whether ids are known to increase. */
  ordered = false;
  /** @type {Set<string>} in order of arrival */
  #recent = new Set();

  /** @param {string} [position] everything up to and including it counts as delivered */
  constructor(position = "") {
    this.reset(position);
  }

  /** @param {string} position */
  reset(position) {
    this.#recent.clear();
    this.#move(position);
  }

  /**
   * Moves the position to `id` and returns whether it is new. An empty id identifies nothing: it resets the position,
   * as in the standard.
   *
   * @param {string} id
   */
  admit(id) {
    if (id !== "" && this.has(id)) return false;
    this.#move(id);
    return true;
  }

  /**
   * Moves the position past a gap. Returns whether the gap concerns a reader at this position: when tabs share a
   * connection, another tab's gap may lie far behind.
   *
   * @param {import("./frame.js").Frame} frame
   */
  jump(frame) {
    const { from, to, reason } = meaningOf(frame).data ?? {};
    const id = frame.id ?? (to === undefined ? "" : String(to));
    if (id === "") return true;
    if (reason !== "reset") return this.admit(id);
    const asked = from === null || from === undefined ? this.last : String(from);
    if (this.last !== "" && asked !== this.last) return false;
    this.reset(id); // possibly a smaller one: this is a different log
    return true;
  }

  /** @param {string} id */
  has(id) {
    if (this.ordered && isDecimal(id) && isDecimal(this.last)) return compareIds(id, this.last) <= 0;
    return this.#recent.has(id);
  }

  /** @param {string} id */
  #move(id) {
    this.last = id;
    if (id === "") return;
    this.#recent.add(id);
    if (this.#recent.size > REMEMBERED) this.#recent.delete(/** @type {string} */ (this.#recent.values().next().value));
  }
}
