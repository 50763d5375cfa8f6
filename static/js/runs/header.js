// @ts-check
// The head of a run's page: its badge, the window's title, and the parts shown only while it runs or after it ends.

import { find, setIcon, setText } from "../components/element.js";
import { duration } from "../components/number.js";
import { _ } from "../components/text.js";
import { showTime } from "../components/time.js";
import { hasEnded, STATUS_ICON, STATUS_WORD } from "./run.js";

/** @typedef {import("./run.js").RunStatus} RunStatus */

/**
 * @param {string} name what people call the run
 * @param {{status: RunStatus, progress: number, startedAt_ms?: number | null, took_s?: number | null}} state
 */
export function showHeader(name, { status, progress, startedAt_ms = null, took_s = null }) {
  const isLive = !hasEnded({ status });
  find("[data-run]").dataset.status = status;
  const lead = isLive
    ? `${Math.floor(progress * 100)} % · `
    : status === "succeeded"
      ? ""
      : `${STATUS_WORD[status]} · `;
  const title = `${lead}${name} · Tailrace`;
  if (document.title !== title) document.title = title;
  const badge = find("[data-status-badge]");
  if (badge.dataset.status !== status) {
    badge.dataset.status = status;
    setText(badge.querySelector("span"), STATUS_WORD[status]);
    setIcon(badge.querySelector("svg"), STATUS_ICON[status]);
  }
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-when]"))) {
    const { when } = part.dataset;
    part.hidden = when === "live" ? !isLive : when === "report" ? status !== "succeeded" : isLive;
  }
  if (status !== "queued" && startedAt_ms !== null) showStart(startedAt_ms);
  if (!isLive && took_s !== null)
    setText(find("[data-fact-took]"), _(", took %(duration)s", { duration: duration(took_s) }));
}

/** The page may have been made while the run was still waiting. */
function showStart(/** @type {number} */ at_ms) {
  setText(find("[data-fact-when]"), _("Started"));
  const time = /** @type {HTMLTimeElement} */ (find("[data-fact-at] time"));
  const at = new Date(at_ms).toISOString();
  if (Date.parse(time.dateTime) === Date.parse(at)) return;
  time.dateTime = at;
  showTime(time);
}
