// @ts-check
/**
 * One attempt at a stream: get a fresh token, send one request, read bytes until they end. It uses fetch() because
 * EventSource hides status codes and Retry-After, cannot send headers, and gives up for good on any answer but 200.
 */

import { Parser } from "./parser.js";
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
 * @typedef {object} Asker
 * @property {() => string} ask the position, read as late as possible, since polling may move it in the meantime
 * @property {Said} said
 */

/**
 * What the server is told of this client.
 *
 * @typedef {object} Said
 * @property {string} previous the connection that this one goes on with, so that the server's journal knows; or ""
 * @property {boolean} isReporting this client reports how its streams do
 */

/**
 * @typedef {object} AttemptHooks
 * @property {(token: string | null) => void} onToken the first request was answered, and the second is sent
 * @property {() => void} onOpen
 * @property {(bytes: number) => void} onBytes so much came, perhaps less than a block
 * @property {(block: import("./parser.js").Block) => void} onBlock
 * @property {(ms: number) => void} onRetry
 * @property {(text: string) => void} onComment
 * @property {() => void} onOversize
 */

/**
 * @param {Plan} plan
 * @param {Asker} asker
 * @param {AbortController} controller whose abort reason, an Ending, becomes the result
 * @param {AttemptHooks} hooks
 * @param {string} [spare] a token that was good a while ago: without asking for another, and on another connection than
 *   the requests that need credentials, the stream may open although those are stuck
 * @returns {Promise<Ending>} never rejects
 */
export async function attempt(plan, asker, controller, hooks, spare) {
  const { signal } = controller;
  try {
    const token = spare ?? (await untilAborted(freshToken(plan, signal), signal));
    hooks.onToken(token);
    const credentials = spare === undefined ? plan.credentials : "omit";
    const response = await untilAborted(open(plan, asker.ask(), asker.said, token, { credentials, signal }), signal);
    if (response.status === 204) return { kind: "complete" }; // nothing follows, and nothing ever will
    await check(response, plan);
    hooks.onOpen();
    await read(response, signal, hooks);
    return signal.aborted
      ? signal.reason
      : { kind: "lost", error: new StreamError("network", "The server closed the stream.") };
  } catch (cause) {
    if (signal.aborted) return signal.reason;
    const error = cause instanceof StreamError ? cause : new StreamError("network", "The connection broke.", { cause });
    if (isFinal(error)) return spare === undefined ? { kind: "refused", error } : { kind: "again" };
    return { kind: "lost", error };
  } finally {
    controller.abort({ kind: "stopped" }); // frees the connection if the body was not read to its end
  }
}

/**
 * @param {Plan} plan
 * @param {string} position
 * @param {Said} said
 * @param {string | null} token
 * @param {{ credentials: RequestCredentials, signal: AbortSignal }} init
 */
function open(plan, position, { previous, isReporting }, token, init) {
  const url = new URL(plan.url);
  /** @type {Record<string, string>} */
  const headers = { Accept: "text/event-stream" };
  if (token !== null) url.searchParams.set("token", token);
  if (previous !== "") url.searchParams.set("previous", previous);
  if (isReporting) url.searchParams.set("reports", "1");
  if (position !== "" && plan.resumeBy === "query") url.searchParams.set("last_event_id", position);
  if (position !== "" && plan.resumeBy === "header") headers["Last-Event-ID"] = utf8(position);
  return send(plan, url, { ...init, headers });
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
 * @param {AttemptHooks} hooks
 */
async function read(response, signal, hooks) {
  const parser = new Parser(hooks);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  while (!signal.aborted) {
    const { done, value } = await untilAborted(reader.read(), signal);
    if (done || signal.aborted) return;
    hooks.onBytes(value.length);
    parser.feed(value);
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
