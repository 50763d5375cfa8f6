// @ts-check
// A page that stays fresh: the part `[data-fresh]` is fetched again every few seconds and put in place where it has
// changed. The server alone draws it. While somebody is about to act in it (a dialog is open, text is selected), it
// waits.

import { find } from "../components/element.js";
import { released } from "../components/press.js";
import { signedOut } from "../components/signed-out.js";
import { _ } from "../components/text.js";
import { showTimes } from "../components/time.js";

const LATE = 3.5; // times as long as it should take

/**
 * Keep the page's `[data-fresh]` part fresh, and say how old it is.
 * @param {{every_ms?: number, onPut?: () => void}} [options] `onPut`: what the server drew was put in place
 */
export function keepFresh({ every_ms = 2000, onPut = () => {} } = {}) {
  let asOf_ms = Date.now();
  let isGone = false;

  const look = async () => {
    if (document.hidden || isGone || isBusy()) return;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.redirected || response.status === 401 || response.status === 403) {
        isGone = true;
        signedOut();
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      await released();
      if (response.ok && !isGone && !isBusy()) {
        if (putFresh(page)) onPut();
        asOf_ms = Date.now();
      }
    } catch {
      // the server is away: the text below says for how long
    }
  };

  const tell = () => {
    const old_ms = Date.now() - asOf_ms;
    const isLate = old_ms > LATE * every_ms && !document.hidden;
    find("[data-fresh-state]").dataset.state = isGone ? "signed-out" : isLate ? "stalled" : "connected";
    const text = isLate
      ? _("No word from the server for %(number)s s", { number: Math.round(old_ms / 1000) })
      : _("Live, every %(number)s s", { number: every_ms / 1000 });
    const node = find("[data-fresh-text]");
    if (node.textContent !== text) node.textContent = text;
  };

  tell();
  setInterval(() => void look().finally(tell), every_ms);
  document.addEventListener("visibilitychange", () => void look().finally(tell));
}

const isBusy = () => document.querySelector("dialog[open]") !== null || !(getSelection()?.isCollapsed ?? true);

/**
 * Put the fresh part of a page in the place of this one's.
 * @param {Document} page as the server draws it now
 * @returns {boolean} whether anything has changed
 */
export function putFresh(page) {
  const now = find("[data-fresh]");
  const next = page.querySelector("[data-fresh]");
  if (!next || isSame(now, next)) return false;
  const focused = now.contains(document.activeElement) ? labelOf(document.activeElement) : "";
  const scroll = now.querySelector(".streams__scroll")?.scrollLeft ?? 0;
  const open = [...now.querySelectorAll("details[id][open]")].map(({ id }) => id);
  now.replaceChildren(...next.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  showTimes();
  const area = now.querySelector(".streams__scroll");
  if (area) area.scrollLeft = scroll;
  if (focused)
    controls(now)
      .find((node) => labelOf(node) === focused)
      ?.focus();
  return true;
}

/** Whether they show the same, but for the form tokens and what a script has made of times. */
function isSame(/** @type {Element} */ now, /** @type {Element} */ next) {
  return plain(now) === plain(next);
}

function plain(/** @type {Element} */ part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  copy.querySelectorAll("input[name=csrf_token]").forEach((node) => node.remove());
  copy.querySelectorAll("details[id]").forEach((node) => node.removeAttribute("open"));
  copy.querySelectorAll("[data-ticks], [data-reading]").forEach((node) => node.replaceChildren());
  copy.querySelectorAll("time").forEach((node) => {
    node.textContent = "";
    node.removeAttribute("title");
  });
  return copy.innerHTML;
}

const controls = (/** @type {Element} */ part) => [
  .../** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("a, button, [tabindex]")),
];

const labelOf = (/** @type {Element | null} */ node) =>
  node ? (node.getAttribute("aria-label") ?? node.getAttribute("href") ?? node.textContent ?? "") : "";
