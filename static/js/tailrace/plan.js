// @ts-check
/** What connect() was asked for, checked and completed. The one place that knows the defaults. */

import { apiOf, channelsOf } from "./channel.js";
import { environment } from "./environment.js";

/** @typedef {import("./environment.js").Environment} Environment */
/** @typedef {() => Promise<string | null> | string | null} TokenSource */
/** @typedef {Record<string, string>} Headers */

/**
 * @typedef {object} Options
 * @property {string[]} [channels] the stream's channels. Default: those in its URL; without any, the server names them
 * @property {string | TokenSource | null} [token] called before every attempt; null if this server is not Tailrace and
 *   needs none. Default: ask Tailrace for a stream token with the session cookie
 * @property {string} [user] who is signed in: accounts never share a connection or a position. Default: ask Tailrace
 * @property {"stored" | "start" | (string & {})} [from] where to begin: the stored position (default), the beginning,
 *   or after an id
 * @property {boolean} [persist] keep the position in localStorage (default true)
 * @property {boolean} [share] one connection for all tabs of this browser (default true)
 * @property {boolean} [polling] poll after five failures in a row (default true; it needs Tailrace, which names the
 *   channels)
 * @property {RequestCredentials} [credentials] for every request (default "same-origin"; "include" for another origin's
 *   cookies)
 * @property {Headers | (() => Headers | Promise<Headers>)} [headers] for every request, such as Authorization
 * @property {"header" | "query"} [resumeBy] how the position is sent (default: `Last-Event-ID`; across origins
 *   `?last_event_id=`)
 * @property {string} [api] the base of Tailrace's API (default: `/api/v1/` beside the stream)
 * @property {number} [stallMs] silence that counts as a stall (default 30,000)
 * @property {boolean} [telemetry] report stalls, losses, reconnect times … to Tailrace (default true; never to another
 *   origin)
 * @property {number} [telemetryMs] the shortest time between two reports of a page (default 15,000)
 * @property {(event: import("./frame.js").StreamEvent) => void} [onEvent]
 * @property {(status: import("./state.js").Status) => void} [onStatus]
 * @property {(progress: any, event: import("./frame.js").StreamEvent) => void} [onProgress] events of type `progress`
 * @property {(error: import("./state.js").StreamError) => void} [onError]
 * @property {Partial<Environment>} [environment] replaces parts of the browser: for tests and other runtimes
 */

/**
 * @typedef {object} Plan
 * @property {URL} url
 * @property {string[]} channels empty until the server has named them
 * @property {TokenSource | null | undefined} token undefined: ask Tailrace
 * @property {string | undefined} user undefined: ask Tailrace
 * @property {string} from
 * @property {boolean} persist
 * @property {boolean} share
 * @property {boolean} polling
 * @property {RequestCredentials} credentials
 * @property {() => Promise<Headers>} headers
 * @property {"header" | "query"} resumeBy
 * @property {URL} api
 * @property {number} stallMs
 * @property {boolean} telemetry
 * @property {number} telemetryMs
 * @property {Environment} environment
 */

/**
 * @param {string | URL} address
 * @param {Options} options
 * @returns {Plan}
 */
export function planOf(address, options) {
  const surroundings = environment(options.environment);
  const url = new URL(address, surroundings.base);
  const { token, headers = {} } = options;
  return {
    url,
    channels: options.channels ?? channelsOf(url),
    token: typeof token === "string" ? () => token : token,
    user: options.user,
    from: options.from ?? "stored",
    persist: options.persist ?? true,
    share: options.share ?? true,
    polling: options.polling ?? true,
    credentials: options.credentials ?? "same-origin",
    headers: async () => (typeof headers === "function" ? await headers() : headers),
    resumeBy: options.resumeBy ?? (url.origin === new URL(surroundings.base).origin ? "header" : "query"),
    api: options.api ? new URL(options.api, surroundings.base) : apiOf(url, surroundings.source),
    stallMs: options.stallMs ?? 30_000,
    telemetry: options.telemetry ?? true,
    telemetryMs: options.telemetryMs ?? 15_000,
    environment: surroundings,
  };
}
