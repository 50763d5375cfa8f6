// @ts-check
// Why a candidate stands where they stand: the parts of the score with their points, and what the résumé says of each
// criterion, quoted line by line.

import { element, find, icon } from "../components/element.js";
import { _ } from "../components/text.js";
import { keyOf } from "./evidence.js";
import { recommendationMark, scoreMark } from "./marks.js";
import { shareOf } from "./move.js";
import {
  flagWord,
  KIND_WORD,
  PART_WORD,
  PARTS,
  remarksOf,
  RUNG_WORD,
  RUNGS,
  scoreText,
  VERDICT_ICON,
  VERDICT_WORD,
} from "./words.js";

/** @typedef {import("./answer.js").Candidate} Candidate */
/** @typedef {import("./answer.js").Criterion} Criterion */

/** @type {Record<string, number>} */
const KIND_PLACE = { must: 0, knockout: 1, nice: 2, note: 3 };

export class Explanation {
  #onPoint;
  /** @type {Map<string, HTMLElement[]>} */ #quotes = new Map();

  /** @param {(key: string | null, isChosen: boolean) => void} onPoint a quote is pointed at, or none */
  constructor(onPoint) {
    this.#onPoint = onPoint;
  }

  show(/** @type {Candidate} */ candidate, /** @type {Criterion[]} */ criteria) {
    this.#quotes.clear();
    find("[data-result]").replaceChildren(
      element(
        "div",
        { class: "verdict-head__line" },
        element("span", { class: "verdict-head__rank number" }, _("Rank %(rank)s", { rank: candidate.rank })),
        recommendationMark(candidate.recommendation),
      ),
      scoreMark(candidate),
      ...this.#flags(candidate),
    );
    find("[data-parts]").replaceChildren(...partRows(candidate));
    const inOrder = criteria.toSorted((one, other) => KIND_PLACE[one.kind] - KIND_PLACE[other.kind]);
    find("[data-judged]").replaceChildren(...inOrder.map((criterion) => this.#judged(criterion, candidate)));
  }

  /**
   * @param {string | null} key
   * @param {{isScrolling?: boolean}} [options] bring the first of its quotes into view
   */
  highlight(key, { isScrolling = false } = {}) {
    for (const [name, nodes] of this.#quotes) for (const node of nodes) node.toggleAttribute("data-on", name === key);
    if (key !== null && isScrolling) this.#quotes.get(key)?.[0].scrollIntoView({ block: "center" });
  }

  #judged(
    /** @type {Criterion} */ { id, kind, text, terms = [], years, stars },
    /** @type {Candidate} */ { criteria },
  ) {
    const judgement = criteria.find((candidate) => candidate.id === id);
    const others = terms.filter((term) => !text.toLowerCase().includes(term.toLowerCase()));
    const asked = [
      KIND_WORD[kind] + (kind === "nice" && stars ? ` ${"★".repeat(stars)}` : ""),
      others.length ? _("or %(terms)s", { terms: others.join(", ") }) : "",
      years ? _("at least %(years)s years", { years }) : "",
    ];
    return element(
      "li",
      { class: "judged__one", "data-verdict": judgement?.verdict ?? "" },
      judgement && kind !== "note"
        ? icon(VERDICT_ICON[judgement.verdict], "icon judged__icon")
        : icon("pencil", "icon judged__icon"),
      element(
        "div",
        { class: "judged__body" },
        element(
          "p",
          { class: "judged__line" },
          element("strong", {}, text),
          kind === "note" ? null : element("span", { class: "judged__verdict" }, verdictWords(judgement)),
        ),
        element("p", { class: "judged__asked muted" }, asked.filter(Boolean).join(" · ")),
        judgement?.rung ? rungMark(judgement.rung) : null,
        ...(judgement?.evidence ?? []).map((quoted) => this.#quote(quoted)),
      ),
    );
  }

  #quote(/** @type {import("./answer.js").Evidence} */ quoted, lead = "") {
    const key = keyOf(quoted);
    const node = element(
      "button",
      { class: "quote", type: "button" },
      lead && element("span", {}, lead),
      element("q", {}, quoted.text),
      quoted.page
        ? element("span", { class: "quote__page muted number" }, _("page %(number)s", { number: quoted.page }))
        : null,
    );
    for (const name of ["pointerenter", "focus"]) node.addEventListener(name, () => this.#onPoint(key, false));
    for (const name of ["pointerleave", "blur"]) node.addEventListener(name, () => this.#onPoint(null, false));
    node.addEventListener("click", () => this.#onPoint(key, true));
    this.#quotes.set(key, [...(this.#quotes.get(key) ?? []), node]);
    return node;
  }

  /** What the recruiter should look at, and what the reader was not sure of. */
  #flags(/** @type {Candidate} */ candidate) {
    return [
      ...remarksOf(candidate).map((flag) =>
        element(
          "div",
          { class: "flag" },
          icon("triangle-alert"),
          element("div", {}, element("span", {}, flagWord(flag)), this.#quote(flag)),
        ),
      ),
      ...(candidate.profile.warnings ?? []).map((text) =>
        element("p", { class: "flag" }, icon("info"), element("span", {}, text)),
      ),
    ];
  }
}

function verdictWords(/** @type {import("./answer.js").Judgement | undefined} */ judgement) {
  return judgement ? VERDICT_WORD[judgement.verdict] : _("not judged");
}

/** How strong the evidence is, as steps: listed, used in a project, in a job, in the last three years. */
function rungMark(/** @type {import("./answer.js").Rung} */ rung) {
  const height = RUNGS.indexOf(rung);
  return element(
    "p",
    { class: "rung" },
    element(
      "span",
      { class: "rung__steps", "aria-hidden": "true" },
      ...RUNGS.map((_rung, place) => element("span", { "data-on": place <= height })),
    ),
    RUNG_WORD[rung],
  );
}

function partRows(/** @type {Candidate} */ candidate) {
  return PARTS.filter((part) => candidate.parts[part]).map((part) => {
    const score = /** @type {import("./answer.js").PartScore} */ (candidate.parts[part]);
    const isAnswered = score.points !== null;
    const share = isAnswered && score.of ? /** @type {number} */ (score.points) / score.of : 0;
    const bar = element("span", { class: "parts__bar", "aria-hidden": "true" }, element("span", {}));
    bar.style.setProperty("--share", String(share));
    return element(
      "div",
      { class: "parts__row", "data-part": part, "data-open": !isAnswered },
      element("span", {}, PART_WORD[part]),
      bar,
      isAnswered
        ? element(
            "span",
            { class: "parts__points number", title: POINTS },
            `${scoreText(shareOf(candidate, part))} / ${scoreText(mostOf(candidate, part))}`,
          )
        : element("span", { class: "parts__points muted" }, _("not answered")),
    );
  });
}

const POINTS = _("Points of the score that this part gives, of the most that it could give");

/** The most that an answered part could add to the score. */
function mostOf(/** @type {Candidate} */ { parts }, /** @type {import("./answer.js").Part} */ part) {
  const score = parts[part];
  if (!score) return 0;
  return shareOf({ parts: { ...parts, [part]: { ...score, points: score.of } } }, part);
}
