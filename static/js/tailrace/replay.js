// @ts-check
/**
 * The newest frames, for a tab that joins a shared connection a little behind: it is sent what it missed, without
 * fetching anything again.
 */

import { compareIds } from "./seen.js";

/** @typedef {import("./frame.js").Frame} Frame */

const MAX_FRAMES = 2000;
const MAX_CHARS = 4 << 20;

export class Replay {
  /** Everything the stream sent after this position is here; "" stands for wherever the stream began. */
  #start = "";
  /** @type {Frame[]} */
  #frames = [];
  #chars = 0;

  get start() {
    return this.#start;
  }

  /** @param {string} position */
  reset(position) {
    this.#start = position;
    this.#frames = [];
    this.#chars = 0;
  }

  /** @param {Frame} frame must have an id; without one it cannot be placed */
  add(frame) {
    this.#frames.push(frame);
    this.#chars += frame.data?.length ?? 0;
    while (this.#frames.length > MAX_FRAMES || this.#chars > MAX_CHARS) {
      const oldest = /** @type {Frame} */ (this.#frames.shift());
      this.#chars -= oldest.data?.length ?? 0;
      this.#start = oldest.id ?? this.#start;
    }
  }

  /**
   * What a reader at this position missed; null if that is unknown.
   *
   * @param {string} position
   * @param {boolean} ordered ids are known to increase
   */
  after(position, ordered) {
    if (position === this.#start) return [...this.#frames];
    if (position === "") return null;
    if (ordered) {
      if (this.#start !== "" && compareIds(position, this.#start) < 0) return null;
      return this.#frames.filter((frame) => compareIds(frame.id ?? "", position) > 0);
    }
    const index = this.#frames.findIndex((frame) => frame.id === position);
    return index === -1 ? null : this.#frames.slice(index + 1);
  }
}
