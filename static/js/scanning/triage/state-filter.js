// @ts-check
// The filter by what was decided: each choice says how many issues it has.

import { count } from "../../components/number.js";
import { stateCounts } from "./verdict.js";

export function showStateCounts(
  /** @type {HTMLSelectElement} */ select,
  /** @type {Map<string, import("../state.js").Issue[]>} */ issues,
) {
  const counts = stateCounts(issues);
  for (const option of select.options) {
    option.dataset.word ??= option.text;
    const number = counts[option.value || "open"];
    const text = number ? `${option.dataset.word} (${count(number)})` : option.dataset.word;
    if (option.text !== text) option.text = text;
  }
}
