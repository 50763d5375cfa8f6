// @ts-check
/** A stream's history in numbers that a page can show (`stream.counts`). They never leave the browser. */

/** Enough to draw a distribution; bounded, because a tab may stay open for weeks. */
const SAMPLES = 100;

export class Counts {
  #now;

  events = 0;
  duplicates = 0;
  /** How often the server reported, or the client noticed, that something is missing. */
  losses = 0;
  stalls = 0;
  reconnects = 0;
  /** @type {number[]} from noticing a stall to the next byte */
  stall_recovery_ms = [];
  /** @type {number[]} from losing a connection to the next one */
  reconnect_ms = [];

  /** @type {number | null} */ #stalled_at = null;
  /** @type {number | null} */ #disconnected_at = null;

  /** @param {() => number} now */
  constructor(now) {
    this.#now = now;
  }

  stalled() {
    this.stalls += 1;
    this.#stalled_at = this.#now();
  }

  disconnected() {
    this.#disconnected_at ??= this.#now();
  }

  /** Whatever was wrong is over. */
  connected() {
    const now = this.#now();
    if (this.#stalled_at !== null) keep(this.stall_recovery_ms, now - this.#stalled_at);
    if (this.#disconnected_at !== null) {
      this.reconnects += 1;
      keep(this.reconnect_ms, now - this.#disconnected_at);
    }
    this.#stalled_at = this.#disconnected_at = null;
  }
}

/**
 * @param {number[]} samples
 * @param {number} ms
 */
function keep(samples, ms) {
  samples.push(Math.max(0, Math.round(ms)));
  if (samples.length > SAMPLES) samples.shift();
}
