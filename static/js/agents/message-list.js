// @ts-check
// The messages of the shown branch, each drawn once and then only as it changes.

import { AnswerView } from "./answer-view.js";
import { siblingsOf } from "./branch.js";
import { QuestionView } from "./question-view.js";

/** @typedef {import("./answer.js").Message} Message */
/** @typedef {import("./message-action.js").MessageActions} MessageActions */

export class MessageList {
  #root;
  #actions;
  #place;
  /** @type {Map<string, AnswerView | QuestionView>} */ #views = new Map();

  /**
   * @param {HTMLElement} root
   * @param {MessageActions} actions
   * @param {{onDrawn: () => void, isOwn: boolean}} place
   */
  constructor(root, actions, place) {
    this.#root = root;
    this.#actions = actions;
    this.#place = place;
  }

  /**
   * @param {Message[]} messages all of the conversation
   * @param {Message[]} branch
   */
  show(messages, branch) {
    const shown = new Set(branch.map(({ id }) => id));
    for (const id of [...this.#views.keys()]) if (!shown.has(id)) this.#views.delete(id);
    // The newest first: it is what the reader sees.
    for (const message of [...branch].reverse()) this.update(message, messages);
    const nodes = branch.map(({ id }) => /** @type {AnswerView} */ (this.#views.get(id)).node);
    for (const node of [...this.#root.children]) if (!nodes.includes(/** @type {HTMLElement} */ (node))) node.remove();
    nodes.forEach((node, place) => {
      if (this.#root.children[place] !== node) this.#root.insertBefore(node, this.#root.children[place] ?? null);
    });
  }

  /** One message has changed; it is drawn if it is shown. */
  update(/** @type {Message} */ message, /** @type {Message[]} */ messages) {
    let view = this.#views.get(message.id);
    if (!view) {
      const View = message.role === "user" ? QuestionView : AnswerView;
      view = new View(message, this.#actions, this.#place);
      this.#views.set(message.id, view);
    }
    view.show(message, siblingsOf(messages, message));
  }

  has(/** @type {string} */ id) {
    return this.#views.has(id);
  }
}
