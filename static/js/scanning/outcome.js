// @ts-check
// How an analysis ended, in one line: where its progress stood before.

import { find, setText } from "../components/element.js";
import { count, plural } from "../components/number.js";
import { _ } from "../components/text.js";
import { filesWithIssues, issueTotal } from "./state.js";

/** @typedef {import("./state.js").ScanState} ScanState */

/** `410 issues in 12 files`: the same words wherever they are said. */
export function foundWords(/** @type {ScanState} */ state) {
  return _("%(issues)s in %(files)s", {
    issues: plural(issueTotal(state), "%(num)s issue", "%(num)s issues"),
    files: plural(filesWithIssues(state), "%(num)s file", "%(num)s files"),
  });
}

export function showOutcome(/** @type {ScanState} */ state) {
  setText(find("[data-outcome]"), outcome(state));
}

function outcome(/** @type {ScanState} */ state) {
  const read = state.summary?.total_files ?? state.fileCount ?? 0;
  if (state.status === "succeeded")
    return _("%(found)s; %(read)s read.", { found: foundWords(state), read: fileWords(read) });
  if (state.status !== "cancelled") return "";
  if (!state.totalBatches) return _("The analysis was cancelled before any file was read.");
  return _("The analysis was cancelled when %(batch)s of %(all)s batches were read. %(found)s stay on this page.", {
    batch: count(state.batch),
    all: count(state.totalBatches),
    found: foundWords(state),
  });
}

const fileWords = (/** @type {number} */ number) => plural(number, "%(num)s file", "%(num)s files");
