// @ts-check
/**
 * One connection's life: attempt after attempt, polling where streaming fails, until the stream ends, is refused, or is stopped.
 * It owns the position on the wire; who receives its frames (this tab, or all tabs) is not its business.
 */

import { attempt } from "./attempt.js";
import { Backoff } from "./backoff.js";
import { startAtBeginning } from "./channel.js";
import { meaningOf, openingOf } from "./frame.js";
import { Parser } from "./parser.js";
import { Poller } from "./polling.js";
import { Seen } from "./seen.js";
import { STATES, StreamError } from "./state.js";
import { renew } from "./token.js";
import { Watchdog } from "./watchdog.js";

/** @typedef {import("./attempt.js").Ending} Ending */
/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./state.js").Status} Status */
/** @typedef {import("./telemetry.js").Telemetry} Telemetry */

/**
 * @typedef {object} ConnectionHooks
 * @property {(frame: Frame) => void} onFrame each id once, in order
 * @property {(status: Status) => void} onStatus
 * @property {(error: StreamError) => void} onError
 * @property {() => void} [onAlive] bytes came, perhaps without a frame in them
 */

const FAILURES_BEFORE_POLLING = 5;
/** How often the stream is tried while polling works, and while nothing does. */
const STREAM_RETRY_MS = 15_000;
const UNREACHABLE_RETRY_MS = 30_000;
/** An attempt that lived so long, or brought an event, was no failure. */
const LIVED_MS = 5000;

export class Connection {
  #plan;
  #hooks;
  #telemetry;
  #backoff;
  #seen = new Seen();
  #watchdog;
  #poller;

  /** @type {Status} */ #status = { state: STATES.CLOSED };
  /** Identity of the running loop; a loop that finds another one here has been stopped. @type {object | null} */ #life = null;
  /** @type {AbortController | null} */ #current = null;
  /** @type {(() => void) | null} */ #endPause = null;
  #clientId = "";
  #failures = 0;
  #retry_ms = 0;
  #not_before = 0;
  #opened_at = 0;
  #lost_at = 0;
  #stalled_at = 0;
  #isOpen = false;
  #hasProgressed = false;

  /**
   * @param {Plan} plan
   * @param {ConnectionHooks} hooks
   * @param {Telemetry} telemetry
   */
  constructor(plan, hooks, telemetry) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#telemetry = telemetry;
    this.#backoff = new Backoff(plan.environment.random);
    this.#watchdog = new Watchdog(plan.environment, plan.stallMs, (silent_ms) => this.#stall(silent_ms));
    this.#poller = new Poller(plan, {
      position: () => this.#seen.last,
      onFrame: (frame) => this.#receive(frame),
      onAlive: () => this.#hooks.onAlive?.(),
      onEnding: (ending) => this.#pollingEnded(ending),
    });
  }

  /** The last id received: from where it resumes. */
  get position() {
    return this.#seen.last;
  }

  get ordered() {
    return this.#seen.ordered;
  }

  /** @param {string} position "" for none */
  start(position) {
    this.stop();
    this.#seen.reset(position);
    this.#failures = this.#retry_ms = this.#not_before = this.#lost_at = this.#stalled_at = 0;
    this.#backoff.reset();
    this.#life = {};
    this.#report({ state: STATES.CONNECTING });
    void this.#live(this.#life);
  }

  /** Lets go of the network at once, without a word to the hooks. */
  stop() {
    this.#life = null;
    this.#isOpen = false;
    this.#poller.stop();
    this.#watchdog.stop();
    this.#current?.abort({ kind: "stopped" });
    this.#endPause?.();
  }

  /**
   * Streams again from an earlier position, for a reader who lacks what this connection has had.
   * @param {string} position
   */
  rewind(position) {
    if (this.#life === null) return;
    this.#seen.reset(position);
    if (this.#status.state === STATES.POLLING) this.#poller.start();
    this.#again();
  }

  /** The page is looked at again, or the machine woke up: was the silence too long? */
  check() {
    this.#watchdog.check();
    if (this.#status.state !== STATES.POLLING) this.#hurry();
  }

  /** The network is back. A connection that has been silent since it went may be dead without knowing. @param {number} since_ms */
  online(since_ms) {
    this.#backoff.reset();
    this.#failures = 0;
    if (this.#isOpen && this.#watchdog.silent_ms > since_ms) this.#again();
    this.#hurry();
  }

  /** @param {object} life */
  async #live(life) {
    while (life === this.#life) {
      const ending = await this.#attempt();
      if (life !== this.#life) return;
      await this.#pause(this.#judge(ending));
      if (life === this.#life && this.#status.state === STATES.RECONNECTING) this.#report({ ...this.#status, retry_in_ms: 0 });
    }
  }

  async #attempt() {
    const controller = new AbortController();
    const parser = new Parser({
      onBlock: (block) => this.#receive(block),
      onRetry: (ms) => (this.#retry_ms = ms),
      onOversize: () => this.#lose(new StreamError("oversize", "An event was too large and has been left out.")),
    });
    this.#current = controller;
    this.#hasProgressed = false;
    this.#opened_at = 0;
    this.#watchdog.start();
    const ending = await attempt(this.#plan, () => this.#seen.last, controller, {
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
    const { state } = this.#status;
    if (state === STATES.CONNECTING || state === STATES.RECONNECTING) this.#connected();
  }

  /** Only bytes prove that the way is free: a proxy that buffers answers, and then says nothing. */
  #heard() {
    this.#watchdog.heard();
    if (this.#status.state !== STATES.CONNECTED) this.#connected();
    this.#hooks.onAlive?.();
  }

  #connected() {
    const now = this.#plan.environment.now();
    if (this.#stalled_at > 0) this.#telemetry.recovered(now - this.#stalled_at);
    if (this.#lost_at > 0) this.#telemetry.reconnected(now - this.#lost_at);
    this.#stalled_at = this.#lost_at = 0;
    this.#poller.stop();
    this.#report({ state: STATES.CONNECTED });
  }

  /** @param {Frame} frame */
  #receive(frame) {
    if (this.#life === null) return;
    if (frame.event === "gap") return this.#gap(frame);
    if (frame.id !== null && !this.#seen.admit(frame.id)) {
      this.#telemetry.duplicates += 1;
      return;
    }
    if (!frame.data) return; // "If the data buffer is an empty string ... return": and one that holds only an empty line says nothing either
    const opening = openingOf(frame);
    if (opening) this.#open(opening);
    else if (frame.id !== null || frame.event === "") this.#progressed();
    this.#hooks.onFrame(frame);
    if (frame.event === "done") this.#current?.abort({ kind: "complete" });
    if (frame.event === "closing") this.#closing(meaningOf(frame).data);
    if (frame.event === "token_expiring" && this.#clientId !== "") {
      renew(this.#plan, this.#clientId).catch((error) => this.#hooks.onError(error));
    }
  }

  /** @param {NonNullable<ReturnType<typeof openingOf>>} opening */
  #open({ client_id, head }) {
    this.#clientId = client_id;
    this.#seen.ordered = true;
    // A stream of what comes from now on: were it to break before the first event, "now" would be later, and the events between lost.
    if (this.#seen.last === "" && !startAtBeginning(this.#plan.channels)) this.#seen.reset(head);
  }

  /** @param {Frame} frame */
  #gap(frame) {
    if (!this.#seen.jump(frame)) return;
    this.#telemetry.losses += 1;
    this.#progressed();
    this.#hooks.onFrame(frame);
  }

  #progressed() {
    this.#hasProgressed = true;
    this.#failures = 0;
    this.#backoff.reset();
  }

  /** @param {any} data */
  #closing(data) {
    if (typeof data?.reason !== "string") return; // another server's event of this name
    this.#current?.abort({ kind: "closing", reason: data.reason, retry_ms: Number(data.retry) || 0 });
  }

  /** @param {StreamError} error */
  #lose(error) {
    this.#telemetry.losses += 1;
    this.#hooks.onError(error);
  }

  /** @param {number} silent_ms */
  #stall(silent_ms) {
    const wasConnected = this.#status.state === STATES.CONNECTED && this.#isOpen;
    const error = new StreamError("stall", `The server has been silent for ${Math.round(silent_ms / 1000)} s.`);
    if (!wasConnected) return this.#current?.abort({ kind: "lost", error });
    this.#telemetry.stalls += 1;
    this.#stalled_at = this.#plan.environment.now();
    this.#report({ state: STATES.STALLED, silent_ms });
    this.#hooks.onError(error);
    this.#current?.abort({ kind: "again" });
  }

  /**
   * What follows from an ending: a status, and how long to wait before the next attempt.
   * @param {Ending} ending
   */
  #judge(ending) {
    const { environment } = this.#plan;
    if (this.#opened_at > 0 && environment.now() - this.#opened_at >= LIVED_MS) this.#progressed();
    if (ending.kind === "complete") return this.#complete();
    if (ending.kind === "refused") return this.#fail(ending.error);
    if (ending.kind === "closing" && ending.reason === "revoked") {
      return this.#fail(new StreamError("revoked", "The sign-in that opened this stream has ended."));
    }
    if (ending.kind === "again" || ending.kind === "stopped") return 0;
    if (this.#lost_at === 0) this.#lost_at = environment.now();
    if (ending.kind === "closing") return this.#closed(ending.reason, ending.retry_ms);
    return this.#lost(ending.error);
  }

  /**
   * The server ends the stream and has said when to return; it has spread its clients already.
   * @param {string} reason
   * @param {number} retry_ms
   */
  #closed(reason, retry_ms) {
    const retry_in_ms = retry_ms || this.#backoff.next(this.#retry_ms);
    this.#report({ state: STATES.RECONNECTING, attempt: 1, retry_in_ms, reason });
    return retry_in_ms;
  }

  /** @param {StreamError} error */
  #lost(error) {
    this.#hooks.onError(error);
    const { environment } = this.#plan;
    const offline = !environment.isOnline();
    const retry_in_ms = this.#backoff.next(Math.max(this.#retry_ms, error.retry_after_ms));
    this.#not_before = environment.now() + error.retry_after_ms;
    if (!offline) this.#failures += 1; // a browser without network says nothing about the server
    const { state } = this.#status;
    if (state === STATES.POLLING) return Math.max(retry_in_ms, this.#backoff.spread(STREAM_RETRY_MS));
    if (state === STATES.FAILED) return this.#unreachable();
    if (this.#plan.polling && this.#failures >= FAILURES_BEFORE_POLLING) {
      this.#report({ state: STATES.POLLING, reason: error.kind, message: error.message });
      this.#poller.start();
      return Math.max(retry_in_ms, this.#backoff.spread(STREAM_RETRY_MS));
    }
    const { kind: reason, http_status, message } = error;
    const cause = { reason, message, ...(http_status ? { http_status } : {}), ...(offline ? { offline } : {}) };
    this.#report({ state: STATES.RECONNECTING, attempt: this.#backoff.failures, retry_in_ms, ...cause });
    return retry_in_ms;
  }

  /** @param {Ending} ending */
  #pollingEnded(ending) {
    if (ending.kind === "complete") this.#complete();
    else if (ending.kind === "refused") this.#fail(ending.error);
    else if (ending.kind === "lost") {
      this.#hooks.onError(ending.error);
      this.#telemetry.failures += 1;
      this.#unreachable();
    }
  }

  /** Neither way gets through. Whoever watches should know; but a server that comes back is found. */
  #unreachable() {
    const retry_in_ms = this.#backoff.spread(UNREACHABLE_RETRY_MS);
    const message = "The server can be reached neither by stream nor by polling.";
    this.#report({ state: STATES.FAILED, reason: "unreachable", message, retry_in_ms });
    return retry_in_ms;
  }

  #complete() {
    this.stop();
    this.#telemetry.completions += 1;
    this.#report({ state: STATES.COMPLETE });
    return 0;
  }

  /** @param {StreamError} error */
  #fail(error) {
    this.stop();
    this.#telemetry.failures += 1;
    this.#hooks.onError(error);
    const { kind: reason, message, http_status } = error;
    this.#report({ state: STATES.FAILED, reason, message, ...(http_status ? { http_status } : {}) });
    return 0;
  }

  /** Connects anew without counting a failure. */
  #again() {
    if (this.#isOpen || this.#endPause === null) this.#current?.abort({ kind: "again" });
    this.#hurry();
  }

  /** Ends the wait for the next attempt, unless the server asked for it. */
  #hurry() {
    if (this.#plan.environment.now() >= this.#not_before) this.#endPause?.();
  }

  /** @param {number} ms */
  async #pause(ms) {
    if (ms === 0 || this.#life === null) return;
    const { environment } = this.#plan;
    await new Promise((resolve) => {
      const timer = environment.setTimeout(() => this.#endPause?.(), ms);
      this.#endPause = () => {
        environment.clearTimeout(timer);
        this.#endPause = null;
        resolve(undefined);
      };
    });
  }

  /** @param {Status} status */
  #report(status) {
    this.#status = status;
    this.#hooks.onStatus(status);
  }
}
