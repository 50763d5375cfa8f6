// @ts-check
// Severities in order, and their colours as the style sheet has them.

export const SEVERITIES = /** @type {const} */ (["low", "medium", "high", "critical"]);
/** Worst first, as lists show them. */
export const WORST_FIRST = /** @type {const} */ (["critical", "high", "medium", "low"]);
export const LETTER = { low: "L", medium: "M", high: "H", critical: "C" };

/** 0 for none, 4 for critical. */
export function rank(/** @type {string | null | undefined} */ severity) {
  return SEVERITIES.indexOf(/** @type {any} */ (severity)) + 1;
}

/** The worse of two. */
export function worse(/** @type {string | null} */ one, /** @type {string | null} */ other) {
  return rank(one) >= rank(other) ? one : other;
}

/**
 * The colours of the theme in force, for canvases.
 * @returns {Record<string, string>}
 */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = ["none", "low", "medium", "high", "critical", "pending", "pending-line"].map((name) => `severity-${name}`);
  names.push(...["none", "low", "medium", "high", "critical"].map((name) => `on-severity-${name}`));
  names.push("ground", "surface", "sunken", "line", "line-strong", "text", "text-muted", "accent", "accent-text", "accent-soft", "warn", "font");
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}
