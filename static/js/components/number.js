// @ts-check
// Counts, sizes and durations as people read them; the exact value goes into a title.

import { _, ngettext } from "./text.js";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const THIN = "\u202f";

/** `12 345`, with thin spaces. */
export function count(/** @type {number} */ value) {
  return grouped.format(value).replaceAll(",", THIN);
}

/**
 * `plural(2, "%(num)s file", "%(num)s files")`: `2 files`, in the reader's language.
 * @param {number} value
 * @param {string} one
 * @param {string} many
 */
export function plural(value, one, many) {
  return ngettext(one, many, value, { num: count(value) });
}

/** `12 345` below a hundred thousand, then `123 k`, `1.2 M`. */
export function roundedCount(/** @type {number} */ value) {
  if (value < 100_000) return count(value);
  if (value < 999_500) return `${Math.round(value / 1000)}${THIN}k`;
  return `${(value / 1_000_000).toFixed(1)}${THIN}M`;
}

/** `980 B`, `12 KiB`, `3.4 MiB`. */
export function bytes(/** @type {number} */ value) {
  if (value < 1024) return `${value} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let amount = value / 1024;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount < 10 && unit > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
}

/** `7.4 s`, `45 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(/** @type {number} */ seconds) {
  if (seconds < 9.95) return `${Math.max(seconds, 0).toFixed(1)} s`;
  return wholeDuration(seconds);
}

/** The same without tenths, for numbers that tick: `7 s`. */
export function wholeDuration(/** @type {number} */ seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** An estimate, rounded as estimates are: `about 40 s left`, `about 3 min left`. */
export function about(/** @type {number} */ seconds) {
  if (seconds < 8) return _("a few seconds left");
  if (seconds < 55) return _("about %(number)s s left", { number: Math.ceil(seconds / 5) * 5 });
  if (seconds < 3300) return _("about %(number)s min left", { number: Math.max(1, Math.round(seconds / 60)) });
  return _("about %(number)s h left", { number: (seconds / 3600).toFixed(1) });
}
