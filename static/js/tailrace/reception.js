// @ts-check
/**
 * Takes what arrives, in order and each id once: tracks where the stream stands, obeys its control events, and passes
 * frames on to the readers.
 */

import { learnChannels } from "./channel.js";
import { meaningOf, openingOf } from "./frame.js";
import { mayReport } from "./reporter.js";
import { Seen } from "./seen.js";
import { renew } from "./token.js";

/** @typedef {import("./frame.js").Frame} Frame */

/**
 * @typedef {object} ReceptionHooks
 * @property {(frame: Frame) => void} onFrame
 * @property {(error: import("./state.js").StreamError) => void} onError
 * @property {(heartbeat_s: number) => void} onOpening the stream is Tailrace's own
 * @property {(token: string | null) => void} onToken the stream goes on with this one
 * @property {() => void} onProgress the stream brought something, so it has not failed
 * @property {(ending: import("./attempt.js").Ending) => void} onEnding the server ends the stream
 */

export class Reception {
  #plan;
  #counts;
  #hooks;
  #seen = new Seen();
  /** The server's name for the last connection, needed to renew it in place; "" before the first. */
  #clientId = "";
  #opened_at = "";

  /**
   * @param {import("./plan.js").Plan} plan
   * @param {import("./counts.js").Counts} counts
   * @param {ReceptionHooks} hooks
   */
  constructor(plan, counts, hooks) {
    this.#plan = plan;
    this.#counts = counts;
    this.#hooks = hooks;
  }

  /** Where to resume: the last id, or where the stream stood when it opened. */
  get position() {
    return this.#seen.last || this.#opened_at;
  }

  /** The same, for a request that is about to be sent. */
  ask() {
    this.#counts.teller.asked();
    return this.position;
  }

  get ordered() {
    return this.#seen.ordered;
  }

  /** @param {string} position */
  reset(position) {
    this.#seen.reset(position);
    this.#opened_at = "";
  }

  /** @param {Frame} frame */
  take(frame) {
    if (frame.event === "gap") return this.#gap(frame);
    if (frame.id !== null) this.#counts.teller.tally.events += 1;
    if (frame.id !== null && !this.#seen.admit(frame.id)) {
      this.#counts.duplicated();
      return;
    }
    // "If the data buffer is an empty string ... return"; one that holds only an empty line is just as empty
    if (!frame.data) return;
    const opening = openingOf(frame);
    if (opening) this.#open(opening);
    else if (frame.id !== null || frame.event === "") this.#hooks.onProgress();
    this.#hooks.onFrame(frame);
    this.#obey(frame);
  }

  /** Reports an event that cannot be received. @param {import("./state.js").StreamError} error */
  lose(error) {
    this.#counts.lost();
    this.#hooks.onError(error);
  }

  /** What the next attempt says of this client. Of an unknown server nothing is known, so it is told nothing. */
  get said() {
    const isTailrace = this.#plan.token === undefined || this.#counts.teller.isTailrace;
    return { previous: this.#clientId, isReporting: isTailrace && mayReport(this.#plan) };
  }

  /** @param {NonNullable<ReturnType<typeof openingOf>>} opening */
  #open({ client_id, head, channels, from_start, heartbeat_s, at }) {
    this.#counts.teller.opened(at);
    this.#clientId = client_id;
    this.#seen.ordered = true;
    learnChannels(this.#plan, channels);
    this.#hooks.onOpening(heartbeat_s);
    // This stream starts from now. If it broke before the first event, "now" would move on and the events in between
    // would be lost.
    if (this.position === "" && from_start === false) this.#opened_at = head;
  }

  /** @param {Frame} frame */
  #gap(frame) {
    if (!this.#seen.jump(frame)) return;
    this.#counts.lost();
    this.#hooks.onProgress();
    this.#hooks.onFrame(frame);
  }

  /**
   * Acts on control events about the connection itself.
   * @param {Frame} frame
   */
  #obey(frame) {
    if (frame.event === "heartbeat") this.#counts.teller.heartbeat(meaningOf(frame).data?.at);
    if (frame.event === "done") this.#hooks.onEnding({ kind: "complete" });
    if (frame.event === "closing") {
      const { reason, retry } = meaningOf(frame).data ?? {};
      if (typeof reason === "string") this.#hooks.onEnding({ kind: "closing", reason, retry_ms: Number(retry) || 0 });
    }
    if (frame.event === "token_expiring" && this.#clientId !== "")
      renew(this.#plan, this.#clientId).then(this.#hooks.onToken, this.#hooks.onError);
  }
}
