// @ts-check
/**
 * Reports to Tailrace how a page's streams do, by beacon: soon after something happened, else now and then, and once
 * more when the page goes. What is reported holds numbers alone. Nothing is reported to another origin, or to a server
 * that has not shown that it is Tailrace.
 */

import { Tally } from "./tally.js";

/** @typedef {import("./environment.js").Environment} Environment */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./tally.js").Teller} Teller */

/** While nothing happens, every so many intervals: silence would look like beacons that are blocked. */
const QUIET_INTERVALS = 4;
const MOST_KINDS = 20;

/** One for each page and server. @type {WeakMap<object, Map<string, Reporter>>} */
const reporters = new WeakMap();

/**
 * Whether a stream may be reported, if its server is Tailrace.
 *
 * @param {Plan} plan
 */
export function mayReport({ telemetry, api, environment: { sendBeacon, base, window } }) {
  return telemetry && sendBeacon !== null && window !== null && api.origin === new URL(base).origin;
}

/**
 * The reporter of a stream, or null if it must not report.
 *
 * @param {Plan} plan
 * @returns {Reporter | null}
 */
export function reporterFor(plan) {
  const { telemetryMs, api, environment } = plan;
  const { window } = environment;
  if (!mayReport(plan) || window === null) return null;
  const known = reporters.get(window) ?? new Map();
  reporters.set(window, known);
  const reporter = known.get(api.href) ?? new Reporter(environment, String(new URL("telemetry", api)), telemetryMs);
  known.set(api.href, reporter);
  return reporter;
}

class Reporter {
  #environment;
  #url;
  #interval_ms;
  /** @type {Map<Teller, Plan>} */ #streams = new Map();
  /** Of those, the ones that have ended: they go once they are reported. @type {Set<Teller>} */ #ended = new Set();
  /** @type {unknown} */ #timer = null;
  #quiet = 0;
  #isTailrace = false;

  /**
   * @param {Environment} environment
   * @param {string} url
   * @param {number} interval_ms
   */
  constructor(environment, url, interval_ms) {
    this.#environment = environment;
    this.#url = url;
    this.#interval_ms = interval_ms;
    environment.window?.addEventListener("pagehide", () => this.#send());
  }

  /**
   * @param {Teller} teller
   * @param {Plan} plan
   */
  begin(teller, plan) {
    this.#streams.set(teller, plan);
    this.#timer ??= this.#environment.setTimeout(() => this.#tick(), this.#interval_ms);
  }

  /** @param {Teller} teller its stream has ended */
  end(teller) {
    if (this.#streams.has(teller)) this.#ended.add(teller);
  }

  #tick() {
    this.#quiet += 1;
    const isUrgent = [...this.#streams.keys()].some(({ tally }) => tally.isUrgent);
    if (isUrgent || this.#quiet >= QUIET_INTERVALS || this.#ended.size === this.#streams.size) this.#send();
    this.#timer = this.#streams.size === 0 ? null : this.#environment.setTimeout(() => this.#tick(), this.#interval_ms);
  }

  #send() {
    this.#quiet = 0;
    const kinds = this.#byKind();
    if (kinds.size > 0) {
      const streams = [...kinds].slice(0, MOST_KINDS).map(([kind, tally]) => ({ kind, ...tally }));
      const body = JSON.stringify({ network_type: this.#environment.networkType(), streams });
      if (!this.#environment.sendBeacon?.(this.#url, body)) return; // the browser's queue is full: later
    }
    for (const teller of this.#streams.keys()) teller.take();
    for (const teller of this.#ended) this.#streams.delete(teller);
    this.#ended.clear();
  }

  #byKind() {
    /** @type {Map<string, Tally>} */
    const kinds = new Map();
    this.#isTailrace ||= [...this.#streams].some(([teller, plan]) => teller.isTailrace || plan.token === undefined);
    if (!this.#isTailrace) return kinds;
    for (const [teller, plan] of this.#streams) {
      if (teller.tally.isEmpty) continue;
      const kind = kindOf(plan.channels);
      const tally = kinds.get(kind) ?? new Tally();
      tally.add(teller.tally);
      kinds.set(kind, tally);
    }
    return kinds;
  }
}

/**
 * What a stream is about: the first part of its channels' names, which the server knows or takes for any.
 * @param {string[]} channels
 */
function kindOf(channels) {
  const [first = "stream", ...others] = new Set(channels.map((name) => name.split(".", 1)[0].slice(0, 64)));
  return others.length === 0 ? first : "stream";
}
