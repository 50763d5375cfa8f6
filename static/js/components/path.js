// @ts-check
// A file's path in one line: where there is not room for all of it, the folder gives way, and the name stays.

import { element } from "./element.js";

/** @returns {HTMLElement[]} */
export function pathParts(/** @type {string} */ path) {
  const cut = path.lastIndexOf("/") + 1;
  return [
    element("span", { class: "path__folder truncate muted" }, path.slice(0, cut)),
    element("span", { class: "path__name truncate" }, path.slice(cut)),
  ];
}
