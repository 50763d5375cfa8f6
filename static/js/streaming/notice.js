// @ts-check
// What to say when a stream is refused or has ended: why, and what to do.

import { element, find, icon } from "../components/element.js";
import { notice } from "../components/notice.js";
import { _ } from "../components/text.js";
import { freshChannel, patternOf } from "./channel.js";
import { commands } from "./publish.js";
import { FLASK } from "./snippet.js";

const place = () => find("[data-refused]");

export function clearNotice() {
  place().replaceChildren();
}

/** @param {string[]} channels @param {(channel: string) => void} onFresh */
export function showEnded(channels, onFresh) {
  const fresh = freshChannel(channels[0]);
  const button = element(
    "button",
    { class: "button button--small", type: "button", onclick: () => onFresh(fresh) },
    icon("plus"),
    element("span", {}, _("Use a fresh channel")),
  );
  show(
    "ok",
    _("The stream is complete"),
    [
      `${channels.length === 1 ? `${channels[0]} is closed` : _("All of its channels are closed")}, and everything` +
        " was delivered. What it holds can be read again: start from the beginning.",
    ],
    button,
  );
}

/**
 * @param {import("../tailrace/state.js").Status} status
 * @param {string[]} channels
 * @param {string} username
 */
export function showRefused({ http_status, message }, channels, username) {
  const patterns = [...new Set(channels.map(patternOf))];
  if (http_status === 403) {
    const grant = `${FLASK} user grant ${username} ${patterns.map((pattern) => `--subscribe '${pattern}'`).join(" ")}`;
    show(
      "bad",
      _("You may not read this"),
      [
        message ?? "",
        _("Members read what is their own, and what they were granted. Whoever runs the server grants it:"),
      ],
      commands([[_("On the server:"), grant]]),
    );
  } else
    show("bad", _("The stream was refused"), [
      message ?? _("The server gave no reason."),
      _("Nothing is lost: connect again to try once more."),
    ]);
}

/** @param {Parameters<typeof notice>} about */
function show(...about) {
  place().replaceChildren(notice(...about));
}
