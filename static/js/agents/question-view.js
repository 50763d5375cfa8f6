// @ts-check
// A question: what somebody asked, in their own words, with what they may do with it.

import { copyText } from "../components/copy.js";
import { element } from "../components/element.js";
import { _ } from "../components/text.js";
import { timeNode } from "../components/time.js";
import { asking, branchArrows, letAsk, smallButton } from "./message-foot.js";

/** @typedef {import("./answer.js").Message} Message */
/** @typedef {import("./message-action.js").MessageActions} MessageActions */

export class QuestionView {
  node;
  #foot = element("div", { class: "message__foot" });

  #isOwn;

  /**
   * @param {Message} message
   * @param {MessageActions} actions
   * @param {{isOwn: boolean}} place
   */
  constructor(message, actions, { isOwn }) {
    const text = element("div", { class: "message__words" }, message.text);
    this.node = element(
      "article",
      { class: "message message--user", "data-message": message.id, "aria-label": _("You asked") },
      text,
      this.#foot,
    );
    this.actions = actions;
    this.#isOwn = isOwn;
  }

  show(/** @type {Message} */ message, /** @type {Message[]} */ siblings) {
    const { actions } = this;
    const key = siblings.map(({ id }) => id).join(" ");
    if (this.#foot.dataset.key !== key) {
      this.#foot.dataset.key = key;
      const copy = smallButton("copy", _("Copy the question"), () => void copyText(message.text, copy));
      const edit = () => asking(smallButton("pencil", _("Edit and ask again"), () => actions.edit(message)));
      this.#foot.replaceChildren(
        ...branchArrows(message, siblings, actions),
        copy,
        ...(this.#isOwn ? [edit()] : []),
        timeNode(message.created_at),
      );
    }
    letAsk([this.#foot], actions.mayWrite());
  }
}
