// @ts-check
// Calls the server's API with the page's own session; every failure is a sentence that people can read.

import { signedOut } from "./signed-out.js";
import { _ } from "./text.js";

export class RequestError extends Error {
  /**
   * @param {number} status 0 when no answer came
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What to tell a person of something that was thrown. */
export function sentenceOf(/** @type {unknown} */ error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {string} method
 * @param {string} url
 * @param {{json?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the parsed body; null for 204
 * @throws {RequestError}
 */
export async function request(method, url, { json, headers: more = {}, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", ...more };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers,
      signal,
      credentials: "same-origin",
      body: json === undefined ? undefined : JSON.stringify(json),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestError(0, "unreachable", _("The server does not answer. Check the connection and try again."));
  }
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw failure(answer.status, body);
}

/**
 * The error in an answer.
 * @param {number} status
 * @param {any} body
 */
export function failure(status, body) {
  const told = body?.error;
  if (status === 401) {
    signedOut();
    return new RequestError(401, "unauthenticated", _("You are signed out; nothing is lost."));
  }
  return new RequestError(
    status,
    told?.code ?? "unknown",
    told?.message ?? _("The server answered %(status)s. Try again in a moment.", { status }),
  );
}
