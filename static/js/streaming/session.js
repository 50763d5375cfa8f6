// @ts-check
// One connect() of the playground: everything the stream delivers becomes arrivals for the log, in order.

import { _ } from "../components/text.js";
import { connect } from "../tailrace/index.js";
import { streamPath } from "./channel.js";

/** @typedef {import("./log.js").Arrival} Arrival */
/** @typedef {import("../tailrace/state.js").Status} Status */

const CONTROL = ["heartbeat", "gap", "token_expiring", "closing", "done"];

/**
 * @param {{root: string, user: string, channels: string[], from: string,
 *   network: import("./network.js").FailingNetwork}} wanted
 * @param {{onArrival: (arrival: Arrival) => void, onStatus: (status: Status) => void}} listeners
 */
export function openSession({ root, user, channels, from, network }, { onArrival, onStatus }) {
  const stream = connect(root + streamPath(channels), {
    user,
    from,
    // An instrument shows its own connection, not one shared with other tabs or a position from another day.
    persist: false,
    share: false,
    telemetry: false, // here a network fails because somebody wants to see it fail
    environment: network.environment,
    onStatus(status) {
      const text = remark(status, stream.lastEventId);
      if (text) onArrival({ kind: "note", type: status.state, id: null, channel: null, text, at: Date.now() });
      onStatus(status);
    },
    onEvent: (event) =>
      onArrival(arrivalOf(event, event.id === null && event.eventType === "connected" ? "control" : "event")),
  });
  for (const name of CONTROL) {
    stream.addEventListener(name, (event) => {
      const told = /** @type {import("../tailrace/frame.js").StreamEvent} */ (event);
      if (told.eventType === name) onArrival(arrivalOf(told, "control"));
    });
  }
  return stream;
}

/** @returns {Arrival} */
function arrivalOf(
  /** @type {import("../tailrace/frame.js").StreamEvent} */ { eventType, id, channel, text },
  /** @type {"event" | "control"} */ kind,
) {
  return { kind, type: eventType, id, channel, text, at: Date.now() };
}

/** What the log says about a change of state; "" if an event of the stream already says it. */
function remark(
  /** @type {Status} */ { state, message, reason, offline, retry_in_ms, silent_ms },
  /** @type {string} */ position,
) {
  const from = position && position !== "0" ? " " + _("It will resume after %(id)s.", { id: position }) : "";
  switch (state) {
    case "reconnecting":
      if (retry_in_ms === 0) return "";
      if (offline) return _("No network.") + from;
      return (message ?? _("The server ended the stream (%(reason)s).", { reason: String(reason) })) + from;
    case "stalled":
      return (
        _("No byte for %(seconds)s s: a new connection takes the silent one’s place.", {
          seconds: Math.round((silent_ms ?? 0) / 1000),
        }) + from
      );
    case "polling":
      return _("Five failures in a row: the same events are now fetched by polling, and the stream is still tried.");
    case "failed":
      return message ?? _("The stream was refused.");
    case "closed":
      return _("You disconnected.");
    default:
      return "";
  }
}
