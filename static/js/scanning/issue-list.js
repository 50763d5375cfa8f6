// @ts-check
// Issues by file: search, filters, folding, a windowed list. While the reader is in the list nothing moves: a pill
// announces new issues.

import { element, find, icon, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { inlineCode } from "../components/inline-code.js";
import { Explanation } from "./explanation.js";
import { count, plural } from "../components/number.js";
import { pathParts } from "../components/path.js";
import { narrow } from "../components/viewport.js";
import { windowedList } from "../components/windowed-list.js";
import { countMarks } from "./picture/file-card.js";
import { EVERYTHING, filterIssues, rowsOf } from "./issue-filter.js";
import { hasEnded } from "../runs/run.js";
import { issueTotal } from "./state.js";

/** @typedef {import("./state.js").ScanState} ScanState */
/** @typedef {import("./issue-filter.js").Row} Row */

export class IssueList {
  #form = /** @type {HTMLFormElement} */ (find("[data-issue-filter]"));
  #pill = find("[data-new-pill]");
  #filter = {
    ...EVERYTHING,
    ...Object.fromEntries(
      [...new URLSearchParams(location.search)].filter(([name]) => Object.hasOwn(EVERYTHING, name)),
    ),
  };
  /** @type {Set<string>} */ #folded = new Set();
  /** @type {Map<string, Row>} */ #known = new Map();
  /** @type {ScanState | null} */ #state = null;
  /** @type {ScanState | null} */ #shown = null;
  /** @type {Map<string, {language: string}>} */ #byPath = new Map();
  #list;
  /** @type {Explanation | null} */ #explanation;

  /**
   * @param {import("./about.js").About} about
   * @param {(paths: Set<string> | null) => void} onFilter is told which files pass; null without a filter
   */
  constructor(about, onFilter) {
    this.about = about;
    this.onFilter = onFilter;
    this.#explanation = about.insightUrl ? new Explanation(about.insightUrl) : null;
    this.#list = windowedList(find("[data-issue-list]"), {
      height: (/** @type {Row} */ row) => (row.kind === "file" ? 40 : narrow.matches ? 60 : 32),
      render: (row) => (row.kind === "file" ? this.#fileRow(row) : this.#issueRow(row)),
      key: (row) => (row.kind === "file" ? row.path : `${row.path}\n${row.place}`),
    });
    this.#form.addEventListener("input", () =>
      this.filter(/** @type {any} */ (Object.fromEntries(new FormData(this.#form)))),
    );
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

  /**
   * @param {ScanState} state
   * @param {{byPath: Map<string, {language: string}>}} model
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
    const groups = filterIssues(state.issues, this.#filter, (path) => this.#byPath.get(path)?.language ?? "");
    const number = groups.reduce((sum, group) => sum + group.issues.length, 0);
    const isFiltered = Object.values(this.#filter).some(Boolean);
    setText(
      find("[data-issue-result]"),
      isFiltered
        ? _("%(issues)s in %(files)s", {
            issues: plural(number, "%(num)s issue", "%(num)s issues"),
            files: plural(groups.length, "%(num)s file", "%(num)s files"),
          })
        : "",
    );
    find("[data-filter-clear]").hidden = !isFiltered;
    this.onFilter(isFiltered ? new Set(groups.map(({ path }) => path)) : null);
    this.#showRest(state, isFiltered);
    this.#list.setItems(this.#sameRows(rowsOf(groups, this.#folded)));
    this.#showEmpty(state, number, isFiltered);
  }

  /** Rows with the same content keep their object, and so their element. */
  #sameRows(/** @type {Row[]} */ rows) {
    /** @type {Map<string, Row>} */
    const next = new Map();
    const kept = rows.map((row) => {
      const key = row.kind === "file" ? row.path : `${row.path}\n${row.place}`;
      const before = this.#known.get(key);
      const isSame =
        before &&
        (row.kind === "issue"
          ? before.kind === "issue" && before.issue === row.issue
          : before.kind === "file" &&
            before.isOpen === row.isOpen &&
            before.issues.length === row.issues.length &&
            before.issues[0] === row.issues[0]);
      next.set(key, isSame ? before : row);
      return isSame ? before : row;
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
    for (const [name, value] of Object.entries(this.#filter)) {
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
    for (const list of state.issues.values()) listed += list.length;
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

  #showEmpty(/** @type {ScanState} */ state, /** @type {number} */ number, /** @type {boolean} */ isFiltered) {
    const empty = find("[data-issue-empty]");
    empty.hidden = number > 0;
    if (number > 0) return;
    let [title, text] = [_("No issues yet"), _("They appear here batch by batch, while the files are read.")];
    if (isFiltered && state.issues.size)
      [title, text] = [_("Nothing matches"), _("No issue passes all of these filters.")];
    else if (state.status === "succeeded")
      [title, text] = [
        _("No issues found"),
        _("Every engine has read every file and had nothing to say. That is rare: well done."),
      ];
    else if (hasEnded(state))
      [title, text] = [_("No issues were found"), _("The analysis ended before it came to any.")];
    setText(empty.querySelector(".empty__title"), title);
    const body = empty.querySelector(".empty__text") ?? element("p", { class: "empty__text" });
    if (!body.parentNode) find(".empty", empty).append(body);
    setText(body, text);
  }

  #fileRow(/** @type {Extract<Row, {kind: "file"}>} */ row) {
    const counts = /** @type {Record<string, number>} */ ({});
    for (const issue of row.issues) counts[issue.severity] = (counts[issue.severity] ?? 0) + 1;
    return element(
      "div",
      { class: "issue-file" },
      element(
        "button",
        {
          class: "issue-file__fold",
          type: "button",
          "aria-expanded": String(row.isOpen),
          "aria-label": _("Issues of %(path)s", { path: row.path }),
          onclick: () => this.#fold(row.path),
        },
        icon("chevron-right"),
      ),
      element(
        "a",
        { class: "issue-file__path path mono", href: this.about.fileUrl(row.path), title: row.path },
        ...pathParts(row.path),
      ),
      element("span", { class: "issue-file__counts" }, ...countMarks(counts)),
    );
  }

  #fold(/** @type {string} */ path) {
    if (!this.#folded.delete(path)) this.#folded.add(path);
    this.#apply();
    const button = [...document.querySelectorAll(".issue-file__fold")].find(
      (node) => node.getAttribute("aria-label") === _("Issues of %(path)s", { path }),
    );
    /** @type {HTMLElement | undefined} */ (button)?.focus();
  }

  #issueRow(/** @type {Extract<Row, {kind: "issue"}>} */ { path, issue }) {
    const row = issueRow(`${this.about.fileUrl(path)}#L${issue.line}`, issue);
    if (this.#explanation) row.append(this.#explanation.button(path, issue));
    return row;
  }
}

/** One issue as a row that links to its place in the code. */
export function issueRow(
  /** @type {string} */ href,
  /** @type {import("./state.js").Issue} */ issue,
  where = `${issue.line}:${issue.column}`,
) {
  return element(
    "div",
    { class: "issue-line" },
    element(
      "a",
      { class: "issue", href, title: issue.message },
      element(
        "span",
        { class: "severity", "data-severity": issue.severity },
        icon(`severity-${issue.severity}`, "severity-icon"),
        element("span", { class: "visually-hidden" }, issue.severity),
      ),
      element("span", { class: "issue__message truncate" }, ...inlineCode(issue.message)),
      element("span", { class: "issue__rule mono truncate" }, issue.rule),
      element("span", { class: "issue__engine truncate muted" }, issue.engine),
      element("span", { class: "issue__place mono muted" }, where),
    ),
  );
}
