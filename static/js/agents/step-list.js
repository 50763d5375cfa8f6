// @ts-check
// What an agent did on the way to its answer: a line that says the latest, and all of them folded below.

import { element, icon, setText } from "../components/element.js";
import { plural } from "../components/number.js";
import { _ } from "../components/text.js";

/** @typedef {import("./answer.js").Step} Step */

/** A list of thousands helps nobody. */
const SHOWN = 200;

export class StepList {
  #summary = element("span");
  #list = element("ol");
  #shown = 0;
  node;

  constructor() {
    const summary = element("summary", {}, icon("list-checks"), this.#summary);
    this.node = element("details", { class: "fold steps", hidden: true }, summary, this.#list);
  }

  /**
   * @param {Step[]} steps
   * @param {boolean} isLive
   */
  show(steps, isLive) {
    this.node.hidden = steps.length === 0;
    if (steps.length === 0) return;
    if (steps.length < this.#shown) this.#clear();
    const number = plural(steps.length, "%(num)s step", "%(num)s steps");
    setText(this.#summary, isLive ? steps[steps.length - 1].text || number : number);
    for (const step of steps.slice(this.#shown, SHOWN)) this.#list.append(lineOf(step));
    this.#shown = steps.length;
    if (this.#shown > SHOWN && this.#list.children.length === SHOWN)
      this.#list.append(element("li", { class: "muted" }, _("More than can be shown here")));
  }

  #clear() {
    this.#list.replaceChildren();
    this.#shown = 0;
  }
}

function lineOf(/** @type {Step} */ { text, step }) {
  const facts = step && Object.keys(step).length > 0 ? JSON.stringify(step, null, 2) : "";
  return element(
    "li",
    {},
    text,
    facts && element("pre", { class: "steps__facts" }, facts.length > 4000 ? `${facts.slice(0, 4000)} …` : facts),
  );
}
