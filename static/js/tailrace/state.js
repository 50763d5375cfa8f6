// @ts-check
/** What a stream is doing, in words that a page can show people. */

/**
 * @typedef {"connecting" | "connected" | "stalled" | "reconnecting" | "polling" | "complete" | "failed"
 *   | "closed"} State
 */

/** The states by name, for code that would rather not spell strings. */
export const STATES = Object.freeze({
  /** The first attempt is under way. */
  CONNECTING: /** @type {const} */ ("connecting"),
  /** The server has answered and keeps sending. */
  CONNECTED: /** @type {const} */ ("connected"),
  /** No byte for 30 s: a new connection is replacing the silent one. */
  STALLED: /** @type {const} */ ("stalled"),
  /** The connection broke; the next attempt comes in `retry_in_ms`. */
  RECONNECTING: /** @type {const} */ ("reconnecting"),
  /** Streaming keeps failing, so events are fetched; the stream is still retried. */
  POLLING: /** @type {const} */ ("polling"),
  /** The server says that it has sent everything. Final. */
  COMPLETE: /** @type {const} */ ("complete"),
  /** The server refused, or neither streaming nor polling gets through. */
  FAILED: /** @type {const} */ ("failed"),
  /** disconnect() was called. Final. */
  CLOSED: /** @type {const} */ ("closed"),
});

/**
 * @typedef {object} Status
 * @property {State} state
 * @property {number} [attempt] reconnecting: which attempt in a row comes next, from 1
 * @property {number} [retry_in_ms] reconnecting, failed (unreachable): until the next attempt
 * @property {number} [silent_ms] stalled: how long the server has been silent
 * @property {boolean} [offline] the browser says that it has no network
 * @property {string} [reason] the cause: `network`, `http`, `drain`, `revoked`, `unreachable`, …
 * @property {number} [http_status] status code of the refusal
 * @property {string} [message] one sentence about the cause
 */

/**
 * @typedef {object} ConnectionHooks
 * @property {(frame: import("./frame.js").Frame) => void} onFrame each id once, in order
 * @property {(status: Status) => void} onStatus
 * @property {(error: StreamError) => void} onError
 * @property {() => void} [onAlive] bytes arrived, perhaps without a whole frame
 */

/** What went wrong, for `onError`. It may well recover: the status says what happens next. */
export class StreamError extends Error {
  /**
   * @param {string} kind `network`, `http`, `content_type`, `stall`, `oversize`, `token`, `revoked`, `unreachable`
   * @param {string} message
   * @param {{ http_status?: number, retry_after_ms?: number, cause?: unknown }} [detail]
   */
  constructor(kind, message, { http_status, retry_after_ms = 0, cause } = {}) {
    super(message, { cause });
    this.name = "StreamError";
    this.kind = kind;
    this.http_status = http_status;
    this.retry_after_ms = retry_after_ms;
  }
}
