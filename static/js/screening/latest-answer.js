// @ts-check
// The newest answer about a screening, asked for again while it runs: soon after a file is done, and the longer an
// answer takes the less often, so that a large stack does not drown the server in its own ranking.

import { request } from "../components/request.js";

const SOONEST_MS = 900;
/** At most this share of the time is spent with answers on their way. */
const PATIENCE = 4;
const TRY_AGAIN_MS = 3000;

export class LatestAnswer {
  #url;
  #onAnswer;
  /** @type {ReturnType<typeof setTimeout> | null} */ #timer = null;
  #isAsking = false;
  #isWanted = false;
  #next_ms = 0;
  #asked = 0;
  #given = 0;

  /**
   * @param {string} url
   * @param {(answer: import("./answer.js").Screening) => void} onAnswer
   */
  constructor(url, onAnswer) {
    this.#url = url;
    this.#onAnswer = onAnswer;
    document.addEventListener("visibilitychange", () => this.#isWanted && this.soon());
  }

  /** However often it is called meanwhile, one question follows. A hidden tab waits until somebody looks. */
  soon() {
    this.#isWanted = true;
    if (this.#isAsking || this.#timer !== null || document.hidden) return;
    this.#timer = setTimeout(() => void this.#ask(), Math.max(0, this.#next_ms - performance.now()));
  }

  /** Ask now. @throws {RequestError} */
  async now() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isWanted = false;
    this.#give(await this.#fetch());
  }

  async #fetch() {
    this.#asked += 1;
    return { place: this.#asked, answer: await request("GET", this.#url) };
  }

  /** Answers may overtake each other: one that was asked for earlier than the last given is old. */
  #give(/** @type {{place: number, answer: any}} */ { place, answer }) {
    if (place < this.#given) return;
    this.#given = place;
    this.#onAnswer(answer);
  }

  async #ask() {
    this.#timer = null;
    this.#isWanted = false;
    this.#isAsking = true;
    const began_ms = performance.now();
    let wait_ms = TRY_AGAIN_MS;
    let fresh = null;
    try {
      fresh = await this.#fetch();
      wait_ms = Math.max(SOONEST_MS, (performance.now() - began_ms) * PATIENCE);
    } catch {
      this.#isWanted = true; // the connection's badge says what is wrong
    }
    this.#isAsking = false;
    this.#next_ms = performance.now() + wait_ms;
    if (this.#isWanted) this.soon();
    if (fresh) this.#give(fresh);
  }
}
