// @ts-check
// A page that asks for itself again, because something has happened that only the server can draw. At most so often,
// and not while nobody looks.

import { released } from "../components/press.js";
import { signedOut } from "../components/signed-out.js";

const RENEWAL_MS = 2000;

export class Renewal {
  #use;
  /** @type {ReturnType<typeof setTimeout> | null} */ #timer = null;
  #isRunning = false;
  #isAsked = false;
  #renewed_ms = 0;

  /** @param {(page: Document) => void} use what to do with the page as it is now */
  constructor(use) {
    this.#use = use;
    document.addEventListener("visibilitychange", () => this.#isAsked && this.soon());
  }

  /** However much happens meanwhile, one renewal follows. */
  soon() {
    this.#isAsked = true;
    if (this.#timer !== null || this.#isRunning || document.hidden) return;
    const wait_ms = Math.max(150, this.#renewed_ms + RENEWAL_MS - Date.now());
    this.#timer = setTimeout(() => void this.#renew(), wait_ms);
  }

  async #renew() {
    this.#timer = null;
    this.#isAsked = false;
    this.#isRunning = true;
    this.#renewed_ms = Date.now();
    const isDone = await this.#load().catch(() => false);
    this.#isRunning = false;
    if (!isDone || this.#isAsked) this.soon();
  }

  /** @returns {Promise<boolean>} whether there is nothing to try again */
  async #load() {
    // Only what the page is about, without its frame. It must not be kept for somebody who goes back to the page.
    const headers = { Accept: "text/html", "X-Part": "content" };
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store", headers });
    if (!answer.ok) return answer.status < 500 && answer.status !== 429;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    await released();
    if (answer.redirected && !page.querySelector("[data-events]")) signedOut();
    else this.#use(page);
    return true;
  }
}
