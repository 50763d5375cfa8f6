// @ts-check
// A run's stream: every load reads it from the beginning, so all tabs show the same. The page's badge shows its state.

import { connectionBadge } from "../components/connection-badge.js";
import { connect } from "../tailrace/index.js";

/** @typedef {{type: string, id?: number | null, at?: number, isLive?: boolean, [key: string]: any}} RunEvent */

/** What the stream says of itself, not of the run. */
const OF_THE_STREAM = new Set(["heartbeat", "token_expiring", "closing", "done", "stream_end"]);

/**
 * @param {import("./run.js").Run} run
 * @param {{onEvent: (event: RunEvent) => void, onComplete: () => void}} listeners
 */
export function followRun(run, { onEvent, onComplete }) {
  const badge = connectionBadge();
  /** Events after this id happen now; those up to it happened before. */
  let head = Infinity;
  let isOver = false;

  const stream = connect(run.streamUrl, {
    channels: [run.channel],
    from: "start",
    persist: false,
    onStatus(status) {
      badge.show(status);
      if (status.state !== "complete" || isOver) return;
      isOver = true;
      badge.hide(); // how the run ended is said beside its name
      onComplete();
    },
    onEvent(event) {
      const { eventType: type, data, id } = event;
      if (type === "connected") {
        if (head === Infinity) head = Number(data.head);
        return;
      }
      if (OF_THE_STREAM.has(type)) return;
      const isLive = id !== null && Number(id) > head;
      badge.flow();
      const at = data.at ?? (isLive ? Date.now() : undefined);
      onEvent({ ...data, type, id: id === null ? null : Number(id), at, isLive });
    },
  });
  badge.follow(stream);
  stream.addEventListener("gap", (event) => {
    const { data } = /** @type {any} */ (event);
    onEvent({ ...data, type: "gap", isLive: false });
  });
}
