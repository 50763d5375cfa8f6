// @ts-check
/**
 * What arrives, in order and each id once: where the stream stands, what its control events ask for, which frames go on
 * to the readers.
 */

import { learnChannels } from "./channel.js";
import { meaningOf, openingOf } from "./frame.js";
import { Seen } from "./seen.js";
import { renew } from "./token.js";

/** @typedef {import("./frame.js").Frame} Frame */

/**
 * @typedef {object} ReceptionHooks
 * @property {(frame: Frame) => void} onFrame
 * @property {(error: import("./state.js").StreamError) => void} onError
 * @property {() => void} onOpening the stream is Tailrace's own
 * @property {() => void} onProgress the stream brought something: it is no failure
 * @property {(ending: import("./attempt.js").Ending) => void} onEnding the server ends the stream
 */

export class Reception {
  #plan;
  #counts;
  #hooks;
  #seen = new Seen();
  /** The server's name for this connection: to renew it in place. */
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

  /** From where to resume: the last id, or where the stream stood when it was opened. */
  get position() {
    return this.#seen.last || this.#opened_at;
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
    if (frame.id !== null && !this.#seen.admit(frame.id)) {
      this.#counts.duplicates += 1;
      return;
    }
    // "If the data buffer is an empty string ... return"; one that holds only an empty line says nothing either
    if (!frame.data) return;
    const opening = openingOf(frame);
    if (opening) this.#open(opening);
    else if (frame.id !== null || frame.event === "") this.#hooks.onProgress();
    this.#hooks.onFrame(frame);
    this.#obey(frame);
  }

  /** An event cannot be had. @param {import("./state.js").StreamError} error */
  lose(error) {
    this.#counts.losses += 1;
    this.#hooks.onError(error);
  }

  /** @param {NonNullable<ReturnType<typeof openingOf>>} opening */
  #open({ client_id, head, channels, from_start }) {
    this.#clientId = client_id;
    this.#seen.ordered = true;
    learnChannels(this.#plan, channels);
    this.#hooks.onOpening();
    // A stream of what comes from now on: were it to break before the first event, "now" would be later, and the events
    // between lost.
    if (this.position === "" && from_start === false) this.#opened_at = head;
  }

  /** @param {Frame} frame */
  #gap(frame) {
    if (!this.#seen.jump(frame)) return;
    this.#counts.losses += 1;
    this.#hooks.onProgress();
    this.#hooks.onFrame(frame);
  }

  /**
   * Control events that are about the connection itself.
   * @param {Frame} frame
   */
  #obey(frame) {
    if (frame.event === "done") this.#hooks.onEnding({ kind: "complete" });
    if (frame.event === "closing") {
      const { reason, retry } = meaningOf(frame).data ?? {};
      if (typeof reason === "string") this.#hooks.onEnding({ kind: "closing", reason, retry_ms: Number(retry) || 0 });
    }
    if (frame.event === "token_expiring" && this.#clientId !== "")
      renew(this.#plan, this.#clientId).catch(this.#hooks.onError);
  }
}
