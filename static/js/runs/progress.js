// @ts-check
// How far a run is: the bar, what it does, how long so far and how long still.

import { find, setText } from "../components/element.js";
import { wholeDuration } from "../components/number.js";
import { pageTime_ms } from "../components/signed-out.js";
import { _ } from "../components/text.js";

/**
 * @param {{status: string, progress: number}} state
 * @param {{what: string, from_ms: number | null, still?: string}} words `from_ms`: when it began to run
 */
export function showProgress({ status, progress }, { what, from_ms, still = "" }) {
  const bar = /** @type {HTMLProgressElement} */ (find("[data-progress] progress"));
  find("[data-progress]").dataset.state = status;
  if (Math.abs(bar.value - progress) > 0.0005) bar.value = progress;
  setText(find("[data-progress-percent]"), `${Math.floor(progress * 100)} %`);
  setText(find("[data-progress-what]"), what);
  const soFar =
    from_ms && status === "running"
      ? _("%(time)s so far", { time: wholeDuration((pageTime_ms() - from_ms) / 1000) })
      : "";
  setText(find("[data-progress-so-far]"), soFar);
  setText(find("[data-progress-still]"), still);
}
