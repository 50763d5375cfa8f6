// @ts-check
/**
 * What a connection has to report since its last report (docs/contract.md, section 8). The connection belongs to one
 * tab, so what all tabs see is counted once.
 */

import { STATES } from "./state.js";

/** What one report may hold: times in a list, and of what is counted one by one. */
const MOST_TIMES = 100;
const MOST = 1000;
const MOST_EVENTS = 1_000_000;
const MOST_BYTES = 2 ** 30;
/** The server's clock must be known this well, or delivery is not timed. */
const CLOCK_MS = 250;

const COUNTS = /** @type {const} */ (["completed", "failed", "losses", "stalls"]);
const TIMES = /** @type {const} */ (["reconnect_ms", "stall_recovery_ms", "delivery_ms"]);

export class Tally {
  completed = 0;
  failed = 0;
  losses = 0;
  stalls = 0;
  duplicates = 0;
  events = 0;
  bytes = 0;
  /** @type {number[]} */ reconnect_ms = [];
  /** @type {number[]} */ stall_recovery_ms = [];
  /** @type {number[]} */ delivery_ms = [];
  /** @type {Record<string, number>} how often the page was told of each state */
  ui_messages = {};

  /** Whether something happened that an operator should hear of soon. */
  get isUrgent() {
    return this.completed + this.failed + this.losses + this.stalls + this.reconnect_ms.length > 0;
  }

  get isEmpty() {
    return !this.isUrgent && this.events + this.bytes === 0 && Object.keys(this.ui_messages).length === 0;
  }

  /** @param {Tally} other */
  add(other) {
    for (const name of COUNTS) this[name] = Math.min(MOST, this[name] + other[name]);
    this.events = Math.min(MOST_EVENTS, this.events + other.events);
    this.duplicates = Math.min(MOST_EVENTS, this.duplicates + other.duplicates);
    this.bytes = Math.min(MOST_BYTES, this.bytes + other.bytes);
    for (const name of TIMES) this[name] = [...this[name], ...other[name]].slice(-MOST_TIMES);
    for (const [state, times] of Object.entries(other.ui_messages))
      this.ui_messages[state] = Math.min(MOST, (this.ui_messages[state] ?? 0) + times);
  }
}

/** Counts for a tally, which is a new one after each report. */
export class Teller {
  #now;
  #state = "";
  #asked_at = 0;
  /** By how much the server's clock is ahead of ours; null while that is not known. @type {number | null} */
  #ahead_ms = null;
  /** The server's time when it opened the stream. */
  #opened_at = 0;
  /** Whether the server has shown that it is Tailrace: others take no reports. */
  isTailrace = false;
  tally = new Tally();

  /** @param {() => number} now */
  constructor(now) {
    this.#now = now;
  }

  /** @returns {Tally} what is to be reported */
  take() {
    const { tally } = this;
    this.tally = new Tally();
    return tally;
  }

  /** @param {import("./state.js").Status} status what the page is told */
  told({ state, reason }) {
    if (state === this.#state) return;
    this.#state = state;
    const { tally } = this;
    tally.ui_messages[state] = (tally.ui_messages[state] ?? 0) + 1;
    if (state === STATES.COMPLETE) tally.completed += 1;
    if (state === STATES.FAILED && reason !== "revoked") tally.failed += 1; // who signs out has not failed
  }

  /**
   * @param {"reconnect_ms" | "stall_recovery_ms" | "delivery_ms"} name
   * @param {number} ms
   */
  took(name, ms) {
    keep(this.tally[name], ms);
  }

  asked() {
    this.#asked_at = this.#now();
  }

  /** The server said what time it is, somewhere between our question and now. @param {unknown} at */
  opened(at) {
    this.isTailrace = true;
    const now = this.#now();
    this.#opened_at = typeof at === "number" ? at : Infinity;
    const isKnown = typeof at === "number" && now >= this.#asked_at && now - this.#asked_at <= 2 * CLOCK_MS;
    this.#ahead_ms = isKnown ? at - (this.#asked_at + now) / 2 : null;
  }

  /** @param {unknown} at when the server sent the heartbeat that has just arrived */
  heartbeat(at) {
    if (typeof at === "number") this.#arrived(at);
  }

  /**
   * The server says when the event that comes next was published. One from before the stream was opened is history: it
   * did not take that long.
   * @param {string} comment
   */
  published(comment) {
    const at = Number(/^ at ([0-9]{10,16})$/.exec(comment)?.[1]);
    if (at >= this.#opened_at) this.#arrived(at);
  }

  /** @param {number} at the server's time */
  #arrived(at) {
    if (this.#ahead_ms === null) return;
    const ms = this.#now() + this.#ahead_ms - at;
    if (ms < -CLOCK_MS || ms > 60_000)
      this.#ahead_ms = null; // a clock was set
    else this.took("delivery_ms", ms);
  }
}

/**
 * @param {number[]} samples
 * @param {number} ms
 */
export function keep(samples, ms) {
  samples.push(Math.max(0, Math.round(ms)));
  if (samples.length > MOST_TIMES) samples.shift();
}
