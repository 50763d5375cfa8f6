// @ts-check
// How an answer came to its agent: who was chosen, how sure that is, why, and who else might know. It is open while it
// happens and folded afterwards, unless somebody has touched it.

import { element, icon } from "../components/element.js";
import { _ } from "../components/text.js";

/** @typedef {import("./answer.js").Routing} Routing */
/** @typedef {(agentId: string) => string} NameOf */

/**
 * @param {Routing} routing
 * @param {NameOf} nameOf
 */
export function routingLine({ confidence, reasoning, alternatives = [] }, nameOf) {
  const isChoice = confidence === 1 && alternatives.length === 0;
  if (isChoice) return element("p", { class: "routing muted" }, icon("route"), element("span", {}, reasoning));
  const others = alternatives.map((one) =>
    element("li", {}, `${one.agent_name ?? nameOf(one.agent_id)}, ${percent(one.confidence)}`),
  );
  const words = _("Chosen with %(percent)s confidence", { percent: percent(confidence) });
  const summary = element("summary", {}, icon("route"), element("span", {}, words));
  const fold = element(
    "details",
    { class: "fold routing" },
    summary,
    reasoning && element("p", {}, reasoning),
    others.length > 0 && element("p", {}, _("Other agents considered:")),
    others.length > 0 && element("ul", { class: "routing__others" }, ...others),
  );
  summary.addEventListener("click", () => (fold.dataset.touched = ""));
  return fold;
}

function percent(/** @type {number} */ share) {
  return `${Math.round(share * 100)}\u202f%`;
}
