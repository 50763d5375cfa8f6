// @ts-check
// How the scores lie: one mark per candidate on an axis from 0 to 100, stacked where several have the same. A mark
// lands when its file is scored, and glides when a new ranking moves it. It is a picture: what it says is in the list,
// too.

import { element, find, icon, setText } from "../components/element.js";
import { oncePerFrame } from "../components/animation-frame.js";
import { counted } from "./order.js";
import { fitting, stacked } from "./stacked.js";
import { BEST_FIRST, nameOf, RECOMMENDATION_MARK, RECOMMENDATION_WORD, scoreText } from "./words.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {Pick<Entry, "candidate_id" | "score"> & Partial<Entry>} Mark */

/** A mark's size, the largest at which the highest stack has room. */
const SIZES_REM = [0.875, 0.75, 0.625, 0.5];

export class ScorePlot {
  #root = find("[data-plot]");
  #stage = find("[data-plot-stage]");
  /** @type {Map<string, HTMLElement>} */ #nodes = new Map();
  /** @type {Mark[]} */ #marks = [];
  #drawSoon = oncePerFrame(() => this.#place());

  /**
   * @param {{onPick: (id: string) => void, onFilter: (recommendation: string) => void, onFiles: () => void}} listeners
   */
  constructor({ onPick, onFilter, onFiles }) {
    this.#stage.addEventListener("click", ({ target }) => {
      const id = /** @type {HTMLElement} */ (target).closest?.("[data-mark]")?.getAttribute("data-mark");
      if (id) onPick(id);
    });
    this.#root.addEventListener("click", ({ target }) => {
      const button = /** @type {HTMLElement} */ (target).closest?.("button");
      if (button?.dataset.recommendation)
        onFilter(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.recommendation);
      else if (button) onFiles();
    });
    new ResizeObserver(this.#drawSoon).observe(this.#stage);
  }

  /**
   * @param {Entry[]} entries the ranking
   * @param {Mark[]} early scored just now, and not in the ranking yet
   * @param {{failed: number, filter: string, shown: Set<string>}} around `shown`: who is in the list
   */
  show(entries, early, { failed, filter, shown }) {
    this.#marks = [...entries, ...early];
    const counts = counted(entries);
    for (const key of BEST_FIRST) {
      const button = find(`.plot__count[data-recommendation="${key}"]`, this.#root);
      setText(find("[data-count]", button), String(counts[key]));
      button.toggleAttribute("data-empty", counts[key] === 0);
      button.setAttribute("aria-pressed", String(filter === key));
    }
    setText(find("[data-failed-count]", this.#root), String(failed));
    find("[data-show-files]", this.#root).toggleAttribute("data-empty", failed === 0);
    for (const [id, node] of this.#nodes) node.toggleAttribute("data-dim", !shown.has(id));
    this.#drawSoon();
  }

  /** Marks stack up from the axis, in columns as wide as a mark. */
  #place() {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const inOrder = this.#marks.toSorted((one, other) => one.candidate_id.localeCompare(other.candidate_id));
    const scores = inOrder.map(({ score }) => score);
    const [size, stacks] = fitting(
      SIZES_REM.map((size_rem) => [size_rem, stacked(scores, Math.max(1, Math.floor(width / (size_rem * rem))))]),
      (size_rem) => height / (size_rem * rem),
    );
    const gone = new Set(this.#nodes.keys());
    inOrder.forEach((mark, place) => {
      gone.delete(mark.candidate_id);
      const node = this.#node(mark);
      node.style.setProperty("--column", String(stacks.places[place].x));
      node.style.setProperty("--height", String(stacks.places[place].height));
    });
    for (const id of gone) {
      this.#nodes.get(id)?.remove();
      this.#nodes.delete(id);
    }
    this.#stage.style.setProperty("--size", `${size}rem`);
    // A stack that is too high even so is pressed together rather than cut off.
    const room = height / (size * rem);
    this.#stage.style.setProperty("--pressed", String(Math.min(1, (room - 1) / Math.max(1, stacks.highest - 1))));
  }

  #node(/** @type {Mark} */ mark) {
    let node = this.#nodes.get(mark.candidate_id);
    const recommendation = mark.recommendation ?? "";
    if (!node || node.dataset.recommendation !== recommendation) {
      const outline = mark.recommendation ? RECOMMENDATION_MARK[mark.recommendation] : "circle-dashed";
      const fresh = element("span", {
        class: "plot__mark",
        "data-mark": mark.candidate_id,
        "data-recommendation": recommendation,
      });
      fresh.append(icon(outline));
      if (node) node.replaceWith(fresh);
      else this.#stage.append(fresh);
      node = fresh;
      this.#nodes.set(mark.candidate_id, node);
    }
    const name = mark.file ? `${nameOf(/** @type {Entry} */ (mark))}: ` : "";
    const word = mark.recommendation ? `, ${RECOMMENDATION_WORD[mark.recommendation]}` : "";
    node.title = `${name}${scoreText(mark.score)}${word}`;
    return node;
  }
}
