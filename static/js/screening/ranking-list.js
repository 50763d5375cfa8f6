// @ts-check
// The ranking as a list that reorders calmly: rows glide to their new places, never under the pointer or the focus of
// somebody who is about to choose. Until they have gone, what is new waits behind a pill. It draws all rows of lists of
// up to 200, of longer ones those in view.

import { oncePerFrame } from "../components/animation-frame.js";
import { element } from "../components/element.js";
import { plural } from "../components/number.js";
import { _ } from "../components/text.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {{node: HTMLElement, signature: string}} Row */

const ALL_UP_TO = 200;
const MARGIN_ROWS = 12;
/** After the pointer or the focus has left, so that a row is not pulled away from a pointer that only slipped. */
const CALM_MS = 700;

export class RankingList {
  #container;
  #cellsOf;
  #signatureOf;
  #box = element("div", { class: "ranking__rows", role: "rowgroup" });
  #pill = element("button", { class: "new-pill ranking__pill", type: "button", hidden: true });
  /** @type {Map<string, Row>} */ #rows = new Map();
  /** What is drawn, in order. @type {Entry[]} */ #shown = [];
  /** What is to be drawn. @type {Entry[]} */ #wanted = [];
  #calm = 0;
  #drawSoon = oncePerFrame(() => this.#draw());

  /**
   * @param {HTMLElement} container
   * @param {{headings: HTMLElement, cellsOf: (entry: Entry) => Node[], signatureOf: (entry: Entry) => string}} options
   *   `signatureOf`: rows are drawn anew only when it changes
   */
  constructor(container, { headings, cellsOf, signatureOf }) {
    this.#container = container;
    this.#cellsOf = cellsOf;
    this.#signatureOf = signatureOf;
    const table = element(
      "div",
      { class: "ranking__table", role: "table", "aria-label": _("Candidates, best first"), hidden: true },
      headings,
      this.#box,
    );
    container.append(this.#pill, table);
    this.#pill.addEventListener("click", () => this.apply());
    for (const gone of ["pointerleave", "focusout"])
      container.addEventListener(gone, () => {
        clearTimeout(this.#calm);
        this.#calm = window.setTimeout(() => this.#isBusy || this.apply(), CALM_MS);
      });
    addEventListener("scroll", this.#drawSoon, { passive: true });
    addEventListener("resize", this.#drawSoon);
  }

  /** Somebody is about to choose a row. */
  get #isBusy() {
    return this.#box.matches(":hover") || this.#box.contains(document.activeElement);
  }

  /** @returns {Entry[]} as they are shown now */
  get entries() {
    return this.#shown;
  }

  /**
   * @param {Entry[]} entries
   * @param {{isAsked?: boolean}} [options] `isAsked`: the reader asked for this order, so it comes at once
   */
  show(entries, { isAsked = false } = {}) {
    this.#wanted = entries;
    if (isAsked || !this.#isBusy) return this.apply();
    const known = new Map(entries.map((entry) => [entry.candidate_id, entry]));
    const isSameOrder =
      entries.length === this.#shown.length &&
      entries.every(({ candidate_id }, place) => candidate_id === this.#shown[place].candidate_id);
    const added = entries.length - this.#shown.length;
    // What the rows say is current, wherever they stand.
    this.#shown = this.#shown.map((entry) => known.get(entry.candidate_id) ?? entry);
    this.#pill.textContent = added > 0 ? plural(added, "%(num)s new", "%(num)s new") : _("New order");
    this.#pill.hidden = isSameOrder;
    this.#draw();
  }

  /** Show what is waiting. */
  apply() {
    this.#shown = this.#wanted;
    this.#pill.hidden = true;
    this.#draw();
  }

  /** Draw again, once the list is visible. */
  refresh() {
    this.#draw();
  }

  nodeOf(/** @type {string} */ id) {
    return this.#rows.get(id)?.node ?? null;
  }

  /** Bring a candidate into view, drawn and with the focus on their name. */
  reveal(/** @type {string} */ id) {
    const place = this.#shown.findIndex(({ candidate_id }) => candidate_id === id);
    if (place < 0) return;
    const rowHeight = this.#box.offsetHeight / Math.max(1, this.#shown.length);
    const top = this.#box.getBoundingClientRect().top + place * rowHeight;
    if (top < 120 || top + rowHeight > innerHeight - 80) scrollTo({ top: scrollY + top - innerHeight / 2 });
    this.#draw();
    this.nodeOf(id)?.querySelector("a")?.focus({ preventScroll: true });
  }

  #range() {
    const { length } = this.#shown;
    if (length <= ALL_UP_TO) return [0, length];
    const rowHeight = this.#box.offsetHeight / length || 64;
    const { top } = this.#box.getBoundingClientRect();
    const from = Math.max(0, Math.floor(-top / rowHeight) - MARGIN_ROWS);
    return [from, Math.min(length, Math.ceil((innerHeight - top) / rowHeight) + MARGIN_ROWS)];
  }

  #draw() {
    const table = /** @type {HTMLElement} */ (this.#box.parentElement);
    table.hidden = this.#shown.length === 0;
    table.setAttribute("aria-rowcount", String(this.#shown.length + 1));
    this.#box.style.setProperty("--places", String(this.#shown.length));
    const [from, to] = this.#range();
    /** @type {Map<string, Row>} */
    const next = new Map();
    for (let place = from; place < to; place += 1) {
      const entry = this.#shown[place];
      const row = this.#row(entry, place);
      this.#rows.delete(entry.candidate_id);
      next.set(entry.candidate_id, row);
    }
    for (const { node } of this.#rows.values()) node.remove();
    this.#rows = next;
    this.#putInOrder();
  }

  #row(/** @type {Entry} */ entry, /** @type {number} */ place) {
    const signature = this.#signatureOf(entry);
    const row = this.#rows.get(entry.candidate_id) ?? {
      node: element("div", { class: "candidate", role: "row", "data-id": entry.candidate_id }),
      signature: "",
    };
    const { node } = row;
    if (row.signature !== signature) {
      const focused = node.contains(document.activeElement) ? keyOf(document.activeElement) : null;
      node.replaceChildren(...this.#cellsOf(entry));
      if (focused) /** @type {HTMLElement | null} */ (node.querySelector(focused))?.focus({ preventScroll: true });
      row.signature = signature;
    }
    node.dataset.decision = entry.decision ?? "";
    node.setAttribute("aria-rowindex", String(place + 2));
    if (node.style.getPropertyValue("--place") !== String(place)) node.style.setProperty("--place", String(place));
    return row;
  }

  /** Screen readers follow element order. Elements already in place are left alone: one may have the focus. */
  #putInOrder() {
    let place = this.#box.firstChild;
    for (const { node } of this.#rows.values()) {
      if (node === place) place = place.nextSibling;
      else this.#box.insertBefore(node, place);
    }
  }
}

/** How to find the same control in a row that was drawn anew. */
function keyOf(/** @type {Element | null} */ focused) {
  if (!(focused instanceof HTMLElement)) return null;
  if (focused.dataset.decide) return `[data-decide="${focused.dataset.decide}"]`;
  return focused.hasAttribute("data-pick") ? "[data-pick]" : "a";
}
