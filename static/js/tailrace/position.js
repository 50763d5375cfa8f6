// @ts-check
/**
 * Where a reader is, kept in localStorage so that a reload resumes. A convenience: without storage everything else
 * still works.
 */

/** @typedef {import("./environment.js").Environment} Environment */

const PREFIX = "tailrace:position:";
/** A stream may bring thousands of events a second, and localStorage writes to disk. */
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

  /** "" where none is kept. */
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

  /** Writes now: the page may not live on. */
  flush() {
    this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending === null) return;
    try {
      this.#environment.storage?.setItem(this.#key, this.#pending);
    } catch {
      // Full or forbidden: the position is lost at a reload, the stream is not.
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
