// @ts-check
// One candidate in the ranking: rank, who, score, recommendation, must-haves, decision.

import { element, icon } from "../components/element.js";
import { count, plural } from "../components/number.js";
import { _ } from "../components/text.js";
import { recommendationMark, scoreMark, verdictChip } from "./marks.js";
import { mustHaves } from "./must-have.js";
import { DECISION_WORD, flagWord, nameOf, remarksOf } from "./words.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {{page: string, criteria: import("./answer.js").Criterion[], moved: number, isSelected: boolean}} Around */

const CHIPS = 6;

/** The cells of a row. */
export function cellsOf(/** @type {Entry} */ entry, /** @type {Around} */ { page, criteria, moved, isSelected }) {
  const name = nameOf(entry);
  return [
    cell(
      "pick",
      element("input", {
        type: "checkbox",
        "data-pick": true,
        "aria-label": _("Select %(name)s", { name }),
        checked: isSelected,
      }),
    ),
    cell("rank", element("span", { class: "number" }, entry.rank), moved ? movedMark(moved) : null),
    cell(
      "who",
      element("a", { href: `${page}/candidates/${entry.candidate_id}`, class: "truncate", title: entry.file }, name),
      element("span", { class: "candidate__note muted truncate" }, noteOf(entry), ...flagsOf(entry)),
    ),
    cell("score", scoreMark(entry)),
    cell("recommendation", recommendationMark(entry.recommendation)),
    cell("verdicts", ...chipsOf(entry, criteria)),
    cell("decision", decisionButton(entry, "shortlist", name), decisionButton(entry, "reject", name)),
  ];
}

function cell(/** @type {string} */ name, /** @type {(Node | null)[]} */ ...children) {
  return element("span", { class: `candidate__${name}`, role: "cell" }, ...children);
}

/** The job of today or the last one, and for how long people have worked. */
function noteOf(/** @type {Entry} */ { profile, file }) {
  const job = profile.experience?.[0];
  const what = job ? [job.title, job.employer].filter(Boolean).join(", ") : profile.name ? file : "";
  const years =
    typeof profile.years === "number"
      ? _("%(number)s years", { number: String(Math.round(profile.years * 10) / 10) })
      : "";
  return [what, years].filter(Boolean).join(" · ");
}

function flagsOf(/** @type {Entry} */ entry) {
  const flags = remarksOf(entry);
  if (flags.length === 0) return [];
  const words = [...new Set(flags.map(flagWord))].join("\n");
  return [
    element(
      "span",
      { class: "candidate__flag", title: words },
      icon("triangle-alert"),
      element("span", {}, plural(flags.length, "%(num)s remark", "%(num)s remarks")),
    ),
  ];
}

function chipsOf(/** @type {Entry} */ entry, /** @type {import("./answer.js").Criterion[]} */ criteria) {
  const { judged, met } = mustHaves(entry, criteria);
  if (judged.length === 0) return [];
  return [
    metCount(met, judged.length),
    ...judged.slice(0, CHIPS).map(({ judgement, text }) => verdictChip(judgement, text)),
  ];
}

/** `3 / 5`, before chips of which a narrow row shows only the first. */
function metCount(/** @type {number} */ met, /** @type {number} */ all) {
  const words = _("%(met)s of %(all)s are met", { met: count(met), all: count(all) });
  return element(
    "span",
    { class: "verdict verdict--count number", title: words },
    element("span", { "aria-hidden": "true" }, `${count(met)} / ${count(all)}`),
    element("span", { class: "visually-hidden" }, words),
  );
}

/** `▲ 3`: how many ranks better than in the ranking before. */
function movedMark(/** @type {number} */ by) {
  const words =
    by > 0 ? plural(by, "%(num)s rank up", "%(num)s ranks up") : plural(-by, "%(num)s rank down", "%(num)s ranks down");
  return element(
    "span",
    { class: "candidate__moved number", "data-way": by > 0 ? "up" : "down", title: words },
    element("span", { "aria-hidden": "true" }, `${by > 0 ? "▲" : "▼"}${Math.abs(by)}`),
    element("span", { class: "visually-hidden" }, words),
  );
}

function decisionButton(
  /** @type {Entry} */ { decision },
  /** @type {"shortlist" | "reject"} */ kind,
  /** @type {string} */ name,
) {
  const isOn = decision === kind;
  const label = { shortlist: _("Shortlist %(name)s", { name }), reject: _("Reject %(name)s", { name }) }[kind];
  return element(
    "button",
    {
      class: "button button--quiet button--small button--icon decision",
      type: "button",
      "data-decide": kind,
      "aria-pressed": String(isOn),
      "aria-label": label,
      title: isOn ? DECISION_WORD[kind] : label,
    },
    icon(kind === "shortlist" ? "user-round-check" : "user-round-x"),
  );
}
