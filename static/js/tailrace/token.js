// @ts-check
/**
 * Stream tokens. They last minutes and only open streams, so every attempt asks for a new one: a URL is never reused,
 * and a token found in a log or a history opens nothing.
 */

import { channelsOfToken, learnChannels } from "./channel.js";
import { call } from "./request.js";
import { StreamError } from "./state.js";

/** @typedef {import("./plan.js").Plan} Plan */

/**
 * @param {Plan} plan
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | null>} null if the server needs none
 */
export async function freshToken(plan, signal) {
  if (plan.token === null) return null;
  const { token, channels } = plan.token === undefined ? await askTailrace(plan, signal) : await askProgram(plan.token);
  learnChannels(plan, channels);
  return token;
}

/**
 * @param {Plan} plan
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ token: string, channels?: unknown }>}
 */
function askTailrace(plan, signal) {
  const { channels, url } = plan;
  const wanted = channels.length > 0 ? { channels } : { stream: url.pathname + url.search };
  return call(plan, "auth/stream-token", { method: "POST", body: JSON.stringify(wanted), signal });
}

/** @param {import("./plan.js").TokenSource} source */
async function askProgram(source) {
  try {
    const token = await source();
    return { token, channels: token === null ? null : channelsOfToken(token) };
  } catch (cause) {
    if (cause instanceof StreamError) throw cause;
    throw new StreamError("token", `The token option failed: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/**
 * Extends a live stream in place before its authorisation ends. If that fails, the server ends the stream with
 * `expired`, and the next attempt gets a fresh token anyway.
 *
 * @param {Plan} plan
 * @param {string} clientId from the opening event
 * @returns {Promise<string | null>} the new token
 */
export async function renew(plan, clientId) {
  const token = await freshToken(plan);
  if (token === null) return null;
  await call(plan, `stream/${encodeURIComponent(clientId)}/renew`, { method: "POST", body: JSON.stringify({ token }) });
  return token;
}
