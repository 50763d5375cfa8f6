// @ts-check
// A stream's history in numbers: a pure function of what arrived and of the clock. The client itself counts duplicates,
// stalls and reconnects (`stream.counts`); the rest is counted here.

/** Seconds that the sparkline shows, and seconds that the rate is averaged over. */
export const SPARK_S = 60;
const RATE_S = 5;

/**
 * @typedef {object} Counters
 * @property {number} startedAt_ms
 * @property {number} events
 * @property {number} gaps
 * @property {number} live_ms time connected before `liveSince_ms`
 * @property {number | null} liveSince_ms
 * @property {number | null} endedAt_ms
 * @property {Map<number, number>} bySecond events by the second they arrived in, for the last minute
 * @property {string} clientId
 * @property {boolean | null} recovered what the last opening event said; null: nothing was asked for
 * @property {string} position
 */

/** @returns {Counters} */
export function startCounters(/** @type {number} */ now_ms) {
  return {
    startedAt_ms: now_ms,
    events: 0,
    gaps: 0,
    live_ms: 0,
    liveSince_ms: null,
    endedAt_ms: null,
    bySecond: new Map(),
    clientId: "",
    recovered: null,
    position: "",
  };
}

/**
 * @param {Counters} counters
 * @param {import("./log.js").Arrival[]} arrivals
 * @returns {Counters}
 */
export function countArrivals(counters, arrivals) {
  if (arrivals.length === 0) return counters;
  const next = { ...counters, bySecond: new Map(counters.bySecond) };
  for (const { kind, type, id, text, at } of arrivals) {
    if (id !== null && id !== "") next.position = id;
    if (kind === "control" && type === "gap") next.gaps += 1;
    if (kind === "control" && type === "connected") Object.assign(next, openingOf(text, next.position));
    if (kind !== "event") continue;
    const second = Math.floor(at / 1000);
    next.events += 1;
    next.bySecond.set(second, (next.bySecond.get(second) ?? 0) + 1);
  }
  const newest = Math.max(...next.bySecond.keys(), 0);
  for (const second of next.bySecond.keys()) if (second < newest - SPARK_S) next.bySecond.delete(second);
  return next;
}

/**
 * The uptime clock runs while the stream is connected.
 * @param {Counters} counters
 * @param {string} state
 * @param {number} now_ms
 * @returns {Counters}
 */
export function countState(counters, state, now_ms) {
  const isLive = state === "connected" || state === "polling";
  const isOver = state === "complete" || state === "closed";
  const { liveSince_ms } = counters;
  const next = { ...counters, endedAt_ms: isOver ? (counters.endedAt_ms ?? now_ms) : null };
  if (isLive && liveSince_ms === null) next.liveSince_ms = now_ms;
  if (!isLive && liveSince_ms !== null)
    Object.assign(next, { live_ms: counters.live_ms + now_ms - liveSince_ms, liveSince_ms: null });
  return next;
}

/** Total time live, in ms. */
export function uptime_ms(/** @type {Counters} */ { live_ms, liveSince_ms }, /** @type {number} */ now_ms) {
  return live_ms + (liveSince_ms === null ? 0 : now_ms - liveSince_ms);
}

/** The share of the time since Connect that the stream was live, from 0 to 1. */
export function availability(/** @type {Counters} */ counters, /** @type {number} */ now_ms) {
  const whole_ms = (counters.endedAt_ms ?? now_ms) - counters.startedAt_ms;
  return whole_ms <= 0 ? 1 : Math.min(1, uptime_ms(counters, now_ms) / whole_ms);
}

/** Events per second, over the last five whole seconds. */
export function rate(/** @type {Counters} */ counters, /** @type {number} */ now_ms) {
  const recent = spark(counters, now_ms).slice(-RATE_S);
  return recent.reduce((sum, value) => sum + value, 0) / RATE_S;
}

/** @returns {number[]} events in each of the last 60 seconds, oldest first, the current one last */
export function spark(/** @type {Counters} */ { bySecond }, /** @type {number} */ now_ms) {
  const last = Math.floor(now_ms / 1000);
  return Array.from({ length: SPARK_S }, (_, place) => bySecond.get(last - SPARK_S + 1 + place) ?? 0);
}

/** @returns {Partial<Counters>} */
function openingOf(/** @type {string} */ text, /** @type {string} */ position) {
  try {
    const { client_id, from, recovered, head } = JSON.parse(text);
    return {
      clientId: String(client_id ?? ""),
      recovered: from === null || from === undefined ? null : Boolean(recovered),
      position: position || String(from ?? head ?? ""),
    };
  } catch {
    return {};
  }
}
