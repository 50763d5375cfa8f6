// @ts-check
/**
 * The stream as a program sees it: events in order, each once, wherever they come from (this tab's own connection, the
 * one that all tabs share, or polling), the state to show, and the position to resume from.
 */

import { Connection } from "./connection.js";
import { isControl, meaningOf, openingOf, StreamEvent } from "./frame.js";
import { identityOf } from "./identity.js";
import { watchPage } from "./lifecycle.js";
import { Position } from "./position.js";
import { reporterFor } from "./reporter.js";
import { Seen } from "./seen.js";
import { STATES } from "./state.js";
import { canShare, SharedConnection } from "./tabs.js";
import { Counts } from "./counts.js";

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Options} Options */
/** @typedef {import("./state.js").Status} Status */

/** Heartbeats may be this late: a network is no clock. */
const LATE_MS = 1000;
/** Names that this object dispatches itself. A published event of such a type is dispatched only as "event". */
const OWN_NAMES = new Set(["event", "status", "error", "gap", "heartbeat", "done"]);

export class Stream extends EventTarget {
  #plan;
  #seen = new Seen();
  #counts;
  /** @type {Status} */ #status = { state: STATES.CONNECTING };
  /** @type {Position | null} */ #position = null;
  /** @type {Connection | SharedConnection | null} */ #connection = null;
  #isAnnounced = false;
  #heard_at = 0;
  /** How long Tailrace lets pass between two signs of life; Infinity until it has said. */
  #heartbeat_ms = Infinity;
  #unwatch;
  #reporter;

  /**
   * @param {Plan} plan
   * @param {Options} callbacks
   */
  constructor(plan, { onEvent, onStatus, onProgress, onError }) {
    super();
    this.#plan = plan;
    this.#counts = new Counts(plan.environment.now);
    this.#reporter = reporterFor(plan);
    this.#reporter?.begin(this.#counts.teller, plan);
    if (onEvent) this.addEventListener("event", (event) => onEvent(/** @type {StreamEvent} */ (event)));
    if (onProgress)
      this.addEventListener("progress", (event) =>
        onProgress(/** @type {StreamEvent} */ (event).data, /** @type {StreamEvent} */ (event)),
      );
    if (onStatus) this.addEventListener("status", () => onStatus(this.status));
    if (onError) this.addEventListener("error", (event) => onError(/** @type {any} */ (event).error));
    this.#unwatch = watchPage(plan.environment, {
      onSuspend: () => this.#suspend(),
      onResume: () => this.#connection?.start(this.#seen.last),
      onVisible: () => this.#connection?.check(),
      onOffline: () => this.#onStatus({ ...this.#status, offline: true }),
      onOnline: (offline_at) => this.#online(offline_at),
    });
    void this.#start();
  }

  /** One of STATES. */
  get state() {
    return this.#status.state;
  }

  /** The state with its details: attempt, retry_in_ms, silent_ms, reason, message … */
  get status() {
    return this.#status;
  }

  /** How long no byte has come. */
  get silent_ms() {
    return Math.max(0, this.#plan.environment.now() - this.#heard_at);
  }

  /** Whether the stream is open, but two heartbeats in a row have not come. After `stallMs` it counts as stalled. */
  get isLate() {
    return this.state === STATES.CONNECTED && this.silent_ms > 2 * this.#heartbeat_ms + LATE_MS;
  }

  /** The id of the last event that was delivered, "" before the first. */
  get lastEventId() {
    return this.#seen.last;
  }

  /** This stream's history: events, duplicates, losses, stalls, reconnects … */
  get counts() {
    return this.#counts;
  }

  /** Ends the wait for the next attempt, for somebody who does not want to wait for it. */
  tryNow() {
    this.#connection?.tryNow();
  }

  /** Ends the stream. If other tabs share its connection, one of them takes over. */
  disconnect() {
    if (!this.#hasEnded) this.#end({ state: STATES.CLOSED });
  }

  async #start() {
    const identity = await identityOf(this.#plan);
    if (this.#hasEnded) return;
    if (this.#plan.persist && identity !== null) this.#position = new Position(this.#plan.environment, identity);
    this.#seen.reset(this.#startingPosition());
    this.#connection = this.#connect(identity);
    this.#connection.start(this.#seen.last);
  }

  #startingPosition() {
    const { from } = this.#plan;
    if (from === "stored") return this.#position?.read() ?? "";
    return from === "start" ? "0" : from;
  }

  /** @param {string | null} identity */
  #connect(identity) {
    const hooks = {
      onFrame: (/** @type {Frame} */ frame) => this.#onFrame(frame),
      onStatus: (/** @type {Status} */ status) => this.#onStatus(status),
      onError: (/** @type {Error} */ error) => this.#onError(error),
      onAlive: () => void (this.#heard_at = this.#plan.environment.now()),
    };
    if (identity === null || !this.#plan.share || !canShare(this.#plan.environment))
      return new Connection(this.#plan, hooks, this.#counts);
    return new SharedConnection(
      this.#plan,
      identity,
      {
        ...hooks,
        position: () => this.#seen.last,
        onJoin: (position) => this.#seen.reset(position),
      },
      this.#counts,
    );
  }

  get #hasEnded() {
    const { state, retry_in_ms } = this.#status;
    return (
      state === STATES.COMPLETE || state === STATES.CLOSED || (state === STATES.FAILED && retry_in_ms === undefined)
    );
  }

  /**
   * @param {Frame} frame
   * @returns {boolean} whether it was new
   */
  #onFrame(frame) {
    if (this.#hasEnded) return false;
    const opening = openingOf(frame);
    if (opening) {
      this.#seen.ordered = true;
      this.#heartbeat_ms = opening.heartbeat_s * 1000 || Infinity;
    }
    const isNew = frame.event === "gap" ? this.#seen.jump(frame) : frame.id === null || this.#seen.admit(frame.id);
    if (!isNew) return false;
    if (frame.id !== null) this.#position?.save(this.#seen.last);
    this.#dispatch(frame);
    return true;
  }

  /** @param {Frame} frame */
  #dispatch(frame) {
    const meaning = meaningOf(frame);
    const emit = (/** @type {string} */ name) => this.dispatchEvent(new StreamEvent(name, frame, meaning));
    if (isControl(frame)) return void emit(meaning.type);
    this.#counts.events += 1;
    emit("event");
    if (!OWN_NAMES.has(meaning.type)) emit(meaning.type);
  }

  /** @param {Status} status */
  #onStatus(status) {
    if (this.#hasEnded) return;
    const isKnown = status.state === STATES.CONNECTING && this.#isAnnounced && this.state === status.state;
    if (status.state === STATES.CONNECTED && this.state !== status.state) this.#heard_at = this.#plan.environment.now();
    this.#status = status;
    if (this.#hasEnded) return this.#end(status);
    if (!isKnown) this.#announce();
  }

  /** @param {Error} error */
  #onError(error) {
    this.dispatchEvent(Object.assign(new Event("error"), { error, message: error.message }));
  }

  /** @param {number} offline_at */
  #online(offline_at) {
    const { offline, ...status } = this.#status;
    if (offline) this.#onStatus(status);
    this.#connection?.online(offline_at);
  }

  #suspend() {
    this.#connection?.stop();
    this.#position?.flush();
  }

  /** @param {Status} status */
  #end(status) {
    this.#connection?.stop();
    this.#connection = null;
    this.#unwatch();
    this.#reporter?.end(this.#counts.teller);
    if (status.state === STATES.COMPLETE) this.#position?.clear();
    else this.#position?.flush();
    this.#status = status;
    this.#announce();
  }

  #announce() {
    this.#isAnnounced = true;
    this.dispatchEvent(Object.assign(new Event("status"), { status: this.#status }));
  }
}
