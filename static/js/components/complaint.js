// @ts-check
// What a form complains of, in one sentence at its end: why it was refused, or what is missing.

import { find, setText } from "./element.js";

/**
 * @param {ParentNode} form what has the complaint (templates/components/field.html)
 * @param {string} sentence empty: there is nothing to complain of any more
 */
export function complain(form, sentence) {
  const box = find("[data-complaint]", form);
  box.hidden = !sentence;
  setText(box.querySelector("span"), sentence);
}
