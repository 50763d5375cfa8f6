// @ts-check
// A language model's explanation of one issue, on request, in a panel beside the issues. What the model writes is shown
// as text, whatever it looks like. Closing the panel stops the request; an answer is kept for as long as the page is
// open.

import { element, icon } from "../components/element.js";
import { inlineCode } from "../components/inline-code.js";
import { request, RequestError, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";

/** @typedef {{line: number, rule: string, severity: string, message: string}} ExplainedIssue */

export class Explanation {
  /** @type {Map<string, string>} */ #known = new Map();
  /** @type {AbortController | null} */ #asking = null;
  /** @type {HTMLElement | null} */ #opener = null;
  #title = element("h2", { class: "explanation__title", id: "explanation-title" });
  #body = element("div", { class: "explanation__body", "aria-live": "polite" });
  #foot = element("div", { class: "explanation__foot" });
  #panel = element(
    "section",
    { class: "explanation", role: "dialog", "aria-labelledby": "explanation-title", tabindex: -1, hidden: true },
    element(
      "div",
      { class: "explanation__head" },
      this.#title,
      element(
        "button",
        {
          class: "button button--quiet button--small button--icon",
          type: "button",
          "aria-label": _("Close the explanation"),
          onclick: () => this.close(),
        },
        icon("x"),
      ),
    ),
    this.#body,
    this.#foot,
  );

  /** @param {string} url where the server asks its model */
  constructor(url) {
    this.url = url;
    document.getElementById("content")?.append(this.#panel);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.close();
    });
  }

  /** The button of one issue. */
  button(/** @type {string} */ path, /** @type {ExplainedIssue} */ issue) {
    return element(
      "button",
      {
        class: "explain",
        type: "button",
        title: _("Ask the language model"),
        "aria-label": _("Explain %(rule)s, line %(line)s", { rule: issue.rule, line: issue.line }),
        "aria-haspopup": "dialog",
        onclick: (event) => this.#open(event.currentTarget, path, issue),
      },
      icon("sparkles"),
      element("span", { class: "explain__text" }, "Explain"),
    );
  }

  close() {
    if (this.#panel.hidden) return;
    this.#asking?.abort();
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    if (hadFocus && this.#opener?.isConnected) this.#opener.focus();
  }

  #open(/** @type {HTMLElement} */ opener, /** @type {string} */ path, /** @type {ExplainedIssue} */ issue) {
    this.#opener = opener;
    this.#title.replaceChildren(
      icon(`severity-${issue.severity}`, "severity-icon"),
      element(
        "span",
        { class: "explanation__place mono" },
        `${issue.rule} · ${path.slice(path.lastIndexOf("/") + 1)}:${issue.line}`,
      ),
    );
    this.#title.dataset.severity = issue.severity;
    this.#panel.hidden = false;
    this.#panel.focus();
    void this.#explain(path, issue);
  }

  async #explain(/** @type {string} */ path, /** @type {ExplainedIssue} */ issue) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const key = `${path}\n${issue.line}\n${issue.rule}`;
    const known = this.#known.get(key);
    if (known) return this.#showText(known);
    this.#showPending();
    try {
      const { text } = await request("POST", this.url, {
        json: { path, line: issue.line, rule: issue.rule },
        signal: asking.signal,
      });
      if (!text) throw new RequestError(0, "empty", _("The language model answered with nothing."));
      this.#known.set(key, text);
      if (!asking.signal.aborted) this.#showText(text);
    } catch (error) {
      if (!asking.signal.aborted) this.#showFailure(error, () => this.#explain(path, issue));
    }
  }

  #showPending() {
    this.#body.replaceChildren(
      element("p", { class: "explanation__pending muted" }, icon("loader"), _("Asking the model…")),
    );
    this.#foot.replaceChildren(
      element("span", { class: "muted" }, _("It may take a minute; closing stops the asking.")),
    );
  }

  #showText(/** @type {string} */ text) {
    const paragraphs = text.split(/\n[ \t]{0,200}\n/).filter((part) => part.trim());
    this.#body.replaceChildren(...paragraphs.map((paragraph) => element("p", {}, ...inlineCode(paragraph))));
    this.#foot.replaceChildren(
      element("span", { class: "muted" }, _("Written by a language model, which may be wrong.")),
      element("button", { class: "button button--small", type: "button", "data-copy": text }, icon("copy"), "Copy"),
    );
  }

  #showFailure(/** @type {unknown} */ error, /** @type {() => void} */ again) {
    const cause = sentenceOf(error);
    const isLasting = error instanceof RequestError && error.status >= 400 && error.status < 429;
    this.#body.replaceChildren(
      element(
        "div",
        { class: "notice", "data-kind": "bad" },
        icon("circle-x"),
        element(
          "div",
          { class: "notice__body" },
          element("p", { class: "notice__title" }, _("No explanation")),
          element("p", {}, cause),
        ),
      ),
    );
    const retry = () => {
      this.#panel.focus();
      again();
    };
    this.#foot.replaceChildren(
      ...(isLasting
        ? []
        : [
            element(
              "button",
              { class: "button button--small", type: "button", onclick: retry },
              icon("rotate-cw"),
              _("Ask again"),
            ),
          ]),
    );
  }
}
