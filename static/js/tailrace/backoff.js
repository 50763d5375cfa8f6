// @ts-check
/**
 * How long to wait before the next attempt. The jitter keeps a thousand browsers from coming back in the same instant.
 */

const STEPS_MS = [1000, 2000, 4000, 5000];
const JITTER = 0.1;
/** The longest wait a server may ask for; after a longer one the stream would look dead. */
export const LONGEST_MS = 3_600_000;

export class Backoff {
  #random;
  /** Consecutive failures. */
  failures = 0;

  /** @param {() => number} random in [0, 1) */
  constructor(random) {
    this.#random = random;
  }

  /** The server was alive: the next failure counts as the first. */
  reset() {
    this.failures = 0;
  }

  /**
   * Counts a failure and returns how long to wait: 1, 2, 4, then 5 s, each ±10 %, but never less than the server asked
   * for.
   *
   * @param {number} [floor_ms] what `retry:` or Retry-After asks for; jittered upwards only
   */
  next(floor_ms = 0) {
    const step = STEPS_MS[Math.min(this.failures, STEPS_MS.length - 1)];
    this.failures += 1;
    const own = step * (1 - JITTER + 2 * JITTER * this.#random());
    return Math.round(Math.max(own, this.spread(floor_ms)));
  }

  /**
   * At least `ms`, at most a tenth more.
   * @param {number} ms
   */
  spread(ms) {
    return Math.round(Math.min(ms, LONGEST_MS) * (1 + JITTER * this.#random()));
  }
}
