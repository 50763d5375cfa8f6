// @ts-check
// What rules are about, in the server's words: asked for once, as rules appear.

import { request } from "../components/request.js";

/** @typedef {import("./issue-group.js").Words} Words */

const AT_ONCE = 50;
const NAME_CHARS = 200;

export class RuleWords {
  /** @type {Map<string, Words>} */ #known = new Map();
  /** @type {Set<string>} */ #asked = new Set();

  /**
   * @param {string} url where the server explains
   * @param {() => void} onNews
   */
  constructor(url, onNews) {
    this.url = url;
    this.onNews = onNews;
  }

  of(/** @type {string} */ rule) {
    return this.#known.get(rule) ?? null;
  }

  /** Asks for those that are not known yet. Without an answer, groups are called by their messages. */
  async want(/** @type {Iterable<string>} */ rules) {
    const unknown = [...new Set(rules)].filter((rule) => !this.#asked.has(rule) && rule.length <= NAME_CHARS);
    for (const rule of unknown) this.#asked.add(rule);
    for (let from = 0; from < unknown.length; from += AT_ONCE) {
      const part = unknown.slice(from, from + AT_ONCE);
      try {
        const query = new URLSearchParams(part.map((rule) => ["rule", rule]));
        const { explanations } = await request("GET", `${this.url}?${query}`);
        for (const words of explanations) this.#known.set(`${words.engine}:${words.rule}`, words);
      } catch {
        for (const rule of part) this.#asked.delete(rule); // asked again with the next batch
        return;
      }
      this.onNews();
    }
  }
}
