// @ts-check
// Severities in order, and their colours from the style sheet.

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
 * The current theme's colours, for canvases.
 * @returns {Record<string, string>}
 */
export function palette() {
  const names = ["none", "low", "medium", "high", "critical", "pending", "pending-line"].map(
    (name) => `severity-${name}`,
  );
  names.push(...["none", "low", "medium", "high", "critical"].map((name) => `on-severity-${name}`));
  for (const step of [0, 1, 2, 3, 4, 5]) names.push(`heat-${step}`, `on-heat-${step}`);
  names.push(
    "ground",
    "surface",
    "sunken",
    "line",
    "line-strong",
    "text",
    "text-muted",
    "accent",
    "accent-text",
    "accent-soft",
    "warn",
  );
  // A token may depend on the theme through light-dark(…), so an element is asked for the computed value.
  const probe = document.createElement("span");
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, style.color];
  });
  const font = style.getPropertyValue("--font").trim();
  probe.remove();
  return { ...Object.fromEntries(colours), font };
}
