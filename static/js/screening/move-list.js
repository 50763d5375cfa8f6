// @ts-check
// Who moved between two rankings, and why: the parts of the score that changed, and the verdicts.

import { element, find, setText } from "../components/element.js";
import { count } from "../components/number.js";
import { _ } from "../components/text.js";
import { nameOf, PART_WORD, scoreText, VERDICT_WORD } from "./words.js";

/** @typedef {import("./move.js").Move} Move */

const PARTS_SHOWN = 3;

/**
 * @param {Move[] | null} moves null: there is no other ranking
 * @param {{page: string, criteria: import("./answer.js").Criterion[], empty: Node}} around
 */
export function showMoves(moves, { page, criteria, empty }) {
  setText(find("[data-move-total]"), moves?.length ? count(moves.length) : "");
  const panel = find("[data-moves]");
  if (!moves) return panel.replaceChildren(empty);
  if (moves.length === 0)
    return panel.replaceChildren(element("p", { class: "moves__none muted" }, _("Nobody moved: both rankings agree.")));
  const texts = new Map(criteria.map(({ id, text }) => [id, text]));
  panel.replaceChildren(element("ol", { class: "moves" }, ...moves.map((move) => row(move, page, texts))));
}

function row(/** @type {Move} */ move, /** @type {string} */ page, /** @type {Map<string, string>} */ texts) {
  const { entry, from, to } = move;
  const way = to < from ? "up" : to > from ? "down" : "same";
  return element(
    "li",
    { class: "moves__row" },
    element(
      "span",
      { class: "candidate__moved number", "data-way": way },
      element("span", { "aria-hidden": "true" }, { up: "▲", down: "▼", same: "=" }[way]),
      _("%(from)s → %(to)s", { from, to }),
    ),
    element("a", { class: "truncate", href: `${page}/candidates/${entry.candidate_id}` }, nameOf(entry)),
    element("span", { class: "number" }, signed(move.by)),
    element("span", { class: "moves__why muted" }, why(move, texts)),
  );
}

function why(/** @type {Move} */ { parts, verdicts }, /** @type {Map<string, string>} */ texts) {
  const told = parts.slice(0, PARTS_SHOWN).map(({ part, by }) => `${PART_WORD[part]} ${signed(by)}`);
  for (const { id, now } of verdicts) {
    const verdict = VERDICT_WORD[/** @type {import("./answer.js").Verdict} */ (now)];
    told.push(_("%(criterion)s: now %(verdict)s", { criterion: texts.get(id) ?? id, verdict }));
  }
  return told.length ? told.join(", ") : _("others moved past");
}

function signed(/** @type {number} */ by) {
  const text = scoreText(Math.abs(by));
  return Number(text) === 0 ? text : `${by < 0 ? "−" : "+"}${text}`;
}
