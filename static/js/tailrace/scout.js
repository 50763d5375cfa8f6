// @ts-check
/**
 * Asks whether the server can be reached, while a connection says nothing. A network that returns does not announce
 * itself either: what waits on a dead connection is sent again ever more rarely, up to minutes apart. A small new
 * question gets through at once, and often is what makes the browser notice that its old connection is dead.
 */

import { Pause } from "./pause.js";

/** @typedef {import("./environment.js").Environment} Environment */

/**
 * @typedef {object} ScoutHooks
 * @property {() => number} patience_ms how much silence there may be before the first question
 * @property {(signal: AbortSignal) => Promise<Finding>} ask rejects if there is no answer
 * @property {(answer: Answer) => void} onAnswer unless the server is ill
 */

/**
 * "news": what a stream should have brought. "stuck": the server can be reached, but not the way the stream came.
 * @typedef {"quiet" | "news" | "stuck" | "ill"} Finding
 */

/**
 * @typedef {object} Answer
 * @property {Finding} finding
 * @property {number} asked_at
 * @property {boolean} isReturn an earlier question got none: the network was away
 */

/** From one question to the next, and how long each may take. Answers that change nothing double the distance. */
const INTERVAL_MS = 2500;
const LIMIT_MS = 3000;
const LONGEST_MS = 30_000;
const JITTER = 0.1;
/** The first question comes up to this much later: what silences one stream may silence a thousand. */
const FIRST_JITTER = 0.4;

export class Scout {
  #environment;
  #hooks;
  #pause;
  /** @type {AbortController | null} */ #watch = null;
  /** When there last was a sign of life. */
  #heard_at = 0;
  #chance = 0;
  #interval_ms = INTERVAL_MS;
  #isReturn = false;
  #wasAnswered = false;

  /**
   * @param {Environment} environment
   * @param {ScoutHooks} hooks
   */
  constructor(environment, hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
    this.#pause = new Pause(environment);
  }

  /** Silence counts from now on, unless it has already been counting. */
  start() {
    if (this.#watch !== null) return;
    this.heard();
    this.#watch = new AbortController();
    void this.#live(this.#watch.signal);
  }

  stop() {
    this.#watch?.abort();
    this.#watch = null;
    this.#pause.end();
  }

  heard() {
    this.#heard_at = this.#environment.now();
    this.#chance = this.#environment.random();
    this.#interval_ms = INTERVAL_MS;
    this.#isReturn = this.#wasAnswered = false;
  }

  /** Something else got no answer either. Once the server has answered here, that says nothing about the network. */
  missed() {
    if (!this.#wasAnswered) this.#isReturn = true;
  }

  /** @param {AbortSignal} signal */
  async #live(signal) {
    while (!signal.aborted) {
      const patience_ms = this.#hooks.patience_ms() * (1 + FIRST_JITTER * this.#chance);
      const left_ms = this.#heard_at + patience_ms - this.#environment.now();
      if (left_ms > 0) await this.#pause.wait(left_ms);
      else await this.#question(signal);
    }
  }

  /** @param {AbortSignal} signal */
  async #question(signal) {
    const { now, random, isOnline } = this.#environment;
    const asked_at = now();
    const finding = isOnline() ? await this.#answer(signal) : null; // the browser says when it is online again
    if (signal.aborted || this.#heard_at >= asked_at) return;
    if (finding === null) {
      this.#isReturn = true;
    } else {
      this.#interval_ms = Math.min(2 * this.#interval_ms, LONGEST_MS);
      const isReturn = this.#isReturn;
      this.#isReturn = false;
      this.#wasAnswered = true;
      if (finding !== "ill") this.#hooks.onAnswer({ asked_at, isReturn, finding });
      if (signal.aborted) return;
    }
    const interval_ms = this.#interval_ms * (1 - JITTER + 2 * JITTER * random());
    await this.#pause.wait(asked_at + interval_ms - now());
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<Finding | null>} null: no answer
   */
  async #answer(signal) {
    const { setTimeout, clearTimeout } = this.#environment;
    const limit = new AbortController();
    const abort = () => limit.abort();
    const timer = setTimeout(abort, LIMIT_MS);
    signal.addEventListener("abort", abort);
    try {
      return await this.#hooks.ask(limit.signal);
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      abort(); // what lost a race goes on otherwise
      signal.removeEventListener("abort", abort);
    }
  }
}
