// @ts-check
// The criteria of an opening, one row each, to be changed: kind, words, stars, what else counts, years. A criterion
// that the server refuses says so in its own row.

import { element, icon } from "../components/element.js";
import { _ } from "../components/text.js";
import { starField } from "./star-field.js";
import { KIND_WORD, PART_WORD, PARTS } from "./words.js";

/** @typedef {import("./answer.js").Criterion} Criterion */
/** @typedef {{node: HTMLElement, read: () => Criterion, refuse: (sentence: string) => void}} Row */

const HINT = {
  must: _("Whoever is known to lack it is said to miss a must-have. Silence is not a lack."),
  nice: _("Adds to the score; stars say how much."),
  knockout: _("Met, denied or not mentioned. Never gives points."),
  note: _("In your own words: shown beside each candidate, judged by people."),
};

/** `criteria[2].text names …`: the server counts what was sent from 0. */
const REFUSED = /^criteria\[(\d+)\]\.?/;

export class CriteriaEditor {
  /** @type {Row[]} */ #rows = [];
  #list = element("ol", { class: "criteria" });
  #empty = element("p", { class: "muted criteria__empty" }, _("No criteria yet: everyone would be ranked alike."));
  #onChange;

  /**
   * @param {HTMLElement} container
   * @param {() => void} [onChange]
   */
  constructor(container, onChange = () => {}) {
    this.#onChange = onChange;
    const add = element(
      "button",
      { class: "button button--small", type: "button", onclick: () => this.#add() },
      icon("plus"),
      element("span", {}, _("Add a criterion")),
    );
    container.replaceChildren(this.#list, this.#empty, add);
    container.addEventListener("input", onChange);
  }

  /** @returns {Criterion[]} as they are now; rows without words are left out */
  get value() {
    return this.#rows.map((row) => row.read()).filter(({ text }) => text);
  }

  set value(criteria) {
    this.#rows = criteria.map((criterion) => this.#row(criterion));
    this.#draw();
  }

  /**
   * Show why a criterion was refused, in its row.
   * @param {string} sentence the server's
   * @returns {boolean} whether it names one of those that `value` gave
   */
  refuse(sentence) {
    const [lead, place] = REFUSED.exec(sentence) ?? ["", -1];
    const row = this.#rows.filter((candidate) => candidate.read().text)[Number(place)];
    const told = sentence.slice(lead.length);
    row?.refuse(told.charAt(0).toUpperCase() + told.slice(1));
    return row !== undefined;
  }

  #add() {
    const row = this.#row({ id: crypto.randomUUID().slice(0, 8), kind: "must", text: "" });
    this.#rows.push(row);
    this.#draw();
    row.node.querySelector("input")?.focus();
  }

  #remove(/** @type {Row} */ row) {
    const place = this.#rows.indexOf(row);
    this.#rows.splice(place, 1);
    this.#draw();
    const next = this.#rows[place] ?? this.#rows[place - 1];
    /** @type {HTMLElement | null} */ (next?.node.querySelector("[data-remove]"))?.focus();
    this.#onChange();
  }

  #draw() {
    this.#list.replaceChildren(...this.#rows.map(({ node }) => node));
    this.#empty.hidden = this.#rows.length > 0;
  }

  /** @returns {Row} */
  #row(/** @type {Criterion} */ criterion) {
    const kind = choice(KIND_WORD, criterion.kind, _("Kind"));
    const text = input(criterion.text, _("Criterion"), { class: "input input--small criterion__text" });
    const stars = starField(criterion.stars ?? 1);
    const terms = input((criterion.terms ?? []).join(", "), _("Any one of these meets it"));
    const years = input(criterion.years ? String(criterion.years) : "", _("Years at least"), {
      type: "number",
      min: "0",
      max: "50",
      step: "0.5",
    });
    const part = choice(PART_WORD, criterion.part ?? "skills", _("Counts as"), PARTS);
    const hint = element("p", { class: "field__hint" });
    const told = element("span", {});
    const error = element("p", { class: "field__error", role: "alert", hidden: true }, icon("circle-alert"));
    const remove = element(
      "button",
      {
        class: "button button--quiet button--small button--icon",
        type: "button",
        "data-remove": true,
        "aria-label": _("Remove this criterion"),
        title: _("Remove this criterion"),
        onclick: () => this.#remove(row),
      },
      icon("x"),
    );
    const more = element(
      "details",
      { class: "disclosure criterion__more" },
      element("summary", {}, icon("chevron-right"), told),
      element(
        "div",
        { class: "criterion__options" },
        labelled(_("Any one of these meets it"), terms, _("Other names or alternatives, with commas between them.")),
        labelled(_("Years at least"), years),
        labelled(_("Counts as"), part),
        hint,
      ),
    );
    const node = element(
      "li",
      { class: "criterion" },
      element("div", { class: "criterion__line" }, kind, text, stars.node, remove),
      error,
      more,
    );
    const show = () => {
      node.dataset.kind = kind.value;
      hint.textContent = HINT[/** @type {import("./answer.js").Kind} */ (kind.value)];
      told.textContent = moreWords(terms.value, years.value);
    };
    node.addEventListener("input", show);
    node.addEventListener("input", () => {
      error.hidden = true;
      text.removeAttribute("aria-invalid");
    });
    show();
    /** @type {Row} */
    const row = {
      node,
      read: () => ({
        ...criterion,
        kind: /** @type {import("./answer.js").Kind} */ (kind.value),
        text: text.value.trim(),
        terms: terms.value
          .split(",")
          .map((term) => term.trim())
          .filter(Boolean),
        part: /** @type {import("./answer.js").Part} */ (part.value),
        stars: stars.value,
        years: years.value ? Number(years.value) : null,
      }),
      refuse(sentence) {
        error.replaceChildren(icon("circle-alert"), element("span", {}, sentence));
        error.hidden = false;
        text.setAttribute("aria-invalid", "true");
        text.focus();
      },
    };
    return row;
  }
}

/** What is set behind "More": `or k8s, k3s; at least 3 years`. */
function moreWords(/** @type {string} */ terms, /** @type {string} */ years) {
  const told = [terms ? _("any of: %(terms)s", { terms }) : "", years ? _("at least %(years)s years", { years }) : ""];
  return told.filter(Boolean).join("; ") || _("More");
}

function input(/** @type {string} */ value, /** @type {string} */ label, more = {}) {
  const attributes = { class: "input input--small", value, "aria-label": label, autocomplete: "off", ...more };
  return /** @type {HTMLInputElement} */ (element("input", attributes));
}

/**
 * @param {Record<string, string>} words
 * @param {string} chosen
 * @param {string} label
 * @param {string[]} [keys]
 */
function choice(words, chosen, label, keys = Object.keys(words)) {
  const options = keys.map((key) => element("option", { value: key, selected: key === chosen }, words[key]));
  return /** @type {HTMLSelectElement} */ (
    element("select", { class: "input input--small", "aria-label": label }, ...options)
  );
}

function labelled(/** @type {string} */ label, /** @type {HTMLElement} */ field, hint = "") {
  field.removeAttribute("aria-label");
  return element(
    "label",
    { class: "field" },
    element("span", { class: "field__label" }, label),
    field,
    hint && element("span", { class: "field__hint" }, hint),
  );
}
