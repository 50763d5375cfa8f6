// @ts-check
// What this tab keeps over reloads: drafts, and which branch is shown. A browser may forbid it; then nothing is kept.

/** @returns {string | null} */
export function kept(/** @type {string} */ key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value empty: nothing is kept any more
 */
export function keep(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    else sessionStorage.removeItem(key);
  } catch {
    // full, or forbidden
  }
}
