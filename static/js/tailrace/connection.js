// @ts-check
/**
 * One connection's life: attempt after attempt, polling where streaming fails, until the stream ends, is refused, or is
 * stopped. It owns the position on the wire; it does not care who receives its frames (this tab or all tabs).
 */

import { attempt } from "./attempt.js";
import { Backoff, LONGEST_MS } from "./backoff.js";
import { Parser } from "./parser.js";
import { Pause } from "./pause.js";
import { Poller } from "./polling.js";
import { Reception } from "./reception.js";
import { STATES, StreamError } from "./state.js";
import { Watchdog } from "./watchdog.js";

/** @typedef {import("./attempt.js").Ending} Ending */
/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./state.js").Status} Status */
/** @typedef {import("./counts.js").Counts} Counts */

/**
 * @typedef {object} ConnectionHooks
 * @property {(frame: Frame) => void} onFrame each id once, in order
 * @property {(status: Status) => void} onStatus
 * @property {(error: StreamError) => void} onError
 * @property {() => void} [onAlive] bytes arrived, perhaps without a whole frame
 */

const FAILURES_BEFORE_POLLING = 5;
/** How often to retry the stream while polling works, and while nothing does. */
const STREAM_RETRY_MS = 15_000;
const UNREACHABLE_RETRY_MS = 30_000;
/** An attempt that still receives bytes after this long, or has brought an event, did not fail. */
const LIVED_MS = 5000;

export class Connection {
  #plan;
  #hooks;
  #counts;
  #backoff;
  #reception;
  #watchdog;
  #poller;

  /** @type {Status} */ #status = { state: STATES.CLOSED };
  /** The running loop. A loop that finds another one here has been stopped. @type {object | null} */ #life = null;
  /** @type {AbortController | null} */ #current = null;
  #pause;
  #failures = 0;
  #retry_ms = 0;
  #opened_at = 0;
  #isOpen = false;

  /**
   * @param {Plan} plan
   * @param {ConnectionHooks} hooks
   * @param {Counts} counts
   */
  constructor(plan, hooks, counts) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#counts = counts;
    this.#backoff = new Backoff(plan.environment.random);
    this.#pause = new Pause(plan.environment);
    this.#watchdog = new Watchdog(plan.environment, plan.stallMs, (silent_ms) => this.#stall(silent_ms));
    this.#reception = new Reception(plan, counts, {
      onFrame: hooks.onFrame,
      onError: hooks.onError,
      // Tailrace's `retry:` is for the browser's own EventSource; here `closing` sets the delay
      onOpening: () => (this.#retry_ms = 0),
      onProgress: () => this.#progressed(),
      onEnding: (ending) => this.#current?.abort(ending),
    });
    this.#poller = new Poller(plan, {
      position: () => this.#reception.position,
      onFrame: (frame) => this.#reception.take(frame),
      onAlive: () => this.#hooks.onAlive?.(),
      onEnding: (ending) => this.#pollingEnded(ending),
    });
  }

  /** The last id received, where the stream resumes. */
  get position() {
    return this.#reception.position;
  }

  get ordered() {
    return this.#reception.ordered;
  }

  /** @param {string} position "" for none */
  start(position) {
    this.stop();
    this.#reception.reset(position);
    this.#failures = this.#retry_ms = this.#pause.not_before = 0;
    this.#backoff.reset();
    this.#life = {};
    this.#report({ state: STATES.CONNECTING });
    void this.#live(this.#life);
  }

  /** Drops the network at once, without calling any hook. */
  stop() {
    this.#life = null;
    this.#isOpen = false;
    this.#poller.stop();
    this.#watchdog.stop();
    this.#current?.abort({ kind: "stopped" });
    this.#pause.end();
  }

  /**
   * Streams again from an earlier position, for a reader that missed what this connection has received.
   * @param {string} position
   */
  rewind(position) {
    if (this.#life === null) return;
    this.#reception.reset(position);
    if (this.#status.state === STATES.POLLING) this.#poller.start();
    this.#again();
  }

  /** The page became visible, or the machine woke up: has the silence been too long? */
  check() {
    this.#watchdog.check();
    if (this.#status.state !== STATES.POLLING) this.#pause.hurry();
  }

  /** A person may ask for the next attempt sooner than a program should. */
  tryNow() {
    this.#pause.end();
  }

  /** @param {number} offline_at when the network went; a connection silent since then may be dead */
  online(offline_at) {
    this.#backoff.reset();
    this.#failures = 0;
    if (this.#isOpen && this.#watchdog.heard_at < offline_at) this.#again();
    this.#pause.hurry();
  }

  /** @param {object} life */
  async #live(life) {
    while (life === this.#life) {
      const ending = await this.#attempt();
      if (life !== this.#life) return;
      await this.#pause.wait(this.#judge(ending));
      const { state } = this.#status;
      if (life === this.#life && (state === STATES.RECONNECTING || state === STATES.FAILED))
        this.#report({ ...this.#status, retry_in_ms: 0 });
    }
  }

  async #attempt() {
    const controller = new AbortController();
    const parser = new Parser({
      onBlock: (block) => this.#reception.take(block),
      onRetry: (ms) => (this.#retry_ms = ms),
      onOversize: () => this.#reception.lose(new StreamError("oversize", "An event was too large and was left out.")),
    });
    this.#current = controller;
    this.#watchdog.start();
    const ending = await attempt(this.#plan, () => this.#reception.position, controller, {
      onOpen: () => this.#opened(),
      onBytes: (bytes) => {
        this.#heard();
        parser.feed(bytes);
      },
    });
    if (this.#current === controller) {
      this.#watchdog.stop();
      this.#isOpen = false;
    }
    return ending;
  }

  #opened() {
    this.#isOpen = true;
    this.#opened_at = this.#plan.environment.now();
    this.#watchdog.heard();
    if (this.#status.state === STATES.CONNECTING || this.#status.state === STATES.RECONNECTING) this.#connected();
  }

  /** Only bytes prove that the path is clear: a buffering proxy answers, then sends nothing. */
  #heard() {
    this.#watchdog.heard();
    if (this.#plan.environment.now() - this.#opened_at >= LIVED_MS) this.#progressed();
    if (this.#status.state !== STATES.CONNECTED) this.#connected();
    this.#hooks.onAlive?.();
  }

  #connected() {
    this.#counts.connected();
    this.#poller.stop();
    this.#report({ state: STATES.CONNECTED });
  }

  #progressed() {
    this.#failures = 0;
    this.#backoff.reset();
  }

  /** @param {number} silent_ms */
  #stall(silent_ms) {
    const wasConnected = this.#status.state === STATES.CONNECTED && this.#isOpen;
    const error = new StreamError("stall", `The server has been silent for ${Math.round(silent_ms / 1000)} s.`);
    if (!wasConnected) return this.#current?.abort({ kind: "lost", error });
    this.#counts.stalled();
    this.#report({ state: STATES.STALLED, silent_ms });
    this.#hooks.onError(error);
    this.#current?.abort({ kind: "again" });
  }

  /**
   * Decides what follows an ending: a status, and how long to wait before the next attempt.
   * @param {Ending} ending
   */
  #judge(ending) {
    if (ending.kind === "complete") return this.#complete();
    if (ending.kind === "refused") return this.#fail(ending.error);
    if (ending.kind === "closing" && ending.reason === "revoked") {
      return this.#fail(new StreamError("revoked", "The sign-in that opened this stream has ended."));
    }
    if (ending.kind === "again" || ending.kind === "stopped") return 0;
    this.#counts.disconnected();
    if (ending.kind === "lost") return this.#lost(ending.error);
    // The server has said when to return and has already spread its clients out.
    const retry_in_ms = Math.min(ending.retry_ms, LONGEST_MS) || this.#backoff.next(this.#retry_ms);
    this.#report({ state: STATES.RECONNECTING, attempt: 1, retry_in_ms, reason: ending.reason });
    return retry_in_ms;
  }

  /** @param {StreamError} error */
  #lost(error) {
    this.#hooks.onError(error);
    const { channels, polling, environment } = this.#plan;
    const { now, isOnline } = environment;
    const retry_in_ms = this.#backoff.next(Math.max(this.#retry_ms, error.retry_after_ms));
    this.#pause.not_before = now() + error.retry_after_ms;
    if (isOnline()) this.#failures += 1; // being offline says nothing about the server
    const { kind: reason, message, http_status } = error;
    if (this.#status.state === STATES.FAILED) return this.#unreachable();
    const canPoll = polling && channels.length > 0;
    if (canPoll && this.#failures >= FAILURES_BEFORE_POLLING && this.#status.state !== STATES.POLLING) {
      this.#report({ state: STATES.POLLING, reason, message });
      this.#poller.start();
    }
    if (this.#status.state === STATES.POLLING) return Math.max(retry_in_ms, this.#backoff.spread(STREAM_RETRY_MS));
    const details = { retry_in_ms, reason, message, http_status, offline: !isOnline() };
    this.#report({ state: STATES.RECONNECTING, attempt: this.#backoff.failures, ...details });
    return retry_in_ms;
  }

  /** @param {Ending} ending */
  #pollingEnded(ending) {
    if (ending.kind === "complete") this.#complete();
    else if (ending.kind === "refused") this.#fail(ending.error);
    else if (ending.kind === "lost") {
      this.#hooks.onError(ending.error);
      this.#unreachable();
    }
  }

  /** Neither way gets through. Tell whoever is watching, but keep trying in case the server comes back. */
  #unreachable() {
    const retry_in_ms = this.#backoff.spread(UNREACHABLE_RETRY_MS);
    const message = "The server can be reached neither by stream nor by polling.";
    this.#report({ state: STATES.FAILED, reason: "unreachable", message, retry_in_ms });
    return retry_in_ms;
  }

  #complete() {
    this.stop();
    this.#report({ state: STATES.COMPLETE });
    return 0;
  }

  /** @param {StreamError} error */
  #fail(error) {
    this.stop();
    this.#hooks.onError(error);
    const { kind: reason, message, http_status } = error;
    this.#report({ state: STATES.FAILED, reason, message, http_status });
    return 0;
  }

  /** Reconnects without counting a failure. */
  #again() {
    if (this.#isOpen || !this.#pause.isOn) this.#current?.abort({ kind: "again" });
    this.#pause.hurry();
  }

  /** @param {Status} status */
  #report(status) {
    this.#status = status;
    this.#hooks.onStatus(status);
  }
}
