// @ts-check
/**
 * What browsers do to pages: put them in the back-forward cache, freeze them, take the network away. A hidden tab stays
 * connected. A frozen or cached one cannot: it must let go, so that the browser can cache it and another tab can take
 * over its work.
 */

/** @typedef {import("./environment.js").Environment} Environment */

/**
 * @typedef {object} LifecycleHooks
 * @property {() => void} onSuspend the page's scripts are about to stop, perhaps for good
 * @property {() => void} onResume they run again
 * @property {() => void} onVisible
 * @property {() => void} onOffline
 * @property {(offline_at: number) => void} onOnline with the time when the network went
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

  // even if the page never comes back: its followers need not wait for its connection to die
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
