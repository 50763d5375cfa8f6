// @ts-check
/** A stream's history in numbers that a page can show (`stream.counts`), and what of it is to be reported. */

import { keep, Teller } from "./tally.js";

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
    this.teller = new Teller(now);
  }

  duplicated() {
    this.duplicates += 1;
    this.teller.tally.duplicates += 1;
  }

  lost() {
    this.losses += 1;
    this.teller.tally.losses += 1;
  }

  stalled() {
    this.stalls += 1;
    this.teller.tally.stalls += 1;
    this.#stalled_at = this.#now();
  }

  disconnected() {
    this.#disconnected_at ??= this.#now();
  }

  /** Whatever was wrong is over. */
  connected() {
    const now = this.#now();
    if (this.#stalled_at !== null) this.#took("stall_recovery_ms", now - this.#stalled_at);
    if (this.#disconnected_at !== null) {
      this.reconnects += 1;
      this.#took("reconnect_ms", now - this.#disconnected_at);
    }
    this.#stalled_at = this.#disconnected_at = null;
  }

  /**
   * @param {"stall_recovery_ms" | "reconnect_ms"} name
   * @param {number} ms
   */
  #took(name, ms) {
    keep(this[name], ms);
    this.teller.took(name, ms);
  }
}
