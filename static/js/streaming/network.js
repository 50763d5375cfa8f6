// @ts-check
// A network that can be made to fail, given to connect() in place of the browser's own. To the client the failures are
// real: bytes stop, requests are refused, the browser says that it is offline. Recovering is up to the client.

import { _ } from "../components/text.js";
import { environment } from "../tailrace/environment.js";

export class FailingNetwork {
  #window = new EventTarget();
  #isOffline = false;
  /** @type {AbortController} cut, and renewed, by drop() */ #wire = new AbortController();
  /** Responses opened before this moment deliver nothing more. */ #silence = 0;
  #opened = 0;
  /** When a stream's last byte arrived, in ms; 0 before the first. */
  heard_ms = 0;
  bytes = 0;

  constructor() {
    // The client still hears what it would have heard from the real window.
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

  /** Breaks the connection, as when a proxy restarts. */
  drop() {
    this.#wire.abort(new TypeError(_("The connection was dropped.")));
    this.#wire = new AbortController();
  }

  /** Keeps the connection open but lets nothing more through, as when a machine vanishes. */
  hush() {
    this.#silence = this.#opened;
  }

  /** Takes the whole network away, or brings it back. */
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

  /** Passes the bytes on and counts them, as long as they are let through. */
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
