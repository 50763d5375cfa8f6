// @ts-check
// The panel beside the ranking: change criteria and weights, rank again. The files are not read again.

import { complain } from "../components/complaint.js";
import { find, setText } from "../components/element.js";
import { duration } from "../components/number.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { CriteriaEditor } from "./criteria-editor.js";
import { NO_WEIGHT, WeightEditor } from "./weight-editor.js";

export class Rerank {
  #root = find("[data-rerank]");
  #toggle = find("[data-rerank-toggle]");
  #button = /** @type {HTMLButtonElement} */ (find("[data-rerank-start]"));
  #criteria;
  #weights;
  #api;
  #onRanked;

  /**
   * @param {string} api of the screening
   * @param {(answer: import("./answer.js").Screening) => void} onRanked
   */
  constructor(api, onRanked) {
    this.#api = api;
    this.#onRanked = onRanked;
    const changed = () => this.#complain("");
    this.#criteria = new CriteriaEditor(find("[data-criteria]", this.#root), changed);
    this.#weights = new WeightEditor(find("[data-weights]", this.#root), changed);
    this.#toggle.addEventListener("click", () => this.#open(Boolean(this.#root.hidden)));
    this.#button.addEventListener("click", () => void this.#start());
  }

  /** Show what the ranking on the page was made with. */
  show(
    /** @type {import("./answer.js").Criterion[]} */ criteria,
    /** @type {import("./answer.js").Weights} */ weights,
  ) {
    this.#criteria.value = criteria;
    this.#weights.value = weights;
  }

  #open(/** @type {boolean} */ isOpen) {
    this.#root.hidden = !isOpen;
    find("[data-columns]").toggleAttribute("data-open", isOpen);
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
  }

  async #start() {
    if (this.#weights.isEmpty) return this.#complain(NO_WEIGHT);
    const began_ms = performance.now();
    this.#button.disabled = true;
    this.#button.setAttribute("aria-busy", "true");
    this.#complain("");
    try {
      const json = { criteria: this.#criteria.value, weights: this.#weights.value };
      this.#onRanked(await request("POST", `${this.#api}/rankings`, { json }));
      setText(
        find("[data-rerank-status]"),
        _("Ranked in %(time)s", { time: duration((performance.now() - began_ms) / 1000) }),
      );
    } catch (error) {
      const sentence = sentenceOf(error);
      if (!this.#criteria.refuse(sentence)) this.#complain(sentence);
    } finally {
      this.#button.disabled = false;
      this.#button.removeAttribute("aria-busy");
    }
  }

  #complain(/** @type {string} */ sentence) {
    complain(this.#root, sentence);
    if (sentence) setText(find("[data-rerank-status]"), "");
  }
}
