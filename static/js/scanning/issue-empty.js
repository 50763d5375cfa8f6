// @ts-check
// What an empty list of issues says: why it is empty, in words of a person.

import { element, find, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { hasEnded } from "../runs/run.js";

/**
 * @param {import("./state.js").ScanState} state
 * @param {number} number how many issues are listed
 * @param {boolean} isFiltered
 */
export function showEmpty(state, number, isFiltered) {
  const empty = find("[data-issue-empty]");
  empty.hidden = number > 0;
  if (number > 0) return;
  const [title, text] = words(state, isFiltered);
  setText(empty.querySelector(".empty__title"), title);
  const body = empty.querySelector(".empty__text") ?? element("p", { class: "empty__text" });
  if (!body.parentNode) find(".empty", empty).append(body);
  setText(body, text);
}

function words(/** @type {import("./state.js").ScanState} */ state, /** @type {boolean} */ isFiltered) {
  if (isFiltered && state.issues.size) return [_("Nothing matches"), _("No issue passes all of these filters.")];
  if (state.closed.total > 0)
    return [_("No open issues"), _("All were accepted or are false positives. The filter above shows them.")];
  if (state.status === "succeeded")
    return [
      _("No issues found"),
      _("Every engine has read every file and had nothing to say. That is rare: well done."),
    ];
  if (hasEnded(state)) return [_("No issues were found"), _("The analysis ended before it came to any.")];
  return [_("No issues yet"), _("They appear here batch by batch, while the files are read.")];
}
