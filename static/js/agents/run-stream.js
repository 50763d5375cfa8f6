// @ts-check
// The stream of an answer. Every load reads it from its beginning, so every tab shows the same, to the character: the
// client gives each event once, in order, however often the network breaks.

import { connect } from "../tailrace/index.js";
import { streamUrl } from "./api.js";

/** What the stream says of itself, not of the answer. */
const OF_THE_STREAM = new Set(["connected", "heartbeat", "gap", "token_expiring", "closing", "done", "stream_end"]);

/**
 * @param {string} runId
 * @param {string} user who is signed in
 * @param {object} listeners
 * @param {(event: import("./answer.js").RunEvent) => void} listeners.onEvent
 * @param {() => void} listeners.onGap some of it was forgotten: what the server keeps is to be read
 * @param {(status: import("../tailrace/state.js").Status) => void} listeners.onStatus
 * @param {() => void} listeners.onComplete
 */
export function followRun(runId, user, { onEvent, onGap, onStatus, onComplete }) {
  const stream = connect(streamUrl(runId), {
    channels: [`chat.${runId}`],
    user,
    from: "start",
    persist: false,
    onStatus(status) {
      onStatus(status);
      if (status.state === "complete") onComplete();
    },
    onEvent({ eventType: type, data }) {
      if (!OF_THE_STREAM.has(type)) onEvent({ type, data });
    },
  });
  stream.addEventListener("gap", () => onGap());
  return stream;
}
