// @ts-check
/** What a stream is doing, in the words that a page shows to a person. */

/**
 * @typedef {"connecting" | "connected" | "stalled" | "reconnecting" | "polling" | "complete" | "failed"
 *   | "closed"} State
 */

/** The states by name, for code that would rather not spell strings. */
export const STATES = Object.freeze({
  /** The first attempt is under way. */
  CONNECTING: /** @type {const} */ ("connecting"),
  /** The server has answered and is heard from. */
  CONNECTED: /** @type {const} */ ("connected"),
  /** No byte for 30 s: a new connection is being made in place of the silent one. */
  STALLED: /** @type {const} */ ("stalled"),
  /** The connection broke; the next attempt comes in `retry_in_ms`. */
  RECONNECTING: /** @type {const} */ ("reconnecting"),
  /** Streaming fails again and again, so the events are fetched; the stream is still tried. */
  POLLING: /** @type {const} */ ("polling"),
  /** The server has said that everything was sent. Final. */
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
 * @property {number} [silent_ms] stalled: how long nothing was heard
 * @property {boolean} [offline] the browser says that it has no network
 * @property {string} [reason] why it is so: `network`, `http`, `drain`, `revoked`, `unreachable`, …
 * @property {number} [http_status] the refusing answer's
 * @property {string} [message] one sentence about the cause
 */

/** What went wrong, for `onError`. It may well mend itself: the status says what happens next. */
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
