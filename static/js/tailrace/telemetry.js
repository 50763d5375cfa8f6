// @ts-check
/**
 * What the user of a stream lived through: the server's own view of its streams cannot know it. Always counted (a page may show
 * the numbers), reported only where the `telemetry` option is on.
 */

/** @typedef {import("./plan.js").Plan} Plan */

/** Enough to draw a distribution from; a tab may be open for weeks. */
const SAMPLES = 100;

export class Telemetry {
  #plan;

  events = 0;
  duplicates = 0;
  /** Times that the server said, or the client saw, that something is missing. */
  losses = 0;
  stalls = 0;
  reconnects = 0;
  completions = 0;
  failures = 0;
  /** @type {number[]} from the detection of a stall to the next byte */
  stall_recovery_ms = [];
  /** @type {number[]} from the loss of a connection to the next one */
  reconnect_ms = [];

  /** @param {Plan} plan */
  constructor(plan) {
    this.#plan = plan;
  }

  /** @type {number | null} */ #stalled_at = null;
  /** @type {number | null} */ #disconnected_at = null;

  stalled() {
    this.stalls += 1;
    this.#stalled_at = this.#plan.environment.now();
  }

  disconnected() {
    this.#disconnected_at ??= this.#plan.environment.now();
  }

  /** Whatever was wrong is over. */
  connected() {
    const now = this.#plan.environment.now();
    if (this.#stalled_at !== null) keep(this.stall_recovery_ms, now - this.#stalled_at);
    if (this.#disconnected_at !== null) {
      this.reconnects += 1;
      keep(this.reconnect_ms, now - this.#disconnected_at);
    }
    this.#stalled_at = this.#disconnected_at = null;
  }

  /** Reports and starts over. A beacon outlives the page that sends it. */
  flush() {
    if (!this.#plan.telemetry) return;
    const { environment, api } = this.#plan;
    const { events, duplicates, losses, stalls, reconnects, completions, failures, stall_recovery_ms, reconnect_ms } = this;
    if (events + duplicates + losses + stalls + reconnects + completions + failures === 0) return;
    const report = {
      stream_kind: streamKind(this.#plan.channels),
      network_type: environment.networkType(),
      ...{ events, duplicates, losses, stalls, reconnects, completions, failures, stall_recovery_ms, reconnect_ms },
    };
    const body = new Blob([JSON.stringify(report)], { type: "application/json" });
    if (!environment.sendBeacon(String(new URL("telemetry", api)), body)) return;
    Object.assign(this, { events: 0, duplicates: 0, losses: 0, stalls: 0, reconnects: 0, completions: 0, failures: 0 });
    this.stall_recovery_ms = [];
    this.reconnect_ms = [];
  }
}

/**
 * A label with few values, never a channel's name.
 * @param {string[]} channels
 */
function streamKind(channels) {
  const kinds = new Set(channels.map((channel) => /^(scan|screening|progress|chat|executions|system)\b/.exec(channel)?.[0] ?? "custom"));
  return kinds.size === 1 ? [...kinds][0] : "mixed";
}

/**
 * @param {number[]} samples
 * @param {number} ms
 */
function keep(samples, ms) {
  samples.push(Math.max(0, Math.round(ms)));
  if (samples.length > SAMPLES) samples.shift();
}
