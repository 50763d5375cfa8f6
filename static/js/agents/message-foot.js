// @ts-check
// What questions and answers have below them: small buttons, and the arrows between their versions.

import { element, icon } from "../components/element.js";
import { _ } from "../components/text.js";

/** @typedef {import("./answer.js").Message} Message */
/** @typedef {import("./message-action.js").MessageActions} MessageActions */

/**
 * @param {string} name of an icon
 * @param {string} label
 * @param {() => void} onclick
 */
export function smallButton(name, label, onclick) {
  return element(
    "button",
    {
      class: "button button--quiet button--small button--icon",
      type: "button",
      "aria-label": label,
      title: label,
      onclick,
    },
    icon(name),
  );
}

/** Marks a button that asks something: it waits while an answer is being written. */
export function asking(/** @type {HTMLElement} */ button) {
  button.dataset.asks = "";
  return button;
}

/**
 * @param {HTMLElement[]} parts with such buttons
 * @param {boolean} mayWrite
 */
export function letAsk(parts, mayWrite) {
  for (const part of parts)
    part.querySelectorAll("[data-asks]").forEach((button) => button.toggleAttribute("disabled", !mayWrite));
}

/** Between the branches that part here. */
export function branchArrows(
  /** @type {Message} */ message,
  /** @type {Message[]} */ siblings,
  /** @type {MessageActions} */ actions,
) {
  if (siblings.length < 2) return [];
  const place = siblings.findIndex(({ id }) => id === message.id);
  const go = (/** @type {number} */ step) => () => {
    actions.choose(siblings[place + step]);
    focusArrow(siblings[place + step], step);
  };
  const back = smallButton("chevron-left", _("Previous version"), go(-1));
  const on = smallButton("chevron-right", _("Next version"), go(1));
  back.toggleAttribute("disabled", place === 0);
  on.toggleAttribute("disabled", place === siblings.length - 1);
  const where = _("%(number)s of %(total)s", { number: place + 1, total: siblings.length });
  return [element("span", { class: "branches" }, back, element("span", { class: "number" }, where), on)];
}

/** Another version has arrows of its own: whoever uses the keyboard stays on them. */
function focusArrow(/** @type {Message} */ { id }, /** @type {number} */ step) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const arrows = document.querySelectorAll(`[data-message="${CSS.escape(id)}"] .branches button`);
  (step < 0 ? [...arrows] : [...arrows].reverse()).find(({ disabled }) => !disabled)?.focus();
}
