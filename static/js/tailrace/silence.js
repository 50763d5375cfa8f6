// @ts-check
/**
 * What a connection's silence means. After `stallMs` it is a stall, whatever the reason. Long before that, a server
 * that is known to be Tailrace is asked. Its answer tells a quiet stream from a dead one, from one that something on
 * the way holds back, and from a network that was away and has returned.
 */

import { reach } from "./reach.js";
import { Rhythm } from "./rhythm.js";
import { Scout } from "./scout.js";
import { StreamError } from "./state.js";
import { Watchdog } from "./watchdog.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./scout.js").Finding} Finding */

/**
 * @typedef {object} SilenceHooks
 * @property {(signal: AbortSignal) => Promise<boolean>} look takes what the stream should have brought: was there any?
 * @property {(silent_ms: number) => void} onStall
 * @property {() => void} onDead the stream is open, the server is there, and what should have come has not
 * @property {() => void} onHeldBack the server is there, but no byte of this attempt arrives
 * @property {(isStuck: boolean) => void} onReturn the network was away and is back; `isStuck`: the attempt under way
 *   has been waiting since before
 */

/** Before a server is asked that no open stream tells of. */
const PATIENCE_MS = 2500;
const FIRST_BYTE_MS = 5000;
/** How long an answer may take before another way is tried, and how much sooner that one must be to be the better. */
const LOOK_MS = 1000;
const GRACE_MS = 300;
/** Heartbeats may be this late: a network is no clock. */
const LATE_MS = 1000;

export class Silence {
  #plan;
  #hooks;
  #watchdog;
  #scout;
  #rhythm = new Rhythm();
  /** How long Tailrace lets pass between two signs of life; Infinity until it has said, and for other servers. */
  #heartbeat_ms = Infinity;
  #hasBytes = false;
  /** @type {string | undefined} */ #token;
  /** Requests do not get through the way they used to. */
  #isStuck = false;
  /** When the request that is now on its way was sent. */
  #sent_at = 0;
  /** When the attempt last got further: to its next request, or to an answer without a body yet. */
  #moved_at = 0;

  /**
   * @param {Plan} plan
   * @param {SilenceHooks} hooks
   */
  constructor(plan, hooks) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#watchdog = new Watchdog(plan.environment, plan.stallMs, hooks.onStall);
    this.#scout = new Scout(plan.environment, {
      patience_ms: () => (this.#hasBytes ? this.#rhythm.patience_ms(this.#now, this.#heartbeat_ms) : PATIENCE_MS),
      ask: (signal) => this.#ask(signal),
      onAnswer: (answer) => this.#answered(answer),
    });
  }

  get #now() {
    return this.#plan.environment.now();
  }

  /** When something last arrived. */
  get heard_at() {
    return this.#watchdog.heard_at;
  }

  /**
   * An attempt begins. Returns the token that it should go around with, if that is the thing to do.
   * @returns {string | undefined}
   */
  begin() {
    const spare = this.#isStuck ? this.#token : undefined;
    this.#isStuck = false;
    this.#sent_at = this.#moved_at = this.#now;
    this.#watchdog.start();
    if (this.#heartbeat_ms < Infinity || this.#plan.token === undefined) this.#scout.start();
    return spare;
  }

  /**
   * It goes on with its next request.
   * @param {string | null} token
   */
  sent(token) {
    this.#sent_at = this.#moved_at = this.#now;
    this.keep(token);
  }

  /** @param {string | null} token the newest */
  keep(token) {
    this.#token = token ?? undefined;
  }

  opened() {
    this.#moved_at = this.#now;
    this.#watchdog.heard();
    this.#rhythm.open(this.#now);
  }

  heard() {
    this.#hasBytes = true;
    this.#watchdog.heard();
    this.#scout.heard();
    this.#rhythm.heard(this.#now);
  }

  /** @param {number} heartbeat_s */
  expect(heartbeat_s) {
    this.#heartbeat_ms = heartbeat_s * 1000 || Infinity;
    if (this.#heartbeat_ms < Infinity) this.#scout.start();
  }

  /**
   * The attempt has ended. Only where the network ended it is there anything to ask meanwhile.
   * @param {import("./attempt.js").Ending} ending
   */
  end(ending) {
    const isLost = ending.kind === "lost" && (ending.error.kind === "network" || ending.error.kind === "stall");
    if (!isLost && ending.kind !== "again") this.#scout.stop();
    else if (this.#hasBytes) this.#scout.heard();
    else if (isLost) this.#scout.missed();
    this.#watchdog.stop();
    this.#hasBytes = false;
  }

  stop() {
    this.#scout.stop();
    this.#watchdog.stop();
    this.#hasBytes = false;
  }

  /** The page became visible, or the machine woke up. */
  check() {
    this.#watchdog.check();
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<Finding>}
   */
  #ask(signal) {
    return Promise.any([this.#look(signal), this.#goAround(signal)]);
  }

  /**
   * The way that the stream came. One channel is looked at, which brings what has come; several would take as many
   * requests.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<Finding>}
   */
  async #look(signal) {
    if (!this.#hasBytes || this.#plan.channels.length !== 1) return this.#reach(this.#plan.credentials);
    try {
      return (await this.#hooks.look(signal)) ? "news" : "quiet";
    } catch (cause) {
      if (cause instanceof StreamError && cause.kind === "http") return "ill";
      throw cause;
    }
  }

  /**
   * Another way, if that one takes long.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<Finding>}
   */
  async #goAround(signal) {
    await this.#wait(LOOK_MS);
    signal.throwIfAborted();
    const finding = await this.#reach("omit");
    await this.#wait(GRACE_MS);
    return finding === "ill" ? "ill" : "stuck";
  }

  /**
   * @param {RequestCredentials} credentials
   * @returns {Promise<Finding>}
   */
  async #reach(credentials) {
    return (await reach(this.#plan, credentials)) ? "quiet" : "ill";
  }

  /** @param {number} ms */
  #wait(ms) {
    return new Promise((resolve) => this.#plan.environment.setTimeout(() => resolve(undefined), ms));
  }

  /** @param {import("./scout.js").Answer} answer */
  #answered({ asked_at, isReturn, finding }) {
    const now = this.#now;
    this.#isStuck = finding === "stuck";
    if (this.#hasBytes) {
      const isOverdue = now - this.heard_at > 2 * this.#heartbeat_ms + LATE_MS;
      if (finding !== "quiet" || isOverdue) this.#hooks.onDead();
    } else {
      if (isReturn || this.#isStuck) this.#hooks.onReturn(this.#sent_at < asked_at);
      if (now - this.#moved_at >= FIRST_BYTE_MS) this.#hooks.onHeldBack();
    }
  }
}
