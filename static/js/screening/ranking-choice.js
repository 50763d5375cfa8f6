// @ts-check
// Which of a screening's rankings is shown: the newest, or an earlier one.

import { element, find } from "../components/element.js";
import { relative } from "../components/time.js";
import { _ } from "../components/text.js";

export class RankingChoice {
  #label = find("[data-ranking-choice]");
  #select = /** @type {HTMLSelectElement} */ (find("[data-rankings]"));

  constructor(/** @type {(id: number) => void} */ onChoose) {
    this.#select.addEventListener("change", () => onChoose(Number(this.#select.value)));
  }

  show(
    /** @type {import("./answer.js").Screening} */ { rankings, ranking_id },
    /** @type {import("./answer.js").Screening | null} */ earlier,
  ) {
    this.#label.hidden = rankings.length < 2;
    const options = rankings.toReversed().map((ranking) => {
      const when = relative(ranking.made_at * 1000);
      const words = ranking.made_by
        ? _("Ranking %(number)s, %(when)s, by %(who)s", { number: ranking.ranking_id, when, who: ranking.made_by })
        : _("Ranking %(number)s, as first made", { number: ranking.ranking_id });
      return element("option", { value: ranking.ranking_id, selected: ranking.ranking_id === ranking_id }, words);
    });
    this.#select.replaceChildren(...options);
    this.#select.title = earlier ? _("Compared with ranking %(number)s", { number: earlier.ranking_id ?? "–" }) : "";
  }
}
