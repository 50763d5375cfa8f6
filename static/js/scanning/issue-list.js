// @ts-check
// Issues in groups: search, filters, folding, a windowed list. While the reader is in the list nothing moves: a pill
// announces new issues.

import { element, find, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { Explanation } from "./explanation.js";
import { count, plural } from "../components/number.js";
import { narrow, textScale } from "../components/viewport.js";
import { windowedList } from "../components/windowed-list.js";
import { showEmpty } from "./issue-empty.js";
import { EVERYTHING, filterIssues } from "./issue-filter.js";
import { GROUPINGS, groupsOf, isSameRow, rowsOf, ruleOf } from "./issue-group.js";
import { headRow, issueRow, placeRow, sectionRow } from "./issue-row.js";
import { hasEnded } from "../runs/run.js";
import { aboutRow } from "./rule-about.js";
import { RuleWords } from "./rule-words.js";
import { issueTotal } from "./state.js";
import { showStateCounts } from "./triage/state-filter.js";
import { isOpen } from "./triage/verdict.js";

/** @typedef {import("./state.js").ScanState} ScanState */
/** @typedef {import("./issue-group.js").Row} Row */
/** @typedef {import("./issue-group.js").By} By */

const ABOUT_PX = 220;
/** Until it is drawn and measured. */

export class IssueList {
  #form = /** @type {HTMLFormElement} */ (find("[data-issue-filter]"));
  #pill = find("[data-new-pill]");
  #filter = {
    ...EVERYTHING,
    ...Object.fromEntries(
      [...new URLSearchParams(location.search)].filter(([name]) => Object.hasOwn(EVERYTHING, name)),
    ),
  };
  /** @type {By} */ #by = groupingOfAddress();
  /** @type {Map<string, boolean>} what the reader opened and folded, by key */ #chosen = new Map();
  /** @type {Map<string, number>} heights of explanations, in px at the usual text size */ #heights = new Map();
  #words;
  /** @type {Map<string, Row>} */ #known = new Map();
  /** @type {ScanState | null} */ #state = null;
  /** @type {ScanState | null} */ #shown = null;
  /** @type {Map<string, {language: string, role: string}>} */ #byPath = new Map();
  #list;
  /** @type {Explanation | null} */ #explanation;

  /**
   * @param {import("./about.js").About} about
   * @param {(paths: Set<string> | null) => void} onFilter is told which files pass; null without a filter
   * @param {import("./triage/triage-dialog.js").TriageDialog} triage
   */
  constructor(about, onFilter, triage) {
    this.about = about;
    this.triage = triage;
    this.onFilter = onFilter;
    this.#explanation = about.insightUrl ? new Explanation(about.insightUrl) : null;
    this.#words = new RuleWords(about.explanationsUrl, () => this.#isBeingRead() || this.#apply());
    this.#list = windowedList(find("[data-issue-list]"), {
      height: (/** @type {Row} */ row) => this.#heightOf(row),
      render: (row) => this.#draw(row),
      key: (row) => row.key,
    });
    this.#form.addEventListener("input", () => {
      const { group, ...filter } = /** @type {any} */ (Object.fromEntries(new FormData(this.#form)));
      if (group !== this.#by) this.#groupBy(group);
      else this.filter(filter);
    });
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    find("[data-filter-clear]").addEventListener("click", () => this.filter(EVERYTHING));
    this.#pill.addEventListener("click", () => {
      this.#apply();
      find("#panel-issues").scrollIntoView({ block: "start" });
    });
  }

  /** Let the severity tiles set the filter. */
  onSeverity(/** @type {(severity: string) => void} */ choose) {
    for (const tile of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".counts__item"))) {
      tile.addEventListener("click", () =>
        choose(tile.getAttribute("aria-pressed") === "true" ? "" : (tile.dataset.severity ?? "")),
      );
    }
  }

  /** @param {Partial<import("./issue-filter.js").Filter>} change */
  filter(change) {
    this.#filter = { ...this.#filter, ...change };
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(this.#filter))
      value ? address.searchParams.set(name, value) : address.searchParams.delete(name);
    history.replaceState(null, "", address);
    this.#apply();
  }

  #groupBy(/** @type {By} */ by) {
    this.#by = by;
    const address = new URL(location.href);
    by === GROUPINGS[0] ? address.searchParams.delete("group") : address.searchParams.set("group", by);
    history.replaceState(null, "", address);
    this.#apply();
  }

  /**
   * @param {ScanState} state
   * @param {{byPath: Map<string, {language: string, role: string}>}} model
   */
  show(state, model) {
    this.#state = state;
    this.#byPath = model.byPath;
    const total = issueTotal(state);
    setText(find("[data-issue-total]"), count(total));
    if (this.#isBeingRead() && this.#shown?.issues !== state.issues && !hasEnded(state)) {
      const before = this.#shown ? issueTotal(this.#shown) : 0;
      this.#pill.hidden = total <= before;
      setText(
        this.#pill,
        _("%(issues)s: show", { issues: plural(total - before, "%(num)s new issue", "%(num)s new issues") }),
      );
      return;
    }
    this.#apply();
  }

  /** Asks what the rules of these issues are about, before they are shown. */
  learn(/** @type {ScanState} */ { issues }) {
    return this.#words.want([...issues.values()].flatMap((found) => found.map(ruleOf)));
  }

  refresh() {
    this.#list.refresh();
  }

  /** Whether the reader has scrolled into the list or has focus in it. */
  #isBeingRead() {
    const list = find("[data-issue-list]");
    return (
      this.#list.length > 0 &&
      !find("#panel-issues").hidden &&
      (list.getBoundingClientRect().top < 0 ||
        list.querySelector(".windowed")?.contains(document.activeElement) === true)
    );
  }

  #apply() {
    const state = this.#state;
    if (!state) return;
    this.#shown = state;
    this.#pill.hidden = true;
    this.#showFilter(state);
    const files = filterIssues(state.issues, this.#filter, (path) => this.#byPath.get(path)?.language ?? "");
    const groups = groupsOf(
      files,
      this.#by,
      (rule) => this.#words.of(rule),
      (path) => this.#byPath.get(path)?.role ?? "product",
    );
    const number = groups.reduce((sum, group) => sum + group.found.length, 0);
    const isFiltered = Object.values(this.#filter).some(Boolean);
    setText(
      find("[data-issue-result]"),
      isFiltered
        ? _("%(issues)s in %(files)s", {
            issues: plural(number, "%(num)s issue", "%(num)s issues"),
            files: plural(files.length, "%(num)s file", "%(num)s files"),
          })
        : "",
    );
    find("[data-filter-clear]").hidden = !isFiltered;
    this.onFilter(isFiltered ? new Set(files.map(({ path }) => path)) : null);
    this.#showRest(state, isFiltered);
    find("[data-issue-list]").dataset.by = this.#by;
    this.#list.setItems(this.#sameRows(rowsOf(groups, this.#chosen, isFiltered)));
    showEmpty(state, number, isFiltered);
    if (this.#by === "rule") void this.#words.want(groups.map(({ found }) => ruleOf(found[0].issue)));
  }

  /** Rows with the same content keep their object, and so their element. */
  #sameRows(/** @type {Row[]} */ rows) {
    /** @type {Map<string, Row>} */
    const next = new Map();
    const kept = rows.map((row) => {
      const before = this.#known.get(row.key);
      const same = before && isSameRow(before, row) ? before : row;
      next.set(row.key, same);
      return same;
    });
    this.#known = next;
    return kept;
  }

  #showFilter(/** @type {ScanState} */ state) {
    const engines = new Set();
    for (const list of state.issues.values()) for (const issue of list) engines.add(issue.engine);
    this.#options("engine", [...engines].sort());
    this.#options(
      "language",
      [...new Set([...state.issues.keys()].map((path) => this.#byPath.get(path)?.language ?? ""))]
        .filter(Boolean)
        .sort(),
    );
    showStateCounts(/** @type {HTMLSelectElement} */ (this.#form.elements.namedItem("state")), state.issues);
    for (const [name, value] of Object.entries({ ...this.#filter, group: this.#by })) {
      const field = /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
      if (field.value !== value) field.value = value;
    }
    for (const tile of document.querySelectorAll(".counts__item"))
      tile.setAttribute("aria-pressed", String(tile.getAttribute("data-severity") === this.#filter.severity));
  }

  #options(/** @type {"engine" | "language"} */ name, /** @type {string[]} */ values) {
    const select = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem(name));
    const wanted =
      this.#filter[name] && !values.includes(this.#filter[name]) ? [...values, this.#filter[name]] : values;
    const have = [...select.options].slice(1).map((option) => option.value);
    if (have.join("\n") !== wanted.join("\n"))
      select.replaceChildren(select.options[0], ...wanted.map((value) => new Option(value, value)));
  }

  /** What is counted and not in the list: an event left it to the report, or there was no room to keep it. */
  #showRest(/** @type {ScanState} */ state, /** @type {boolean} */ isFiltered) {
    let listed = 0;
    for (const list of state.issues.values()) listed += list.filter(isOpen).length;
    const more = Math.max(0, issueTotal(state) - listed);
    const rest = find("[data-issue-rest]");
    rest.hidden = more === 0 || isFiltered || listed === 0;
    if (rest.hidden) return;
    const words = plural(more, "%(num)s more issue", "%(num)s more issues");
    setText(
      rest,
      hasEnded(state)
        ? _("%(issues)s were counted and not kept: there are too many.", { issues: words })
        : _("%(issues)s: the list is complete when the analysis has ended.", { issues: words }),
    );
  }

  #draw(/** @type {Row} */ row) {
    if (row.kind === "section") return sectionRow(row, () => this.#fold(row.section, row.isOpen));
    if (row.kind === "head")
      return this.triage.offer(
        headRow(row, this.about.fileUrl, () => this.#fold(row.group.id, row.isOpen)),
        row.group.found,
      );
    if (row.kind === "about") return this.#aboutRow(row);
    const { path, issue } = row;
    const href = `${this.about.fileUrl(path)}#L${issue.line}`;
    const drawn = row.by === "rule" ? placeRow(href, issue, path) : issueRow(href, issue, placeOf(row));
    if (this.#explanation) drawn.append(this.#explanation.button(path, issue));
    return this.triage.offer(drawn, [{ path, issue }]);
  }

  /** Its text takes as much room as it takes: the rows below follow when it is drawn, and when the page is resized. */
  #aboutRow(/** @type {import("./issue-group.js").AboutRow} */ row) {
    const inner = aboutRow(row, this.about);
    new ResizeObserver(() => {
      const height = inner.offsetHeight / textScale();
      if (height === 0 || height === this.#heights.get(row.key)) return;
      this.#heights.set(row.key, height);
      this.#list.measure();
    }).observe(inner);
    return element("div", {}, inner);
  }

  #heightOf(/** @type {Row} */ row) {
    if (row.kind === "about") return this.#heights.get(row.key) ?? ABOUT_PX;
    if (row.kind === "section") return 44;
    if (row.kind === "head") return row.group.by === "rule" && narrow.matches ? 56 : 40;
    return narrow.matches ? 60 : 32;
  }

  /** Folds or opens a section or a group, and keeps the focus on its button. */
  #fold(/** @type {string} */ id, /** @type {boolean} */ isOpen) {
    this.#chosen.set(id, !isOpen);
    this.#apply();
    const button = [...document.querySelectorAll("[data-fold]")].find((node) => node.getAttribute("data-fold") === id);
    /** @type {HTMLElement | undefined} */ (button)?.focus();
  }
}

function groupingOfAddress() {
  const wanted = new URLSearchParams(location.search).get("group");
  return GROUPINGS.find((by) => by === wanted) ?? GROUPINGS[0];
}

function placeOf(/** @type {import("./issue-group.js").IssueRow} */ { by, path, issue }) {
  if (by === "file") return `${issue.line}:${issue.column}`;
  return `${path.slice(path.lastIndexOf("/") + 1)}:${issue.line}`;
}
