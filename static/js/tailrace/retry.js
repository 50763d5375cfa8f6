// @ts-check
/** When to try the stream again, and when it has failed often enough to poll. */

import { Backoff, LONGEST_MS } from "./backoff.js";

const FAILURES_BEFORE_POLLING = 5;
/** How often to retry the stream while polling works, and while nothing does. */
const POLLING_MS = 15_000;
const UNREACHABLE_MS = 30_000;

export class Retry {
  #backoff;
  #isOnline;
  #failures = 0;
  /** What the last `retry:` asks for. */
  asked_ms = 0;

  /** @param {import("./environment.js").Environment} environment */
  constructor({ random, isOnline }) {
    this.#backoff = new Backoff(random);
    this.#isOnline = isOnline;
  }

  /** The stream works, or may work again: the next failure counts as the first. */
  reset() {
    this.#failures = 0;
    this.#backoff.reset();
  }

  /** Which attempt in a row comes next. */
  get attempt() {
    return this.#backoff.failures;
  }

  get isTimeToPoll() {
    return this.#failures >= FAILURES_BEFORE_POLLING;
  }

  /**
   * Counts a failure and returns how long to wait.
   * @param {number} retry_after_ms
   */
  lost(retry_after_ms) {
    if (this.#isOnline()) this.#failures += 1; // being offline says nothing about the server
    return this.#backoff.next(Math.max(this.asked_ms, retry_after_ms));
  }

  /**
   * The server has said when to return, and has already spread its clients out.
   * @param {number} retry_ms
   */
  closing(retry_ms) {
    return Math.min(retry_ms, LONGEST_MS) || this.#backoff.next(this.asked_ms);
  }

  /** While events are polled. */
  polling_ms() {
    return this.#backoff.spread(POLLING_MS);
  }

  /** While neither way gets through. */
  unreachable_ms() {
    return this.#backoff.spread(UNREACHABLE_MS);
  }
}
