// @ts-check
// A file's path on one line: if it does not fit, the folder is shortened and the name stays.

import { element } from "./element.js";

/** @returns {HTMLElement[]} */
export function pathParts(/** @type {string} */ path) {
  const cut = path.lastIndexOf("/") + 1;
  return [
    element("span", { class: "path__folder truncate muted" }, path.slice(0, cut)),
    element("span", { class: "path__name truncate" }, path.slice(cut)),
  ];
}
