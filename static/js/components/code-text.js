// @ts-check
// Code in its colours, as elements; text stays text.

import { element } from "./element.js";
import { highlightLines } from "./highlight.js";

/**
 * @param {string} source
 * @param {string} language
 * @returns {DocumentFragment}
 */
export function codeText(source, language) {
  const made = document.createDocumentFragment();
  highlightLines(source, language).forEach((runs, place) => {
    if (place > 0) made.append("\n");
    for (const { text, kind } of runs)
      made.append(kind ? element("span", { class: `token-${kind.replace(/[^a-z_]/g, "")}` }, text) : text);
  });
  return made;
}
