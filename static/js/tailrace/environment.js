// @ts-check
/**
 * Everything the library needs from its surroundings: network, time, randomness, storage, page. It is passed in so that
 * tests control the clock, Node can run the library, and whatever a browser lacks (Web Locks on an insecure origin) is
 * null in one place.
 */

/**
 * @typedef {object} Environment
 * @property {(input: string, init?: RequestInit) => Promise<Response>} fetch
 * @property {() => number} now wall-clock milliseconds, which go on while a laptop sleeps, so that sleep shows as a
 *   jump
 * @property {(callback: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random
 * @property {string} base what relative URLs are relative to
 * @property {string} source where this client was loaded from
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} storage
 * @property {Pick<LockManager, "request"> | null} locks
 * @property {typeof globalThis.BroadcastChannel | null} BroadcastChannel
 * @property {EventTarget | null} window hears offline, online, pagehide, pageshow
 * @property {(EventTarget & { visibilityState?: string }) | null} document hears freeze, resume, visibilitychange
 * @property {() => boolean} isOnline
 * @property {((url: string, body: string) => boolean) | null} sendBeacon
 * @property {() => string} networkType slow-2g, 2g, 3g, 4g or unknown
 */

/**
 * @param {Partial<Environment>} [own] what differs from this browser
 * @returns {Environment}
 */
export function environment(own = {}) {
  const { navigator } = globalThis;
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => Date.now(),
    setTimeout: (callback, ms) => globalThis.setTimeout(callback, ms),
    clearTimeout: (timer) => globalThis.clearTimeout(timer),
    random: () => Math.random(),
    base: globalThis.location?.href ?? "http://localhost/",
    source: import.meta.url,
    storage: localStorageOrNull(),
    locks: navigator?.locks ?? null,
    BroadcastChannel: globalThis.BroadcastChannel ?? null,
    window: typeof globalThis.window === "undefined" ? null : globalThis.window,
    document: typeof globalThis.document === "undefined" ? null : globalThis.document,
    isOnline: () => navigator?.onLine !== false,
    sendBeacon: typeof navigator?.sendBeacon === "function" ? (url, body) => navigator.sendBeacon(url, body) : null,
    networkType: () => /** @type {any} */ (navigator)?.connection?.effectiveType ?? "unknown",
    ...own,
  };
}

/** Merely reading the property throws if the user has blocked storage. */
function localStorageOrNull() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
