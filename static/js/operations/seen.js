// @ts-check
// What somebody has seen of executions that failed or warned, on this page and on those before: it is no news again.

const KEPT = "tailrace.seen";
const MOST = 300;

export class Seen {
  #onPage = new Set();

  has(/** @type {string} */ key) {
    return this.#onPage.has(key) || kept().includes(key);
  }

  /** It stands on this page; that somebody looks at the page is not said. */
  onPage(/** @type {string} */ key) {
    this.#onPage.add(key);
  }

  /** Somebody has seen these: no other page of this browser tells them again. */
  keep(/** @type {string[]} */ keys) {
    localStorage.setItem(KEPT, JSON.stringify([...kept(), ...keys].slice(-MOST)));
  }
}

/** @returns {string[]} the newest last */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}
