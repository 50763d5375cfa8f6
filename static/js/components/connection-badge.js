// @ts-check
// How the page's stream is doing, in everyday words, with ticking countdowns. The race line follows it.

import { find, setText } from "./element.js";
import { wholeDuration } from "./number.js";
import { isPageSignedOut, isSignedOut, signedOut } from "./signed-out.js";
import { _ } from "./text.js";

const FLOW_MS = 2500;

/** @typedef {import("../tailrace/state.js").Status} Status */
/** @typedef {import("../tailrace/stream.js").Stream} Stream */

/** One sentence (or word) for a status, `since_ms` after it began. */
export function connectionText(/** @type {Status} */ status, since_ms = 0) {
  const left_s = Math.max(0, Math.ceil(((status.retry_in_ms ?? 0) - since_ms) / 1000));
  switch (status.state) {
    case "connecting":
      return _("Connecting…");
    case "connected":
      return _("Live");
    case "stalled":
      return _("No word from the server for %(time)s", {
        time: wholeDuration(((status.silent_ms ?? 0) + since_ms) / 1000),
      });
    case "reconnecting":
      if (status.offline) return _("You are offline; it goes on when you are back");
      return (
        (left_s > 0 ? _("Reconnecting in %(seconds)s s", { seconds: left_s }) : _("Reconnecting…")) + attempts(status)
      );
    case "polling":
      return _("The stream does not get through: asking every few seconds");
    case "complete":
      return _("Ended");
    case "failed":
      if (isSignedOut(status)) return _("Signed out");
      if (status.retry_in_ms !== undefined)
        return left_s > 0
          ? _("Cannot reach the server; next try in %(seconds)s s", { seconds: left_s })
          : _("Cannot reach the server; trying again…");
      return REFUSED[status.http_status ?? 0] ?? status.message ?? _("The stream was refused");
    default:
      return _("Not connected");
  }
}

/** @type {Record<number, string>} */
const REFUSED = {
  403: _("You may not watch this"),
  404: _("This stream does not exist any more"),
};

function attempts(/** @type {Status} */ status) {
  return (status.attempt ?? 1) > 1 ? ` ${_("(attempt %(number)s)", { number: status.attempt ?? 1 })}` : "";
}

/** Whether someone can only wait for the stream's next attempt: then they may ask for it. */
function isWaiting(/** @type {Status} */ { state, retry_in_ms, offline }, /** @type {number} */ since_ms) {
  if (state === "polling") return true;
  return (state === "reconnecting" || state === "failed") && (Boolean(offline) || (retry_in_ms ?? 0) > since_ms);
}

/**
 * Drives the page's connection badge and race line. `follow` names the stream to ask for what its status leaves out.
 * @returns {{show: (status: Status) => void, hide: () => void, flow: () => void,
 *   follow: (stream: Stream) => void}}
 */
export function connectionBadge() {
  const badge = find("[data-connection]");
  const text = find("[data-connection-text]", badge);
  const tryNow = find("[data-connection-try]", badge);
  const line = find("[data-race-line]");
  /** @type {Stream | null} */
  let stream = null;
  /** @type {Status} */
  let status = { state: "connecting" };
  let since_ms = Date.now();
  let flowed_ms = -Infinity;

  tryNow.addEventListener("click", () => stream?.tryNow());

  /** What the status says, or what the page knows better. @returns {{state: string, words: string}} */
  function shown() {
    if (isPageSignedOut()) return { state: "signed-out", words: _("Signed out") };
    if (stream?.isLate)
      return { state: "late", words: _("No word for %(time)s", { time: wholeDuration(stream.silent_ms / 1000) }) };
    return { state: status.state, words: connectionText(status, Date.now() - since_ms) };
  }

  function draw() {
    const { state, words } = shown();
    setText(text, words);
    badge.dataset.state = state;
    tryNow.hidden = !isWaiting(status, Date.now() - since_ms);
    const isOver =
      state === "signed-out" ||
      status.state === "complete" ||
      status.state === "closed" ||
      (status.state === "failed" && status.retry_in_ms === undefined);
    let flow = "still";
    if (isOver) flow = "closed";
    else if (
      state === "late" ||
      status.state === "stalled" ||
      status.state === "reconnecting" ||
      status.state === "failed"
    )
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
      badge.title = next.message ?? "";
      if (isSignedOut(next)) signedOut();
      draw();
    },
    hide() {
      badge.hidden = true;
    },
    flow() {
      const isFlowing = line.dataset.flow === "flowing";
      flowed_ms = Date.now();
      if (!isFlowing) draw();
    },
    follow(followed) {
      stream = followed;
    },
  };
}
