// @ts-check
// What people decided about a candidate and noted: who, when and why.

import { element, icon, setText } from "../components/element.js";
import { request } from "../components/request.js";
import { showTimes } from "../components/time.js";
import { _ } from "../components/text.js";
import { attempt } from "../runs/action.js";
import { DECISION_WORD } from "./words.js";

/** @typedef {import("./answer.js").Candidate} Candidate */

export class DecisionForm {
  #api;
  /** @type {Candidate["decision"]} */ #decision = null;
  #note = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "input", rows: 3, maxlength: 5000 }));
  #status = element("span", { class: "muted", role: "status" });
  #buttons = /** @type {const} */ (["shortlist", "reject"]).map((kind) => this.#button(kind));
  #history = element("ol", { class: "history" });
  #isSaved = true;

  /**
   * @param {HTMLElement} root
   * @param {string} api of the candidate
   */
  constructor(root, api) {
    this.#api = api;
    const save = element(
      "button",
      { class: "button button--small", type: "button", onclick: () => void this.#send({ note: this.#note.value }) },
      _("Save the note"),
    );
    this.#note.addEventListener("input", () => {
      this.#isSaved = false;
      setText(this.#status, _("not saved yet"));
    });
    root.replaceChildren(
      element("div", { class: "decision-form__buttons" }, ...this.#buttons),
      element("label", { class: "field" }, element("span", { class: "field__label" }, _("Note")), this.#note),
      element("div", { class: "decision-form__end" }, save, this.#status),
      this.#history,
    );
    addEventListener("beforeunload", (event) => this.#isSaved || event.preventDefault());
  }

  show(/** @type {Candidate} */ { decision = null, note = "", decisions }) {
    this.#decision = decision;
    if (this.#isSaved) this.#note.value = note;
    for (const button of this.#buttons) {
      const isOn = button.dataset.decide === decision;
      button.setAttribute("aria-pressed", String(isOn));
    }
    this.#history.replaceChildren(...decisions.toReversed().map(historyLine));
    showTimes();
  }

  /** Decide, or take the same decision back. */
  async toggle(/** @type {"shortlist" | "reject"} */ kind) {
    await this.#send({ decision: this.#decision === kind ? null : kind });
  }

  #button(/** @type {"shortlist" | "reject"} */ kind) {
    return element(
      "button",
      { class: "button decision", type: "button", "data-decide": kind, onclick: () => void this.toggle(kind) },
      icon(kind === "shortlist" ? "user-round-check" : "user-round-x"),
      element("span", {}, kind === "shortlist" ? _("Shortlist") : _("Reject")),
    );
  }

  async #send(/** @type {{decision?: string | null, note?: string}} */ json) {
    const fresh = await attempt(_("It could not be saved"), () => request("PATCH", this.#api, { json }));
    if (!fresh) return;
    if ("note" in json) {
      this.#isSaved = true;
      setText(this.#status, _("saved"));
    }
    this.show(fresh);
  }
}

function historyLine(/** @type {Candidate["decisions"][number]} */ { decision, note, by, at }) {
  const when = new Date(at * 1000).toISOString();
  const what = DECISION_WORD[/** @type {"shortlist" | "reject"} */ (decision)] ?? _("Undecided");
  return element(
    "li",
    {},
    element("span", {}, _("%(what)s by %(who)s", { what, who: by })),
    " ",
    element("time", { class: "muted", datetime: when, "data-time": true }, when),
    note ? element("p", { class: "muted history__note" }, note) : null,
  );
}
