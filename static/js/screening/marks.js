// @ts-check
// What recommendations, verdicts and scores look like: shape, colour and words together.

import { element, icon } from "../components/element.js";
import { _ } from "../components/text.js";
import {
  percent,
  RECOMMENDATION_MARK,
  RECOMMENDATION_WORD,
  RUNG_WORD,
  scoreText,
  VERDICT_ICON,
  VERDICT_WORD,
} from "./words.js";

export function recommendationMark(/** @type {import("./answer.js").Recommendation} */ recommendation) {
  return element(
    "span",
    { class: "mark", "data-recommendation": recommendation },
    icon(RECOMMENDATION_MARK[recommendation] ?? "misses"),
    element("span", {}, RECOMMENDATION_WORD[recommendation] ?? recommendation),
  );
}

/**
 * What a résumé says of one criterion: `✓ Python`.
 * @param {import("./answer.js").Judgement} judgement
 * @param {string} text the criterion's
 */
export function verdictChip({ verdict, rung }, text) {
  const words = rung ? `${VERDICT_WORD[verdict]}: ${RUNG_WORD[rung]}` : VERDICT_WORD[verdict];
  return element(
    "span",
    { class: "verdict", "data-verdict": verdict, title: `${text}: ${words}` },
    icon(VERDICT_ICON[verdict]),
    element("span", { class: "visually-hidden" }, `${VERDICT_WORD[verdict]}: `),
    element("span", { class: "truncate" }, text),
  );
}

/** `82.5`, a bar as long, and how sure it is. */
export function scoreMark(/** @type {{score: number, confidence: number}} */ { score, confidence }) {
  const bar = element("span", { class: "score__bar", "aria-hidden": "true" }, element("span", {}));
  bar.style.setProperty("--share", String(score / 100));
  return element(
    "span",
    { class: "score" },
    element("span", { class: "score__number number" }, scoreText(score)),
    bar,
    element(
      "span",
      { class: "score__confidence muted number", title: CONFIDENCE },
      _("confidence %(share)s", { share: percent(confidence) }),
    ),
  );
}

const CONFIDENCE = _("How much of what the opening asks for the résumé answers. It is no part of the score.");
