// @ts-check
/**
 * Tailrace's browser client: server-sent events that arrive in order, once each, and resume on their own. No
 * dependencies, no build step; works with any server that speaks `text/event-stream`. See docs/client.md.
 *
 *     import { connect } from "/static/js/tailrace/index.js";
 *     const stream = connect("/api/v1/stream?channel=jobs.42", { onEvent: ({ data }) => console.log(data) });
 */

import { planOf } from "./plan.js";
import { Stream } from "./stream.js";

export { checkProgress, cleanupProgress } from "./progress.js";
export { STATES, StreamError } from "./state.js";
export { StreamEvent } from "./frame.js";

/**
 * Opens a stream. It connects on its own and stays open until it is complete or refused, or disconnect() is called.
 *
 * @param {string | URL} url relative to the page
 * @param {import("./plan.js").Options} [options]
 */
export function connect(url, options = {}) {
  return new Stream(planOf(url, options), options);
}
