// @ts-check
// The ranking on the page: the list with its filter, who is selected, what is decided about whom, the keys.

import { element, find, setText } from "../components/element.js";
import { count, plural } from "../components/number.js";
import { onKey } from "../components/shortcut.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { compare, MOST_COMPARED } from "./compare.js";
import { decide, deleteCandidates } from "./decision.js";
import { FilterForm } from "./filter-form.js";
import { arranged } from "./order.js";
import { RankingList } from "./ranking-list.js";
import { cellsOf } from "./ranking-row.js";
import { rememberOrder } from "./shown-order.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {{entries: Entry[], criteria: import("./answer.js").Criterion[], moved: Map<string, number>}} Shown */

export class Ranking {
  #about;
  #onChange;
  #onDeleted;
  /** @type {Shown} */ #shown = { entries: [], criteria: [], moved: new Map() };
  /** @type {Set<string>} */ #selected = new Set();
  #filter = new FilterForm(() => this.#draw(true));
  #list;

  /**
   * @param {import("./about.js").About} about
   * @param {{onChange: () => void, onDeleted: (id: string) => void}} listeners `onChange`: the list shows other
   *   candidates, or something was decided
   */
  constructor(about, { onChange, onDeleted }) {
    this.#about = about;
    this.#onChange = onChange;
    this.#onDeleted = onDeleted;
    const panel = find("[data-ranking]");
    this.#list = new RankingList(panel, {
      headings: headings(),
      cellsOf: (entry) => cellsOf(entry, this.#around(entry)),
      signatureOf: (entry) => JSON.stringify([entry, this.#around(entry)]),
    });
    panel.addEventListener("change", (event) => this.#pick(/** @type {HTMLElement} */ (event.target)));
    panel.addEventListener("click", (event) => this.#click(/** @type {HTMLElement} */ (event.target)));
    find("[data-bulk]").addEventListener("click", ({ target }) => {
      const button = /** @type {HTMLElement} */ (target).closest("button");
      if (button?.dataset.bulkAction) void this.#actOnSelected(button.dataset.bulkAction);
    });
    this.#watchKeys();
  }

  /**
   * @param {Shown} shown
   * @param {boolean} isAsked the reader asked for it
   */
  show(shown, isAsked) {
    this.#shown = shown;
    const known = new Set(shown.entries.map(({ candidate_id }) => candidate_id));
    for (const id of this.#selected) if (!known.has(id)) this.#selected.delete(id);
    this.#draw(isAsked);
  }

  /** Draw again, once the list is visible. */
  refresh() {
    this.#list.refresh();
  }

  get recommendation() {
    return this.#filter.wanted.recommendation;
  }

  filter(/** @type {string} */ recommendation) {
    this.#filter.set("recommendation", recommendation);
  }

  /** Who the filter lets through. */
  get ids() {
    return new Set(this.#list.entries.map(({ candidate_id }) => candidate_id));
  }

  reveal(/** @type {string} */ id) {
    if (!this.ids.has(id)) this.#filter.clear();
    this.#list.reveal(id);
  }

  #around(/** @type {Entry} */ { candidate_id }) {
    return {
      page: this.#about.page,
      criteria: this.#shown.criteria,
      moved: this.#shown.moved.get(candidate_id) ?? 0,
      isSelected: this.#selected.has(candidate_id),
    };
  }

  #draw(/** @type {boolean} */ isAsked) {
    const { entries } = this.#shown;
    const found = arranged(entries, this.#filter.wanted);
    this.#list.show(found, { isAsked });
    rememberOrder(
      this.#about.id,
      found.map(({ candidate_id }) => candidate_id),
    );
    setText(find("[data-ranking-total]"), entries.length ? count(entries.length) : "");
    const isPart = found.length < entries.length;
    setText(
      find("[data-ranking-result]"),
      isPart ? _("%(number)s of %(all)s", { number: count(found.length), all: count(entries.length) }) : "",
    );
    const empty = find("[data-ranking-empty]");
    empty.hidden = found.length > 0;
    if (isPart && found.length === 0) this.#showNoMatch(empty);
    this.#drawBulk();
    this.#onChange();
  }

  /** What stands in place of a list without rows, in words of the page's state. */
  explain(/** @type {string} */ title, text = "") {
    const empty = find("[data-ranking-empty]");
    setText(find(".empty__title", empty), title);
    let more = empty.querySelector(".empty__text");
    if (!more && text) {
      more = element("p", { class: "empty__text" });
      find(".empty", empty).append(more);
    }
    setText(more, text);
    empty.querySelector(".empty__actions")?.remove();
  }

  #showNoMatch(/** @type {HTMLElement} */ empty) {
    this.explain(_("Nobody matches"), _("No candidate has these words, this recommendation and this decision."));
    const clear = element(
      "button",
      { class: "button button--small", type: "button", onclick: () => this.#filter.clear() },
      _("Clear the filter"),
    );
    find(".empty", empty).append(element("div", { class: "empty__actions" }, clear));
  }

  // -- selecting and deciding ---------------------------------------------------------------------------------------

  #entryOf(/** @type {Element | null} */ inRow) {
    const id = /** @type {HTMLElement | null} */ (inRow?.closest("[data-id]"))?.dataset.id;
    return this.#shown.entries.find(({ candidate_id }) => candidate_id === id) ?? null;
  }

  #pick(/** @type {HTMLElement} */ target) {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.matches("[data-pick-all]")) {
      for (const id of this.ids) this.#select(id, target.checked);
    } else {
      const entry = this.#entryOf(target);
      if (entry) this.#select(entry.candidate_id, target.checked);
    }
    this.#draw(false);
  }

  #select(/** @type {string} */ id, /** @type {boolean} */ isSelected) {
    if (isSelected) this.#selected.add(id);
    else this.#selected.delete(id);
  }

  #click(/** @type {HTMLElement} */ target) {
    const button = target.closest("button");
    const entry = this.#entryOf(button);
    const kind = /** @type {"shortlist" | "reject" | undefined} */ (button?.dataset.decide);
    if (entry && kind) void this.#decide([entry], entry.decision === kind ? null : kind);
  }

  async #decide(/** @type {Entry[]} */ entries, /** @type {import("./decision.js").Decision} */ decision) {
    await decide(this.#about.api, entries, decision, (entry, decided) => {
      entry.decision = decided;
      this.#draw(false);
    });
  }

  async #actOnSelected(/** @type {string} */ action) {
    const chosen = this.#shown.entries.filter(({ candidate_id }) => this.#selected.has(candidate_id));
    if (action === "compare") return compare(chosen, this.#shown.criteria, this.#about.page);
    if (action === "delete")
      return deleteCandidates(this.#about.api, chosen, ({ candidate_id }) => this.#onDeleted(candidate_id));
    if (action !== "none") await this.#decide(chosen, /** @type {"shortlist" | "reject"} */ (action));
    this.#selected.clear();
    this.#draw(false);
  }

  #drawBulk() {
    const bar = find("[data-bulk]");
    const { size } = this.#selected;
    bar.hidden = size === 0;
    setText(find("[data-bulk-total]", bar), plural(size, "%(num)s selected", "%(num)s selected"));
    const button = /** @type {HTMLButtonElement} */ (find('[data-bulk-action="compare"]', bar));
    button.disabled = size < 2 || size > MOST_COMPARED;
    button.title = button.disabled ? _("Select two to four candidates to compare them") : "";
    const all = /** @type {HTMLInputElement} */ (find("[data-pick-all]"));
    all.checked = size > 0 && [...this.ids].every((id) => this.#selected.has(id));
    all.indeterminate = size > 0 && !all.checked;
  }

  // -- keys ---------------------------------------------------------------------------------------------------------

  #watchKeys() {
    const step = (/** @type {number} */ by) => () => {
      if (find("#panel-ranking").hidden) return;
      const { entries } = this.#list;
      const here = entries.findIndex(({ candidate_id }) => candidate_id === this.#focused?.candidate_id);
      const next = entries[Math.max(0, Math.min(entries.length - 1, here + by))];
      if (next) this.#list.reveal(next.candidate_id);
    };
    onKey("j", step(1));
    onKey("k", step(-1));
    const onFocused = (/** @type {(entry: Entry) => void} */ act) => () => {
      const entry = this.#focused;
      if (entry) act(entry);
      else toast("info", _("Choose a candidate first: j and k move between them."));
    };
    onKey(
      "x",
      onFocused(({ candidate_id }) => {
        this.#select(candidate_id, !this.#selected.has(candidate_id));
        this.#draw(false);
      }),
    );
    onKey(
      "s",
      onFocused((entry) => void this.#decide([entry], entry.decision === "shortlist" ? null : "shortlist")),
    );
    onKey(
      "r",
      onFocused((entry) => void this.#decide([entry], entry.decision === "reject" ? null : "reject")),
    );
  }

  get #focused() {
    return this.#entryOf(document.activeElement);
  }
}

function headings() {
  const heading = (/** @type {string} */ name, /** @type {Node | string} */ content) =>
    element("span", { role: "columnheader", class: `candidate__${name}` }, content);
  return element(
    "div",
    { class: "candidate candidate--head", role: "row", "aria-rowindex": "1" },
    heading(
      "pick",
      element("input", { type: "checkbox", "data-pick-all": true, "aria-label": _("Select all that are shown") }),
    ),
    heading("rank", _("Rank")),
    heading("who", _("Candidate")),
    heading("score", _("Score")),
    heading("recommendation", _("Recommendation")),
    heading("verdicts", _("Must-haves")),
    heading("decision", _("Decision")),
  );
}
