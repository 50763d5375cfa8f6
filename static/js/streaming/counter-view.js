// @ts-check
// The counters on the page: numbers change in place, twice a second and with every burst.

import { find, setText } from "../components/element.js";
import { bytes, count, plural, roundedCount, wholeDuration } from "../components/number.js";
import { _ } from "../components/text.js";
import { availability, rate, spark, SPARK_S, uptime_ms } from "./counter.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 20;

/** @typedef {import("../tailrace/counts.js").Counts} Counts */

export class CounterView {
  #line = document.createElementNS(SVG, "polyline");

  constructor() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${SPARK_S - 1} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    this.#line.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(this.#line);
    find("[data-spark]").append(svg);
  }

  /**
   * @param {import("./counter.js").Counters} counters
   * @param {Counts | null} counts the client's own
   * @param {{heard_ms: number, bytes: number}} network
   */
  show(counters, counts, network) {
    const now_ms = Date.now();
    const perSecond = rate(counters, now_ms);
    show(
      "events",
      roundedCount(counters.events),
      network.bytes ? _("%(size)s received", { size: bytes(network.bytes) }) : "",
    );
    show("rate", perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1), "");
    show(
      "uptime",
      wholeDuration(uptime_ms(counters, now_ms) / 1000),
      counts ? _("%(share)s of the time", { share: percent(availability(counters, now_ms)) }) : "",
    );
    show(
      "reconnects",
      count(counts?.reconnects ?? 0),
      counts?.reconnect_ms.length
        ? _("last took %(time)s", { time: seconds(counts.reconnect_ms) })
        : _("made by itself"),
    );
    show("duplicates", count(counts?.duplicates ?? 0), _("none shown twice"));
    show(
      "stalls",
      count(counts?.stalls ?? 0),
      counts?.stall_recovery_ms.length
        ? _("over in %(time)s", { time: seconds(counts.stall_recovery_ms) })
        : _("30 s of silence"),
    );
    show("gaps", count(counters.gaps), counters.gaps ? _("see the log") : _("nothing missing"));
    for (const [key, isBad] of /** @type {[string, boolean][]} */ ([
      ["gaps", counters.gaps > 0],
      ["stalls", (counts?.stalls ?? 0) > 0],
    ]))
      find(`[data-counter="${key}"]`).dataset.warn = String(isBad);
    fact("client", counters.clientId || "–");
    fact("position", counters.position || "–");
    fact(
      "recovered",
      counters.recovered === null ? "–" : counters.recovered ? "yes, nothing is missing" : "no, see the gap",
    );
    fact("heard", network.heard_ms ? heard(now_ms - network.heard_ms) : "–");
    this.#draw(spark(counters, now_ms));
  }

  #draw(/** @type {number[]} */ values) {
    const highest = Math.max(1, ...values);
    const points = values
      .map((value, place) => `${place},${(HEIGHT - 1 - (value / highest) * (HEIGHT - 2)).toFixed(1)}`)
      .join(" ");
    if (this.#line.getAttribute("points") !== points) this.#line.setAttribute("points", points);
  }
}

/** One sentence for a screen reader that asks for the state. */
export function summary(/** @type {import("./counter.js").Counters} */ counters, /** @type {Counts | null} */ counts) {
  const parts = [
    plural(counters.events, "%(num)s event", "%(num)s events"),
    plural(counts?.reconnects ?? 0, "%(num)s reconnect", "%(num)s reconnects"),
    plural(counters.gaps, "%(num)s gap", "%(num)s gaps"),
  ];
  return `${parts.join(", ")}.`;
}

function show(/** @type {string} */ key, /** @type {string} */ value, /** @type {string} */ note) {
  const box = find(`[data-counter="${key}"]`);
  setText(find("[data-value]", box), value);
  setText(find("[data-note]", box), note);
}

function fact(/** @type {string} */ key, /** @type {string} */ text) {
  const node = find(`[data-fact="${key}"]`);
  setText(node, text);
  node.title = text;
}

function heard(/** @type {number} */ ago_ms) {
  return ago_ms < 1500 ? "just now" : `${wholeDuration(ago_ms / 1000)} ago`;
}

function percent(/** @type {number} */ share) {
  return `${share > 0.9995 ? "100" : (share * 100).toFixed(1)} %`;
}

function seconds(/** @type {number[]} */ samples) {
  return `${((samples.at(-1) ?? 0) / 1000).toFixed(1)} s`;
}
