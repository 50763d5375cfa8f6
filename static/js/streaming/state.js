// @ts-check
// The four states that people need to know, and a sentence that says what is going on. Pure.

import { connectionText } from "../components/connection-badge.js";
import { wholeDuration } from "../components/number.js";
import { isSignedOut } from "../components/signed-out.js";
import { _ } from "../components/text.js";

/** @typedef {import("../tailrace/state.js").Status} Status */

const QUIET_MS = 12_000;

/** @returns {"closed" | "connecting" | "connected" | "interrupted"} */
export function phaseOf(/** @type {Status} */ { state, retry_in_ms }) {
  if (state === "connecting" || state === "connected") return state;
  if (state === "complete" || state === "closed" || (state === "failed" && retry_in_ms === undefined)) return "closed";
  return "interrupted";
}

/**
 * @param {Status} status
 * @param {{since_ms: number, silent_ms: number | null, position: string}} known how long the state has lasted, and how
 *   long no byte has arrived
 */
export function detailOf(status, { since_ms, silent_ms, position }) {
  const resume = position ? " " + _("It resumes after event %(id)s.", { id: position }) : "";
  switch (status.state) {
    case "connecting":
      return since_ms < 1500
        ? _("Asking for a token and opening the stream.")
        : _("No answer yet, for %(time)s.", { time: wholeDuration(since_ms / 1000) });
    case "connected":
      if (silent_ms === null || silent_ms < QUIET_MS)
        return _("The server is heard from: heartbeats count when nothing else comes.");
      return _("Silent for %(time)s, without even a heartbeat. At 30 s a new connection takes its place.", {
        time: wholeDuration(silent_ms / 1000),
      });
    case "complete":
      return _("Ended: every channel of the stream is closed, and everything was delivered.");
    case "closed":
      return position
        ? _("You disconnected after event %(id)s. Start “After an id”, and nothing is missed.", { id: position })
        : _("Nothing is open. Connect, publish an event, then break the connection and watch it heal.");
    case "failed":
      if (isSignedOut(status)) return _("It ended with your sign-in.");
      return status.retry_in_ms === undefined
        ? _("The server refused this stream.")
        : `${status.message ?? _("Nothing gets through.")} ${connectionText(status, since_ms)}.`;
    default:
      return `${connectionText(status, since_ms)}.${resume}`;
  }
}

/** One sentence for people who do not see the page; "" if nothing is worth saying. */
export function spoken(/** @type {Status} */ status) {
  const phase = phaseOf(status);
  if (phase === "connected") return _("Live.");
  if (phase === "interrupted" && status.retry_in_ms !== 0)
    return _("The connection is interrupted; it comes back by itself.");
  if (status.state === "complete") return _("The stream has ended; everything was delivered.");
  return status.state === "failed" ? (status.message ?? _("The stream was refused.")) : "";
}
