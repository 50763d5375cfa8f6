// @ts-check
// One to three stars: how much a nice-to-have counts. A group of radio buttons, so that arrow keys choose.

import { element, icon } from "../components/element.js";
import { _ } from "../components/text.js";

const MOST = 3;
let made = 0;

/** @returns {{node: HTMLElement, value: number}} */
export function starField(/** @type {number} */ stars) {
  made += 1;
  const radios = Array.from({ length: MOST }, (_unused, place) =>
    element("input", {
      class: "visually-hidden",
      type: "radio",
      name: `stars-${made}`,
      value: place + 1,
      checked: place + 1 === stars,
      "aria-label": [_("One star"), _("Two stars"), _("Three stars")][place],
    }),
  );
  const node = element(
    "span",
    { class: "stars", role: "radiogroup", "aria-label": _("How much it counts") },
    ...radios.map((radio) => element("label", { class: "stars__one" }, radio, icon("star"))),
  );
  const read = () => Number(/** @type {HTMLInputElement | null} */ (node.querySelector("input:checked"))?.value ?? 1);
  const show = () =>
    node.querySelectorAll(".stars__one").forEach((label, place) => label.toggleAttribute("data-on", place < read()));
  node.addEventListener("change", show);
  show();
  return {
    node,
    get value() {
      return read();
    },
  };
}
