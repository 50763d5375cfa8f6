// @ts-check
/**
 * How long a stream may be silent before its silence means something. Heartbeats set the limit. A stream that has been
 * livelier than that for a while is doubted sooner.
 */

/** A heartbeat may be this late: a network is no clock. */
const LATE_MS = 2000;
/** Never doubt sooner: packets that are lost are sent again within this time. */
const LEAST_MS = 2000;
/** Shorter silences than this decide nothing. */
const NOTED_MS = LEAST_MS / 2;
const REMEMBERED_MS = 60_000;
/** Until a stream has been heard for so long, and so often, only its heartbeats count. */
const LEARNING_MS = 10_000;
const LEARNING_TIMES = 10;
/** So many silences in a minute may have been the network's fault; the next longest is the stream's own. */
const FORGIVEN = 2;

export class Rhythm {
  /** @type {{ at: number, ms: number }[]} */ #silences = [];
  #began_at = Infinity;
  #times = 0;
  #heard_at = 0;

  /**
   * A connection begins; the silence before it was not the stream's.
   * @param {number} now
   */
  open(now) {
    if (this.#began_at === Infinity) this.#began_at = now;
    this.#heard_at = now;
  }

  /** @param {number} now */
  heard(now) {
    const ms = now - this.#heard_at;
    this.#heard_at = now;
    this.#times += 1;
    if (ms >= NOTED_MS) this.#silences.push({ at: now, ms });
    this.#silences = this.#silences.filter(({ at }) => now - at < REMEMBERED_MS);
  }

  /**
   * @param {number} now
   * @param {number} heartbeat_ms
   */
  patience_ms(now, heartbeat_ms) {
    const longest_ms = heartbeat_ms + LATE_MS;
    if (now - this.#began_at < LEARNING_MS || this.#times < LEARNING_TIMES) return longest_ms;
    const own = this.#silences.map(({ ms }) => ms).sort((a, b) => b - a)[FORGIVEN] ?? 0;
    return Math.min(longest_ms, Math.max(LEAST_MS, 2 * own));
  }
}
