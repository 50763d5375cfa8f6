// @ts-check
/**
 * Notices silence. A dead connection does not announce itself: a machine that vanished sends no FIN, and a sleeping
 * laptop loses its connections while its timers stand still. So silence is measured on the wall clock, at short
 * intervals.
 */

/** @typedef {import("./environment.js").Environment} Environment */

/** After sleep the clock has jumped, and the first tick sees it. */
const TICK_MS = 5000;

export class Watchdog {
  #environment;
  #limit_ms;
  #onSilence;
  /** @type {unknown} */ #timer = null;
  /** When something last arrived. */
  heard_at = 0;

  /**
   * @param {Environment} environment
   * @param {number} limit_ms
   * @param {(silent_ms: number) => void} onSilence called at every tick while the silence lasts
   */
  constructor(environment, limit_ms, onSilence) {
    this.#environment = environment;
    this.#limit_ms = limit_ms;
    this.#onSilence = onSilence;
  }

  start() {
    this.heard();
    this.#arm();
  }

  stop() {
    this.#environment.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Something arrived; anything counts as a sign of life. */
  heard() {
    this.heard_at = this.#environment.now();
  }

  get silent_ms() {
    const now = this.#environment.now();
    if (now < this.heard_at) this.heard_at = now; // the clock was set back
    return now - this.heard_at;
  }

  /** Checks now: the page became visible, or the machine woke. */
  check() {
    if (this.#timer !== null && this.silent_ms >= this.#limit_ms) this.#onSilence(this.silent_ms);
  }

  #arm() {
    this.#environment.clearTimeout(this.#timer);
    const left_ms = this.#limit_ms - this.silent_ms;
    this.#timer = this.#environment.setTimeout(
      () => {
        this.check();
        if (this.#timer !== null) this.#arm();
      },
      left_ms > 0 ? Math.min(TICK_MS, left_ms) : TICK_MS,
    );
  }
}
