// @ts-check
// How the page's stream does, in words that a person would use; countdowns tick. The race line follows it.

import { find, setText } from "./element.js";
import { wholeDuration } from "./number.js";

const FLOW_MS = 2500;

/** @typedef {import("../tailrace/state.js").Status} Status */

/** One sentence (or word) for a status, `since_ms` after it began. */
export function connectionText(/** @type {Status} */ status, since_ms = 0) {
  const left_s = Math.max(0, Math.ceil(((status.retry_in_ms ?? 0) - since_ms) / 1000));
  switch (status.state) {
    case "connecting":
      return "Connecting…";
    case "connected":
      return "Live";
    case "stalled":
      return `No word from the server for ${wholeDuration(((status.silent_ms ?? 0) + since_ms) / 1000)}`;
    case "reconnecting":
      if (status.offline) return "You are offline; it goes on when you are back";
      return left_s > 0 ? `Reconnecting in ${left_s} s${attempts(status)}` : `Reconnecting…${attempts(status)}`;
    case "polling":
      return "The stream does not get through: asking every few seconds";
    case "complete":
      return "Ended";
    case "failed":
      if (status.retry_in_ms !== undefined) return `Cannot reach the server; next try in ${left_s} s`;
      return REFUSED[status.http_status ?? 0] ?? status.message ?? "The stream was refused";
    default:
      return "Not connected";
  }
}

/** @type {Record<number, string>} */
const REFUSED = {
  401: "You are signed out: sign in again",
  403: "You may not watch this",
  404: "This stream does not exist any more",
};

function attempts(/** @type {Status} */ status) {
  return (status.attempt ?? 1) > 1 ? ` (attempt ${status.attempt})` : "";
}

/**
 * Drives the page's connection badge and race line.
 * @returns {{show: (status: Status) => void, flow: () => void}}
 */
export function connectionBadge() {
  const badge = find("[data-connection]");
  const text = find("[data-connection-text]", badge);
  const line = find("[data-race-line]");
  /** @type {Status} */
  let status = { state: "connecting" };
  let since_ms = Date.now();
  let flowed_ms = -Infinity;

  function draw() {
    setText(text, connectionText(status, Date.now() - since_ms));
    const isOver =
      status.state === "complete" ||
      status.state === "closed" ||
      (status.state === "failed" && status.retry_in_ms === undefined);
    let flow = "still";
    if (isOver) flow = "closed";
    else if (status.state === "stalled" || status.state === "reconnecting" || status.state === "failed")
      flow = "stalled";
    else if (Date.now() - flowed_ms < FLOW_MS) flow = "flowing";
    if (line.dataset.flow !== flow) line.dataset.flow = flow;
  }

  setInterval(draw, 500);
  return {
    show(next) {
      status = next;
      since_ms = Date.now();
      badge.hidden = false;
      badge.dataset.state = next.state;
      badge.title = next.message ?? "";
      draw();
    },
    flow() {
      flowed_ms = Date.now();
      draw();
    },
  };
}
