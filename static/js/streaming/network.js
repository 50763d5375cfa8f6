// @ts-check
// A network that can be made to fail: what connect() takes for the browser's own. The failures are real for the client:
// bytes stop, requests are refused, the browser says that it is offline. How it recovers is its own work.

import { _ } from "../components/text.js";
import { environment } from "../tailrace/environment.js";

export class FailingNetwork {
  #window = new EventTarget();
  #isOffline = false;
  /** @type {AbortController} cut, and renewed, by drop() */ #wire = new AbortController();
  /** Responses opened before this moment deliver nothing more. */ #silence = 0;
  #opened = 0;
  /** When the last byte of a stream came, in ms; 0 before the first. */
  heard_ms = 0;
  bytes = 0;

  constructor() {
    // Of the real window the client hears what it would have heard anyway.
    for (const type of ["pagehide", "pageshow", "offline", "online"]) {
      window.addEventListener(type, () => this.#window.dispatchEvent(new Event(type)));
    }
  }

  get isOffline() {
    return this.#isOffline;
  }

  /** @returns {Partial<import("../tailrace/environment.js").Environment>} */
  get environment() {
    const { isOnline } = environment();
    return {
      fetch: (input, init) => this.#fetch(input, init),
      isOnline: () => !this.#isOffline && isOnline(),
      window: this.#window,
    };
  }

  /** The connection breaks, as when a proxy restarts. */
  drop() {
    this.#wire.abort(new TypeError(_("The connection was dropped.")));
    this.#wire = new AbortController();
  }

  /** The connection stays open and nothing comes through it any more, as when a machine has vanished. */
  hush() {
    this.#silence = this.#opened;
  }

  /** No network at all, until it is back. */
  setOffline(/** @type {boolean} */ isOffline) {
    if (isOffline === this.#isOffline) return;
    this.#isOffline = isOffline;
    if (isOffline) this.drop();
    this.#window.dispatchEvent(new Event(isOffline ? "offline" : "online"));
  }

  async #fetch(/** @type {string} */ input, /** @type {RequestInit} */ init = {}) {
    if (this.#isOffline) throw new TypeError(_("There is no network."));
    const wire = this.#wire.signal;
    const signal = init.signal ? AbortSignal.any([init.signal, wire]) : wire;
    const answer = await fetch(input, { ...init, signal });
    const isStream =
      answer.status === 200 && (answer.headers.get("content-type") ?? "").startsWith("text/event-stream");
    if (!isStream || answer.body === null) return answer;
    return new Response(this.#overheard(answer.body), { status: answer.status, headers: answer.headers });
  }

  /** The same bytes, counted, as long as they are let through. */
  #overheard(/** @type {ReadableStream<Uint8Array>} */ body) {
    this.#opened += 1;
    const number = this.#opened;
    return body.pipeThrough(
      new TransformStream({
        transform: (bytes, controller) => {
          if (number <= this.#silence) return;
          this.heard_ms = Date.now();
          this.bytes += bytes.length;
          controller.enqueue(bytes);
        },
      }),
    );
  }
}
