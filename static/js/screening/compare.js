// @ts-check
// Candidates side by side: the score with its parts, and what each résumé says of each criterion, quoted.

import { element, find, icon } from "../components/element.js";
import { _ } from "../components/text.js";
import { recommendationMark, scoreMark } from "./marks.js";
import { shareOf } from "./move.js";
import { nameOf, PART_WORD, PARTS, RUNG_WORD, scoreText, VERDICT_ICON, VERDICT_WORD } from "./words.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {import("./answer.js").Criterion} Criterion */

export const MOST_COMPARED = 4;

/**
 * @param {Entry[]} entries
 * @param {Criterion[]} criteria
 * @param {string} page of the screening
 */
export function compare(entries, criteria, page) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-compare]"));
  const row = (/** @type {string} */ title, /** @type {(entry: Entry) => Node | string} */ cellOf, group = "") =>
    element(
      "tr",
      { "data-group": group },
      element("th", { scope: "row" }, title),
      ...entries.map((entry) => element("td", {}, cellOf(entry))),
    );
  const head = element(
    "tr",
    {},
    element("td", {}),
    ...entries.map((entry) =>
      element(
        "th",
        { scope: "col" },
        element("a", { href: `${page}/candidates/${entry.candidate_id}` }, `${entry.rank}. ${nameOf(entry)}`),
      ),
    ),
  );
  const asked = PARTS.filter((part) => entries.some((entry) => entry.parts[part]));
  const rows = [
    row(_("Score"), scoreMark),
    row(_("Result"), ({ recommendation }) => recommendationMark(recommendation)),
    row(_("Years of work"), ({ profile: { years } }) => (typeof years === "number" ? scoreText(years) : "–")),
    ...asked.map((part) => row(PART_WORD[part], (entry) => partCell(entry, part), "part")),
    ...criteria
      .filter(({ kind }) => kind !== "note")
      .map(({ id, text }) => row(text, (entry) => verdictCell(entry, id), "criterion")),
  ];
  const table = element(
    "table",
    { class: "compare__table" },
    element("thead", {}, head),
    element("tbody", {}, ...rows),
  );
  table.style.setProperty("--columns", String(entries.length));
  find("[data-compare-body]", dialog).replaceChildren(table);
  dialog.showModal();
}

function partCell(/** @type {Entry} */ entry, /** @type {import("./answer.js").Part} */ part) {
  const score = entry.parts[part];
  if (!score) return _("not asked");
  if (score.points === null) return element("span", { class: "muted" }, _("the résumé does not say"));
  return element("span", { class: "number" }, `+${scoreText(shareOf(entry, part))}`);
}

function verdictCell(/** @type {Entry} */ { criteria }, /** @type {string} */ id) {
  const judged = criteria.find((judgement) => judgement.id === id);
  if (!judged) return "–";
  const { verdict, rung, evidence } = judged;
  return element(
    "div",
    { class: "compare__verdict" },
    element(
      "span",
      { class: "verdict", "data-verdict": verdict },
      icon(VERDICT_ICON[verdict]),
      element("span", {}, rung ? RUNG_WORD[rung] : VERDICT_WORD[verdict]),
    ),
    ...evidence.slice(0, 1).map(({ text }) => element("q", { class: "muted" }, text)),
  );
}
