// @ts-check
// The stages of a run: which is under way, how long each took.

import { find, setIcon, setText } from "../components/element.js";
import { duration } from "../components/number.js";
import { _ } from "../components/text.js";
import { hasEnded } from "./run.js";

/** @typedef {"waiting" | "active" | "done" | "failed" | "cancelled"} StageState */
/** @typedef {{state: StageState, from_ms: number | null, to_ms: number | null}} Stage */

const STAGE_ICON = {
  waiting: "circle-dashed",
  active: "loader",
  done: "circle-check",
  failed: "circle-x",
  cancelled: "ban",
};
const STAGE_WORD = {
  waiting: _("waiting"),
  active: _("under way"),
  done: _("done"),
  failed: _("failed"),
  cancelled: _("cancelled"),
};

export class StageList {
  /**
   * @param {Record<string, Stage>} stages by key
   * @param {import("./run.js").RunStatus} status the run's own
   * @param {(key: string) => string} detailOf
   */
  show(stages, status, detailOf) {
    const isOver = hasEnded({ status });
    for (const [key, stage] of Object.entries(stages)) {
      const row = find(`.stage[data-stage="${key}"]`);
      // A kept report does not say which stage failed; what the server drew then stays.
      if (isOver && stage.state === "waiting" && row.dataset.state !== "active") continue;
      const state = /** @type {StageState} */ (
        isOver && stage.state === "active" ? status.replace("succeeded", "done") : stage.state
      );
      row.dataset.state = state;
      setIcon(row.querySelector("svg"), STAGE_ICON[state]);
      setText(find("[data-stage-word]", row), `, ${STAGE_WORD[state]}`);
      setText(
        find("[data-stage-time]", row),
        stage.from_ms && stage.to_ms ? duration((stage.to_ms - stage.from_ms) / 1000) : "",
      );
      setText(find("[data-stage-detail]", row), detailOf(key));
    }
  }
}
