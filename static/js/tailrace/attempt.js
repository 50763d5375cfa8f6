// @ts-check
/**
 * One attempt at a stream: get a fresh token, send one request, read bytes until they end. It uses fetch() because
 * EventSource hides status codes and Retry-After, cannot send headers, and gives up for good on any answer but 200.
 */

import { refusal, isFinal, send } from "./request.js";
import { StreamError } from "./state.js";
import { freshToken } from "./token.js";

/** @typedef {import("./plan.js").Plan} Plan */

/**
 * How an attempt ended. Whoever aborts one passes an Ending as the reason.
 *
 * @typedef {{ kind: "complete" }
 *   | { kind: "refused", error: StreamError }
 *   | { kind: "lost", error: StreamError }
 *   | { kind: "closing", reason: string, retry_ms: number }
 *   | { kind: "again" }
 *   | { kind: "stopped" }} Ending
 */

/**
 * @param {Plan} plan
 * @param {() => string} position read as late as possible, since polling may move it in the meantime
 * @param {AbortController} controller whose abort reason, an Ending, becomes the result
 * @param {{ onOpen: () => void, onBytes: (bytes: Uint8Array) => void }} hooks
 * @returns {Promise<Ending>} never rejects
 */
export async function attempt(plan, position, controller, hooks) {
  const { signal } = controller;
  try {
    const token = await untilAborted(freshToken(plan, signal), signal);
    const response = await untilAborted(open(plan, position(), token, signal), signal);
    if (response.status === 204) return { kind: "complete" }; // nothing follows, and nothing ever will
    await check(response, plan);
    hooks.onOpen();
    await read(response, signal, hooks.onBytes);
    return signal.aborted
      ? signal.reason
      : { kind: "lost", error: new StreamError("network", "The server closed the stream.") };
  } catch (cause) {
    if (signal.aborted) return signal.reason;
    const error = cause instanceof StreamError ? cause : new StreamError("network", "The connection broke.", { cause });
    return isFinal(error) ? { kind: "refused", error } : { kind: "lost", error };
  } finally {
    controller.abort({ kind: "stopped" }); // frees the connection if the body was not read to its end
  }
}

/**
 * @param {Plan} plan
 * @param {string} position
 * @param {string | null} token
 * @param {AbortSignal} signal
 */
function open(plan, position, token, signal) {
  const url = new URL(plan.url);
  /** @type {Record<string, string>} */
  const headers = { Accept: "text/event-stream" };
  if (token !== null) url.searchParams.set("token", token);
  if (position !== "" && plan.resumeBy === "query") url.searchParams.set("last_event_id", position);
  if (position !== "" && plan.resumeBy === "header") headers["Last-Event-ID"] = utf8(position);
  return send(plan, url, { headers, signal });
}

/**
 * Ids can be any text, but headers are bytes: "encoded as UTF-8" (HTML §9.2.2), one character per byte, as fetch()
 * expects.
 * @param {string} text
 */
const utf8 = (text) => Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

/**
 * "If res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then fail the connection" (HTML
 * §9.2.2); here the status also decides whether another attempt makes sense.
 *
 * @param {Response} response
 * @param {Plan} plan
 */
async function check(response, plan) {
  if (response.status !== 200) throw await refusal(response, plan.environment.now());
  const type = response.headers.get("content-type") ?? "";
  if (!/^text\/event-stream\s*(;|$)/i.test(type)) {
    throw new StreamError(
      "content_type",
      `The server sent ${type || "no content type"} where an event stream was expected.`,
    );
  }
}

/**
 * @param {Response} response
 * @param {AbortSignal} signal
 * @param {(bytes: Uint8Array) => void} onBytes
 */
async function read(response, signal, onBytes) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  while (!signal.aborted) {
    const { done, value } = await untilAborted(reader.read(), signal);
    if (done || signal.aborted) return;
    onBytes(value);
  }
}

/**
 * A token source or a socket may never answer, and nothing should wait for it once the attempt is over.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
function untilAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
  });
}
