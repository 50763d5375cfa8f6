// @ts-check
/** A user's newest progress, asked for once: for a page that opens, before or without a stream. */

import { planOf } from "./plan.js";
import { call } from "./request.js";

/** @typedef {import("./plan.js").Options} Options */

/**
 * @param {string} userId
 * @param {Options} [options] api, credentials, headers
 * @returns {Promise<any>} the progress object, or null when there is none
 */
export function checkProgress(userId, options = {}) {
  const plan = apiPlan(options);
  return call(plan, `sse/progress/status/${encodeURIComponent(userId)}`);
}

/**
 * Forgets that progress; nothing is stopped.
 *
 * @param {string} userId
 * @param {Options} [options]
 * @returns {Promise<{ message: string }>}
 */
export function cleanupProgress(userId, options = {}) {
  const plan = apiPlan(options);
  return call(plan, `sse/progress/${encodeURIComponent(userId)}`, { method: "DELETE" });
}

/** @param {Options} options */
function apiPlan(options) {
  return planOf(options.api ?? "/", options);
}
