// @ts-check
// A sentence in which `code` stands between backticks, as engines and models write it: the code looks like code.

import { element } from "./element.js";

/**
 * @param {string} sentence
 * @returns {(Node | string)[]}
 */
export function inlineCode(sentence) {
  return sentence.split(/(`[^`]{1,500}`)/).map((part) => {
    const isCode = part.length > 2 && part.startsWith("`") && part.endsWith("`");
    return isCode ? element("code", { class: "inline-code" }, part.slice(1, -1)) : part;
  });
}
