// @ts-check
// The snippets on the page: one at a time, always for the page's current channels.

import { codeText } from "../components/code-text.js";
import { find, setText } from "../components/element.js";
import { tabList } from "../components/tab-list.js";
import { FLASK, SNIPPETS, tokenCommand } from "./snippet.js";

export class SnippetView {
  #chosen = "curl";
  #shown = "";
  /** @type {import("./snippet.js").Subject} */ #subject;

  /** @param {import("./snippet.js").Subject} subject */
  constructor(subject) {
    this.#subject = subject;
    tabList(find("[data-snippet-tabs]"), (tab) => {
      this.#chosen = tab.dataset.snippet ?? "curl";
      find("#snippet").setAttribute("aria-labelledby", tab.id);
      this.#draw();
    });
    this.#draw();
  }

  /** @param {Partial<import("./snippet.js").Subject>} change */
  set(change) {
    this.#subject = { ...this.#subject, ...change };
    this.#draw();
  }

  #draw() {
    const { language, note, needsToken, code } = SNIPPETS[this.#chosen](this.#subject);
    if (code === this.#shown) return;
    this.#shown = code;
    setText(find("[data-snippet-note]"), note);
    const token = find("[data-snippet-token]");
    token.hidden = !needsToken;
    token.dataset.copy = tokenCommand(this.#subject);
    setText(find("span", token), token.dataset.copy);
    find("[data-snippet-code]").replaceChildren(codeText(code.trimEnd(), language));
    find("[data-snippet-copy]").dataset.copy = code;
    setText(find("[data-snippet-tail]"), `${FLASK} tail ${this.#subject.channels[0]}`);
  }
}
