// @ts-check
// What a page does when its reader turns out to be signed out: it stands still, says so, and offers the way back to
// where it is. Once they are signed in again, in whatever tab, it loads anew.

import { element } from "./element.js";
import { _ } from "./text.js";
import { toast } from "./toast.js";

/** @type {number | null} */
let since_ms = null;

export const isPageSignedOut = () => since_ms !== null;

/** The time as the page tells it, which stands still while its reader is signed out. */
export const pageTime_ms = () => since_ms ?? Date.now();

const root = () => document.documentElement.dataset.root ?? "/";

/** The sign-in page, which leads back here. */
function signInUrl() {
  const { pathname, search, hash } = location;
  return `${root()}login?next=${encodeURIComponent(pathname + search + hash)}`;
}

/** Whether a stream has ended because nobody is signed in any more. */
export function isSignedOut(/** @type {import("../tailrace/state.js").Status} */ status) {
  const { state, retry_in_ms, http_status, reason } = status;
  return state === "failed" && retry_in_ms === undefined && (http_status === 401 || reason === "revoked");
}

/** Tell the person, once. */
export function signedOut() {
  if (since_ms !== null) return;
  since_ms = Date.now();
  document.documentElement.dataset.signedOut = "";
  toast("warn", _("You are signed out"), {
    text: _("This page shows how things stood then. Nothing is lost, and it goes on from here when you are back."),
    link: signInLink(),
  });
  document.addEventListener("visibilitychange", () => void returned());
  addEventListener("focus", () => void returned());
  addEventListener("pageshow", () => void returned());
}

/** Whoever comes back to this tab may have signed in elsewhere. */
async function returned() {
  if (document.hidden) return;
  const headers = { Accept: "application/json" };
  const answer = await fetch(`${root()}api/v1/auth/me`, { credentials: "same-origin", headers }).catch(() => null);
  if (answer?.ok) location.reload();
}

/** A link that leads to the sign-in page and, from there, back to what is shown when it is followed. */
function signInLink() {
  const link = element("a", { class: "button button--small", href: signInUrl() }, _("Sign in"));
  link.addEventListener("click", () => link.setAttribute("href", signInUrl()));
  return link;
}
