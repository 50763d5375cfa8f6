// @ts-check
/**
 * One connection's life: attempt after attempt, polling where streaming fails, until the stream ends, is refused, or is
 * stopped. It owns the position on the wire; it does not care who receives its frames (this tab or all tabs).
 */

import { attempt } from "./attempt.js";
import { Pause } from "./pause.js";
import { Poller } from "./polling.js";
import { Reception } from "./reception.js";
import { Retry } from "./retry.js";
import { Silence } from "./silence.js";
import { STATES, StreamError } from "./state.js";

/** @typedef {import("./attempt.js").Ending} Ending */
/** @typedef {import("./state.js").ConnectionHooks} ConnectionHooks */
/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./state.js").Status} Status */
/** @typedef {import("./counts.js").Counts} Counts */

/** An attempt that still receives bytes after this long, or has brought an event, did not fail. */
const LIVED_MS = 5000;

export class Connection {
  #plan;
  #hooks;
  #counts;
  #retry;
  #reception;
  #silence;
  #poller;

  /** @type {Status} */ #status = { state: STATES.CLOSED };
  /** The running loop. A loop that finds another one here has been stopped. @type {object | null} */ #life = null;
  /** @type {AbortController | null} */ #current = null;
  #pause;
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
    this.#retry = new Retry(plan.environment);
    this.#pause = new Pause(plan.environment);
    this.#silence = new Silence(plan, {
      look: (signal) => this.#poller.look(signal),
      onStall: (silent_ms) => this.#stall(silent_ms),
      onDead: () => this.#replace(),
      onHeldBack: () => this.#heldBack(),
      onReturn: (isStuck) => this.#returned(isStuck),
    });
    this.#reception = new Reception(plan, counts, {
      onFrame: hooks.onFrame,
      onError: hooks.onError,
      // Tailrace's `retry:` is for the browser's own EventSource; here `closing` sets the delay
      onOpening: (heartbeat_s) => ((this.#retry.asked_ms = 0), this.#silence.expect(heartbeat_s)),
      onToken: (token) => this.#silence.keep(token),
      onProgress: () => this.#retry.reset(),
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
    this.#retry.asked_ms = this.#pause.not_before = 0;
    this.#retry.reset();
    this.#life = {};
    this.#report({ state: STATES.CONNECTING });
    void this.#live(this.#life);
  }

  /** Drops the network at once, without calling any hook. */
  stop() {
    this.#life = null;
    this.#isOpen = false;
    this.#poller.stop();
    this.#silence.stop();
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
    this.#silence.check();
    if (this.#status.state !== STATES.POLLING) this.#pause.hurry();
  }

  /** A person may ask for the next attempt sooner than a program should. */
  tryNow() {
    this.#pause.end();
  }

  /** @param {number} offline_at when the network went; a connection silent since then may be dead */
  online(offline_at) {
    this.#retry.reset();
    if (this.#isOpen && this.#silence.heard_at < offline_at) this.#again();
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
    this.#current = controller;
    const spare = this.#silence.begin();
    const hooks = {
      onToken: (/** @type {string | null} */ token) => this.#silence.sent(token),
      onOpen: () => this.#opened(),
      onBytes: (/** @type {number} */ bytes) => this.#heard(bytes),
      onBlock: (/** @type {Frame} */ block) => this.#reception.take(block),
      onRetry: (/** @type {number} */ ms) => (this.#retry.asked_ms = ms),
      onComment: (/** @type {string} */ text) => this.#counts.teller.published(text),
      onOversize: () => this.#reception.lose(new StreamError("oversize", "An event was too large and was left out.")),
    };
    const ending = await attempt(this.#plan, this.#reception, controller, hooks, spare);
    if (this.#current === controller) {
      this.#silence.end(ending);
      this.#isOpen = false;
    }
    return ending;
  }

  #opened() {
    this.#isOpen = true;
    this.#opened_at = this.#plan.environment.now();
    this.#silence.opened();
    if (this.#status.state === STATES.CONNECTING || this.#status.state === STATES.RECONNECTING) this.#connected();
  }

  /** Only bytes prove that the path is clear: a buffering proxy answers, then sends nothing. */
  #heard(/** @type {number} */ bytes) {
    this.#counts.teller.tally.bytes += bytes;
    this.#silence.heard();
    if (this.#plan.environment.now() - this.#opened_at >= LIVED_MS) this.#retry.reset();
    if (this.#status.state !== STATES.CONNECTED) this.#connected();
    this.#hooks.onAlive?.();
  }

  #connected() {
    this.#counts.connected();
    this.#poller.stop();
    this.#report({ state: STATES.CONNECTED });
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
    if (ending.kind === "complete") return this.#stay({ state: STATES.COMPLETE });
    if (ending.kind === "refused") return this.#fail(ending.error);
    if (ending.kind === "closing" && ending.reason === "revoked")
      return this.#fail(new StreamError("revoked", "The sign-in that opened this stream has ended."));
    if (ending.kind === "again" || ending.kind === "stopped") return 0;
    this.#counts.disconnected();
    if (ending.kind === "lost") return this.#lost(ending.error);
    const retry_in_ms = this.#retry.closing(ending.retry_ms);
    this.#report({ state: STATES.RECONNECTING, attempt: 1, retry_in_ms, reason: ending.reason });
    return retry_in_ms;
  }

  /** @param {StreamError} error */
  #lost(error) {
    this.#hooks.onError(error);
    const { now, isOnline } = this.#plan.environment;
    const retry_in_ms = this.#retry.lost(error.retry_after_ms);
    this.#pause.not_before = now() + error.retry_after_ms;
    if (this.#status.state === STATES.FAILED) return this.#unreachable();
    if (this.#retry.isTimeToPoll) this.#startPolling({ reason: error.kind, message: error.message });
    if (this.#status.state === STATES.POLLING) return Math.max(retry_in_ms, this.#retry.polling_ms());
    const details = { attempt: this.#retry.attempt, retry_in_ms, ...causeOf(error), offline: !isOnline() };
    this.#report({ state: STATES.RECONNECTING, ...details });
    return retry_in_ms;
  }

  /** @param {Ending} ending */
  #pollingEnded(ending) {
    if (ending.kind !== "lost") return void this.#judge(ending);
    this.#hooks.onError(ending.error);
    this.#unreachable();
  }

  /** @param {{ reason: string, message: string }} why */
  #startPolling(why) {
    if (!this.#plan.polling || this.#plan.channels.length === 0 || this.#status.state === STATES.POLLING) return;
    this.#report({ state: STATES.POLLING, ...why });
    this.#poller.start();
  }

  /** The stream may still come. Until then, events need not wait for it. */
  #heldBack() {
    this.#startPolling({ reason: "buffered", message: "Something on the way holds the server's stream back." });
  }

  /** @param {boolean} isStuck */
  #returned(isStuck) {
    if (this.#status.state === STATES.POLLING) this.#poller.start();
    if (isStuck || this.#pause.isOn) this.#again();
  }

  /** The connection is dead and does not know. */
  #replace() {
    this.#counts.disconnected();
    this.#report({ state: STATES.RECONNECTING, attempt: 1, retry_in_ms: 0, reason: "stall" });
    this.#again();
  }

  /** Neither way gets through. Tell whoever is watching, but keep trying in case the server comes back. */
  #unreachable() {
    const retry_in_ms = this.#retry.unreachable_ms();
    const message = "The server can be reached neither by stream nor by polling.";
    this.#report({ state: STATES.FAILED, reason: "unreachable", message, retry_in_ms });
    return retry_in_ms;
  }

  /** @param {StreamError} error */
  #fail(error) {
    this.#hooks.onError(error);
    return this.#stay({ state: STATES.FAILED, ...causeOf(error) });
  }

  /** @param {Status} status the last one */
  #stay(status) {
    this.stop();
    this.#report(status);
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
    this.#counts.teller.told(status);
    this.#hooks.onStatus(status);
  }
}

/** @param {StreamError} error */
const causeOf = ({ kind: reason, message, http_status }) => ({ reason, message, http_status });
