// @ts-check
// Times: relative in the reader's language, exact on hover. One timer for the whole page.

import { _ } from "./text.js";

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

/**
 * `just now`, `3 min ago`, `2 h ago`, `yesterday`, `4 Nov`.
 * @param {number} at_ms
 * @param {number} [now_ms]
 */
export function relative(at_ms, now_ms = Date.now()) {
  const seconds = (now_ms - at_ms) / 1000;
  if (seconds < 45) return _("just now");
  if (seconds < 3600) return _("%(number)s min ago", { number: Math.max(1, Math.round(seconds / 60)) });
  if (seconds < 86_400) return _("%(number)s h ago", { number: Math.round(seconds / 3600) });
  if (seconds < 172_800) return _("yesterday");
  if (seconds < 604_800) return _("%(number)s days ago", { number: Math.floor(seconds / 86_400) });
  const at = new Date(at_ms);
  return at.getFullYear() === new Date(now_ms).getFullYear() ? day.format(at) : dayAndYear.format(at);
}

/** Write one `<time data-time datetime=…>`. */
export function showTime(/** @type {HTMLTimeElement} */ node) {
  const at = Date.parse(node.dateTime);
  if (Number.isNaN(at)) return;
  const text = relative(at);
  if (node.textContent !== text) node.textContent = text;
  node.title = exact.format(at);
}

/** A time that says so itself, and stays current: `at_s` in Unix seconds. */
export function timeNode(/** @type {number} */ at_s) {
  const node = document.createElement("time");
  node.dateTime = new Date(at_s * 1000).toISOString();
  node.dataset.time = "";
  showTime(node);
  return node;
}

/** Write all times of the page. */
export function showTimes() {
  document.querySelectorAll("time[data-time]").forEach((node) => showTime(/** @type {HTMLTimeElement} */ (node)));
}

/** Keep every time on the page current. */
export function watchTimes() {
  showTimes();
  setInterval(showTimes, 15_000);
}
