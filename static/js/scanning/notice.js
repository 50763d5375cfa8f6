// @ts-check
// Notices about the scan itself: why it failed and what to do, gaps, engines that failed, a second attempt.

import { element, find } from "../components/element.js";
import { inlineCode } from "../components/inline-code.js";
import { notice } from "../components/notice.js";
import { plural } from "../components/number.js";
import { _ } from "../components/text.js";

/** @typedef {import("./state.js").ScanState} ScanState */
/**
 * @typedef {object} Notice
 * @property {import("../components/notice.js").NoticeKind} kind
 * @property {string} title
 * @property {string} text
 * @property {string[]} [more]
 * @property {boolean} [isAside]
 * @property {() => Node | null} [actions]
 */

/** What to do beside what the cause itself says. */
const ADVICE = {
  source: _("When that is put right, analyse it again."),
  graph: _(
    "Nothing was changed anywhere. Analyse it again; if it fails in the same way, the server's log has the details.",
  ),
  files: _(
    "Nothing was changed anywhere. Analyse it again; if it fails in the same way, the server's log has the details.",
  ),
  analysis: _(
    "What was found before that is kept below. Analyse it again: files that did not change are quick the second time.",
  ),
  done: _("What was found is kept below. Analyse it again to get a report."),
};

let shown = "";

export function showNotices(/** @type {import("./about.js").About} */ about, /** @type {ScanState} */ state) {
  const notices = noticesOf(about, state);
  const key = JSON.stringify(notices);
  if (key === shown) return;
  shown = key;
  find('[data-notices="top"]').replaceChildren(...notices.filter((notice) => !notice.isAside).map(noticeNode));
  find('[data-notices="aside"]').replaceChildren(...notices.filter((notice) => notice.isAside).map(noticeNode));
}

/** @returns {Notice[]} */
function noticesOf(/** @type {import("./about.js").About} */ about, /** @type {ScanState} */ state) {
  /** @type {Notice[]} */
  const notices = [];
  if (state.status === "failed") {
    const cause = state.error || about.error || _("No reason was recorded.");
    const advice = ADVICE[/** @type {keyof typeof ADVICE} */ (state.stage)];
    notices.push({
      kind: "bad",
      title: _("The analysis failed"),
      text: cause,
      more: [advice],
      actions: () => otherStart(about, state),
    });
  }
  if (state.attempt > 1 && state.status === "running")
    notices.push({
      kind: "warn",
      title: _("Started again (attempt %(number)s)", { number: state.attempt }),
      text: [
        _("The job was interrupted on the server and runs again from the beginning."),
        _("Findings so far stay until they are confirmed."),
      ].join(" "),
    });
  if (state.silent)
    notices.push({
      kind: "warn",
      title: _("Nothing has happened for minutes"),
      text: _("The job may be stuck in a large file. You can wait, or cancel it and keep what was found."),
    });
  if (state.gaps.length && state.status === "running")
    notices.push({
      kind: "warn",
      title: _("Some earlier events are no longer kept"),
      text: _("The picture below has holes. It is completed from the report as soon as the analysis has ended."),
    });
  if (state.notes.length)
    notices.push({
      kind: "info",
      title: _("Good to know"),
      text: state.notes[0],
      more: state.notes.slice(1, 6),
      isAside: true,
    });
  if (state.batchErrors.length) {
    notices.push({
      kind: "warn",
      // Beside the picture, so that it does not push away what someone is looking at.
      isAside: true,
      title: plural(state.batchErrors.length, "%(num)s engine run failed", "%(num)s engine runs failed"),
      text: _("The other engines have read these files all the same."),
      more: state.batchErrors
        .slice(0, 5)
        .map(
          ({ batch, engine, error }) => `${_("Batch %(batch)s", { batch })}${engine ? `, ${engine}` : ""}: ${error}`,
        ),
    });
  }
  return notices;
}

/** What could not be fetched may have another address or branch, or need a token: the form is filled in with it. */
function otherStart(/** @type {import("./about.js").About} */ about, /** @type {ScanState} */ state) {
  if (state.stage !== "source" || !about.url || about.isUpload) return null;
  const query = new URLSearchParams({ url: about.url, ...(about.ref && { ref: about.ref }) });
  return element(
    "a",
    { class: "button button--small", href: `${about.listUrl}?${query}` },
    _("Change the address, branch or token"),
  );
}

function noticeNode(/** @type {Notice} */ { kind, title, text, more = [], actions }) {
  const lines = [
    element("p", {}, ...inlineCode(text)),
    ...more.map((line) => element("p", { class: "muted" }, ...inlineCode(line))),
  ];
  return notice(kind, title, lines, actions?.() ?? null);
}
