// @ts-check
/**
 * A reader's position, kept in localStorage so that a reload resumes. This is a convenience: everything else works
 * without storage.
 */

/** @typedef {import("./environment.js").Environment} Environment */

const PREFIX = "tailrace:position:";
/** How often to write: a stream may bring thousands of events a second, and localStorage writes to disk. */
const INTERVAL_MS = 1000;

export class Position {
  #environment;
  #key;
  /** @type {string | null} */ #pending = null;
  /** @type {unknown} */ #timer = null;

  /**
   * @param {Environment} environment
   * @param {string} key one per user and URL
   */
  constructor(environment, key) {
    this.#environment = environment;
    this.#key = PREFIX + key;
  }

  /** "" if none is stored. */
  read() {
    try {
      return this.#environment.storage?.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }

  /** @param {string} id written within a second */
  save(id) {
    this.#pending = id;
    this.#timer ??= this.#environment.setTimeout(() => this.flush(), INTERVAL_MS);
  }

  /** Writes now, since the page may be about to go away. */
  flush() {
    this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending === null) return;
    try {
      this.#environment.storage?.setItem(this.#key, this.#pending);
    } catch {
      // Full or forbidden: a reload loses the position, but the stream goes on.
    }
    this.#pending = null;
  }

  /** The stream is over: the next reader starts afresh. */
  clear() {
    this.#pending = null;
    this.flush();
    try {
      this.#environment.storage?.removeItem(this.#key);
    } catch {
      // As above.
    }
  }
}
