// @ts-check
/**
 * What browsers do to pages: put them into the back-forward cache, freeze them, take the network away. A hidden tab
 * stays connected; a frozen or cached one cannot be, and must let go so that it may be cached and so that its share of
 * the work passes on.
 */

/** @typedef {import("./environment.js").Environment} Environment */

/**
 * @typedef {object} LifecycleHooks
 * @property {() => void} onSuspend the page's scripts are about to stop; perhaps for ever
 * @property {() => void} onResume they run again
 * @property {() => void} onVisible
 * @property {() => void} onOffline
 * @property {(offline_at: number) => void} onOnline with the time at which the network went
 */

/**
 * @param {Environment} environment
 * @param {LifecycleHooks} hooks
 * @returns {() => void} stops watching
 */
export function watchPage(environment, hooks) {
  const listening = new AbortController();
  const { window, document, now } = environment;
  let suspended = false;
  let offline_at = now();

  const suspend = () => {
    if (suspended) return;
    suspended = true;
    hooks.onSuspend();
  };
  const resume = () => {
    if (!suspended) return;
    suspended = false;
    hooks.onResume();
  };
  /** @type {(target: EventTarget | null, type: string, listener: () => void) => void} */
  const on = (target, type, listener) => target?.addEventListener(type, listener, { signal: listening.signal });

  // also when the page is never seen again: its followers need not wait for its connection to die
  on(window, "pagehide", suspend);
  on(window, "pageshow", resume);
  on(document, "freeze", suspend);
  on(document, "resume", resume);
  on(document, "visibilitychange", () => document?.visibilityState === "visible" && hooks.onVisible());
  on(window, "offline", () => {
    offline_at = now();
    hooks.onOffline();
  });
  on(window, "online", () => hooks.onOnline(offline_at));
  return () => listening.abort();
}
