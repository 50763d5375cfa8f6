// @ts-check
// The states of an execution in words and shapes, as templates/components/badge.html has them.

import { setIcon, setText } from "../components/element.js";
import { _ } from "../components/text.js";

/** @type {Record<string, string>} */
const STATUS_WORD = {
  queued: _("Queued"),
  running: _("Running"),
  succeeded: _("Finished"),
  failed: _("Failed"),
  cancelled: _("Cancelled"),
  no_news: _("No news"),
};
/** @type {Record<string, string>} */
const STATUS_ICON = {
  queued: "clock",
  running: "loader",
  succeeded: "check",
  failed: "x",
  cancelled: "ban",
  no_news: "wifi-off",
};

export function showStatus(/** @type {HTMLElement | null} */ badge, /** @type {string} */ status) {
  if (!badge || badge.dataset.status === status) return;
  badge.dataset.status = status;
  setText(badge.querySelector("span"), STATUS_WORD[status] ?? status);
  setIcon(badge.querySelector("svg"), STATUS_ICON[status] ?? "info");
}
