// @ts-check
// Short messages in the corner. They disappear on their own unless they report a failure or offer an action.

import { element, find, icon } from "./element.js";
import { _ } from "./text.js";

const ICON = { info: "info", ok: "circle-check", warn: "triangle-alert", bad: "circle-x" };
const STAY_MS = 6000;

/**
 * @param {"info" | "ok" | "warn" | "bad"} kind
 * @param {string} title
 * @param {{text?: string, action?: {label: string, run: () => void}, link?: HTMLElement}} [options]
 * @returns {HTMLElement} what is shown until somebody closes it
 */
export function toast(kind, title, { text, action, link } = {}) {
  const close = () => box.remove();
  const box = element(
    "div",
    { class: "notice toast", "data-kind": kind },
    icon(ICON[kind]),
    element(
      "div",
      { class: "notice__body" },
      element("p", { class: "notice__title" }, title),
      text && element("p", {}, text),
      action &&
        element(
          "div",
          { class: "notice__actions" },
          element(
            "button",
            { class: "button button--small", type: "button", onclick: () => (close(), action.run()) },
            action.label,
          ),
        ),
      link && element("div", { class: "notice__actions" }, link),
    ),
    element(
      "button",
      {
        class: "button button--quiet button--small button--icon",
        type: "button",
        "aria-label": _("Close"),
        onclick: close,
      },
      icon("x"),
    ),
  );
  find("#toasts").append(box);
  if (kind !== "bad" && !action && !link) leaveLater(box, close);
  return box;
}

/** A message under the pointer stays: someone is reading it. */
function leaveLater(/** @type {HTMLElement} */ box, /** @type {() => void} */ close) {
  let timer = setTimeout(close, STAY_MS);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => (timer = setTimeout(close, STAY_MS / 2)));
}
