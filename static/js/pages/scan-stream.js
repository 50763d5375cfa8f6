// @ts-check
// The scan's stream: from the beginning at every load, so that all tabs show the same; its state on the page's badge.

import { connectionBadge } from "../components/connection-badge.js";
import { connect } from "../tailrace/index.js";

/** @typedef {import("./scan-state.js").ScanEvent} ScanEvent */

/**
 * @param {string} url
 * @param {{id: string}} about
 * @param {{onEvent: (event: ScanEvent) => void, onComplete: () => void}} listeners
 */
export function follow(url, about, { onEvent, onComplete }) {
  const badge = connectionBadge();
  /** Events after this id happen now; those up to it are history. */
  let head = Infinity;
  let isOver = false;

  const stream = connect(url, {
    channels: [`scan.${about.id}`],
    from: "start",
    persist: false,
    onStatus(status) {
      badge.show(status);
      if (status.state !== "complete" || isOver) return;
      isOver = true;
      onComplete();
    },
    onEvent(event) {
      const { eventType: type, data, id } = event;
      if (type === "connected") {
        if (head === Infinity) head = Number(data.head);
        return;
      }
      if (type === "heartbeat" || type === "token_expiring" || type === "closing" || type === "done" || type === "stream_end") return;
      const isLive = id !== null && Number(id) > head;
      badge.flow();
      onEvent({ ...data, type, id: id === null ? null : Number(id), at: data.at ?? (isLive ? Date.now() : undefined), isLive });
    },
  });
  stream.addEventListener("gap", (event) => {
    const { data } = /** @type {any} */ (event);
    onEvent({ ...data, type: "gap", isLive: false });
  });
}
