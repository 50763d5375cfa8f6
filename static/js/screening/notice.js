// @ts-check
// Notices about the screening itself: why it failed and what to do, and that some events are gone.

import { find } from "../components/element.js";
import { notice } from "../components/notice.js";
import { _ } from "../components/text.js";

let shown = "";

export function showNotices(
  /** @type {import("./about.js").About} */ about,
  /** @type {import("./state.js").ScreeningState} */ state,
  /** @type {import("./answer.js").Screening | null} */ answer,
) {
  const reason = state.status === "failed" ? answer?.error || about.error || _("No reason was recorded.") : "";
  const hasHole = state.hasGap && state.status === "running";
  const key = JSON.stringify([reason, hasHole]);
  if (key === shown) return;
  shown = key;
  const notices = [];
  if (reason)
    notices.push(
      notice("bad", _("The screening failed"), [
        reason,
        _("What was read is kept and ranked below. “Read the rest” reads only what is missing."),
      ]),
    );
  if (hasHole)
    notices.push(
      notice("warn", _("Some earlier events are no longer kept"), [
        _("The ranking below has everything that was read, all the same."),
      ]),
    );
  find('[data-notices="top"]').replaceChildren(...notices);
}
