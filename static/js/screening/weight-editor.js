// @ts-check
// How much each part of the score weighs: a slider each, and one bar that shows their shares of the whole.

import { element, find, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { PART_WORD, PARTS, percent } from "./words.js";

export class WeightEditor {
  #container;
  /** @type {Map<string, HTMLInputElement>} */ #sliders = new Map();

  /**
   * @param {HTMLElement} container
   * @param {() => void} [onChange]
   */
  constructor(container, onChange = () => {}) {
    this.#container = container;
    const bar = element("div", { class: "weights__bar", "aria-hidden": "true" });
    const rows = PARTS.map((part) => this.#row(part));
    bar.append(...PARTS.map((part) => element("span", { "data-part": part })));
    container.replaceChildren(bar, element("div", { class: "weights" }, ...rows));
    container.addEventListener("input", () => {
      this.#show();
      onChange();
    });
  }

  /** @returns {import("./answer.js").Weights} */
  get value() {
    return Object.fromEntries([...this.#sliders].map(([part, { value }]) => [part, Number(value)]));
  }

  set value(weights) {
    for (const [part, slider] of this.#sliders) slider.value = String(weights[part] ?? 0);
    this.#show();
  }

  #row(/** @type {import("./answer.js").Part} */ part) {
    const slider = /** @type {HTMLInputElement} */ (
      element("input", { type: "range", min: "0", max: "100", step: "5", class: "weights__slider" })
    );
    this.#sliders.set(part, slider);
    return element(
      "label",
      { class: "weights__row", "data-part": part },
      element("span", { class: "weights__mark", "aria-hidden": "true" }),
      element("span", {}, PART_WORD[part]),
      slider,
      element("span", { class: "weights__share number" }),
    );
  }

  #show() {
    const weights = this.value;
    const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
    for (const [part, weight] of Object.entries(weights)) {
      const share = sum ? weight / sum : 0;
      setText(find(`[data-part="${part}"] .weights__share`, this.#container), percent(share));
      find(`.weights__bar [data-part="${part}"]`, this.#container).style.flexGrow = String(share);
    }
    this.#container.toggleAttribute("data-empty", sum === 0);
  }

  /** Whether there is anything to weigh. */
  get isEmpty() {
    return Object.values(this.value).every((weight) => weight === 0);
  }
}

export const NO_WEIGHT = _("At least one part must weigh something.");
