// @ts-check
/** One HTTP request to the server, and what its answer means for a stream. */

import { StreamError } from "./state.js";

/** @typedef {import("./plan.js").Plan} Plan */

/**
 * @param {Plan} plan
 * @param {string | URL} url
 * @param {RequestInit & { headers?: Record<string, string> }} [init]
 * @returns {Promise<Response>}
 * @throws {StreamError} `network` when there was no answer
 */
export async function send(plan, url, init = {}) {
  const { fetch } = plan.environment;
  const headers = { ...(await plan.headers()), ...init.headers };
  try {
    return await fetch(String(url), { cache: "no-store", credentials: plan.credentials, ...init, headers });
  } catch (cause) {
    throw new StreamError("network", "The server could not be reached.", { cause });
  }
}

/**
 * Calls Tailrace's API. Throws on any answer other than success, and on silence: a connection that died silently never
 * answers, and its caller would wait forever.
 *
 * @param {Plan} plan
 * @param {string} path below the API's base
 * @param {RequestInit & { body?: string, headers?: Record<string, string> }} [init]
 * @param {number} [limit_ms] how long the whole answer may take
 * @returns {Promise<any>} the decoded JSON, null for an answer without a body
 */
export async function call(plan, path, init = {}, limit_ms = plan.stallMs) {
  const { signal } = init;
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  const silence = new StreamError("stall", `The server has not answered for ${Math.round(limit_ms / 1000)} s.`);
  const timer = plan.environment.setTimeout(() => controller.abort(silence), limit_ms);
  try {
    return await exchange(plan, path, { ...init, signal: controller.signal });
  } catch (cause) {
    throw controller.signal.reason === silence ? silence : cause;
  } finally {
    plan.environment.clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/**
 * @param {Plan} plan
 * @param {string} path
 * @param {RequestInit & { body?: string, headers?: Record<string, string> }} init
 */
async function exchange(plan, path, init) {
  const headers = { Accept: "application/json", ...(init.body ? { "Content-Type": "application/json" } : {}) };
  const response = await send(plan, new URL(path, plan.api), { ...init, headers });
  if (!response.ok) throw await refusal(response, plan.environment.now());
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch (cause) {
    throw new StreamError(
      "content_type",
      "The server's answer is not JSON: is something else answering in its place?",
      { cause },
    );
  }
}

/**
 * @param {Response} response
 * @param {number} now
 */
export async function refusal(response, now) {
  let message = `The server answered ${response.status}.`;
  if (response.headers.get("content-type")?.includes("json")) {
    const body = await response.json().catch(() => null);
    if (typeof body?.error?.message === "string") message = body.error.message;
  } else {
    await response.body?.cancel().catch(() => {});
  }
  const retry_after_ms = retryAfter(response.headers.get("retry-after"), now);
  return new StreamError("http", message, { http_status: response.status, retry_after_ms });
}

/**
 * Whether retrying is pointless: the server understood and said no. Timeouts, limits and the server's own faults pass.
 * @param {unknown} error
 */
export function isFinal(error) {
  const status = error instanceof StreamError && error.kind === "http" ? (error.http_status ?? 0) : 0;
  return status >= 400 && status < 500 && ![408, 421, 425, 429].includes(status);
}

/**
 * Retry-After is seconds or a date (RFC 9110 §10.2.3).
 * @param {string | null} value
 * @param {number} now
 */
export function retryAfter(value, now) {
  if (value === null) return 0;
  if (/^\s*[0-9]+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
