// @ts-check
/**
 * Fetches the same events from the same positions, for networks whose proxies break or buffer streams. One channel is
 * long-polled. Several are polled in turn, and their events sorted back into id order.
 */

import { Backoff } from "./backoff.js";
import { Pause } from "./pause.js";
import { call, isFinal } from "./request.js";
import { compareIds } from "./seen.js";
import { StreamError } from "./state.js";

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./plan.js").Plan} Plan */

/** @typedef {{ id: number, channel: string, type: string, data: object, at: number }} StoredEvent */
/** @typedef {{ channel: string | null, from: number, to: number, reason: string }} Gap */
/** @typedef {{ events: StoredEvent[], next: number, gap: Gap | null, done: boolean }} Page */

/**
 * @typedef {object} PollerHooks
 * @property {() => string} position
 * @property {(frame: Frame) => void} onFrame
 * @property {() => void} onAlive
 * @property {(ending: import("./attempt.js").Ending) => void} onEnding
 */

const LIMIT = 1000;
const WAIT_S = 25;
const INTERVAL_MS = 2000;
const FAILURES_BEFORE_GIVING_UP = 5;

export class Poller {
  #plan;
  #hooks;
  #pause;
  /** @type {AbortController | null} */ #current = null;

  /**
   * @param {Plan} plan
   * @param {PollerHooks} hooks
   */
  constructor(plan, hooks) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#pause = new Pause(plan.environment);
  }

  start() {
    this.stop();
    this.#current = new AbortController();
    void this.#poll(this.#current.signal);
  }

  stop() {
    this.#current?.abort();
    this.#current = null;
    this.#pause.end();
  }

  /**
   * Fetches once, without waiting, what has come after the position. Returns whether there was any.
   * @param {AbortSignal} signal
   */
  async look(signal) {
    const { frames, isDone } = await this.#round(signal, 0);
    for (const frame of frames) if (!signal.aborted) this.#hooks.onFrame(frame);
    return frames.length > 0 || isDone;
  }

  /** @param {AbortSignal} signal */
  async #poll(signal) {
    const { environment, channels } = this.#plan;
    const backoff = new Backoff(environment.random);
    let failures = 0;
    while (!signal.aborted) {
      let pause_ms = channels.length > 1 ? INTERVAL_MS : 0;
      try {
        const round = await this.#round(signal, channels.length > 1 ? 0 : WAIT_S);
        if (signal.aborted) return;
        failures = 0;
        backoff.reset();
        this.#hooks.onAlive();
        for (const frame of round.frames) if (!signal.aborted) this.#hooks.onFrame(frame);
        if (signal.aborted) return;
        if (round.isDone) return this.#end({ kind: "complete" });
        if (round.isPartial) pause_ms = 0;
      } catch (cause) {
        if (signal.aborted) return;
        const error = cause instanceof StreamError ? cause : new StreamError("network", "Polling failed.", { cause });
        if (isFinal(error)) return this.#end({ kind: "refused", error });
        if (environment.isOnline()) failures += 1;
        if (failures >= FAILURES_BEFORE_GIVING_UP) return this.#end({ kind: "lost", error });
        pause_ms = backoff.next(error.retry_after_ms);
      }
      await this.#pause.wait(pause_ms);
    }
  }

  /**
   * Everything after the position in all channels, in id order.
   * @param {AbortSignal} signal
   * @param {number} wait_s
   */
  async #round(signal, wait_s) {
    const after = this.#hooks.position() || "0";
    const { channels } = this.#plan;
    const pages = await Promise.all(channels.map((channel) => this.#page(channel, after, wait_s, signal)));
    if (pages.length > 1) await this.#complete(pages, signal);
    const limit = smallest(pages.filter((page) => page.events.length >= LIMIT).map((page) => page.next));
    const frames = pages.flatMap(framesOf).sort((a, b) => compareIds(String(a.id), String(b.id)));
    return {
      frames: limit === null ? frames : frames.filter((frame) => compareIds(String(frame.id), limit) <= 0),
      isPartial: limit !== null,
      isDone: limit === null && pages.every((page) => page.done),
    };
  }

  /**
   * Channels are read one after another, so an event may reach the first channel after it was read but before the last
   * one was. Delivering an id means delivering everything up to it, so the other channels are read again now that the
   * id is known to exist.
   *
   * @param {Page[]} pages one per channel, extended in place
   * @param {AbortSignal} signal
   */
  async #complete(pages, signal) {
    const newest = pages.flatMap((page) => page.events).reduce((id, event) => Math.max(id, event.id), 0);
    if (newest === 0) return;
    await Promise.all(
      this.#plan.channels.map(async (channel, index) => {
        const page = pages[index];
        if (page.events.length >= LIMIT || page.events.at(-1)?.id === newest) return;
        const more = await this.#page(channel, String(page.next), 0, signal);
        const events = more.events.filter((event) => event.id <= newest); // anything newer waits for a later round
        page.done = more.done && events.length === more.events.length;
        page.events = page.events.concat(events);
        if (more.events.length >= LIMIT) page.next = Math.min(newest, more.next);
      }),
    );
  }

  /**
   * @param {string} channel
   * @param {string} after
   * @param {number} wait_s
   * @param {AbortSignal} signal
   * @returns {Promise<Page>}
   */
  async #page(channel, after, wait_s, signal) {
    const query = new URLSearchParams({ after, limit: String(LIMIT), ...(wait_s ? { wait: String(wait_s) } : {}) });
    const limit_ms = wait_s * 1000 + this.#plan.stallMs;
    const page = await call(
      this.#plan,
      `channels/${encodeURIComponent(channel)}/events?${query}`,
      { signal },
      limit_ms,
    );
    if (Array.isArray(page?.events)) return page;
    throw new StreamError("content_type", "The server's answer to polling is not Tailrace's.");
  }

  /** @param {import("./attempt.js").Ending} ending */
  #end(ending) {
    this.stop();
    this.#hooks.onEnding(ending);
  }
}

/**
 * A page as the frames that the stream would have sent.
 * @param {Page} page
 * @returns {Frame[]}
 */
function framesOf({ events, gap }) {
  const gaps = gap ? [{ id: String(gap.to), event: "gap", data: JSON.stringify(gap) }] : [];
  const frames = events.map(({ id, type, channel, data }) => ({
    id: String(id),
    event: "",
    data: JSON.stringify({ ...data, type, channel }),
  }));
  return [...gaps, ...frames];
}

/**
 * @param {number[]} ids
 * @returns {string | null}
 */
function smallest(ids) {
  return ids.length === 0 ? null : String(Math.min(...ids));
}
