// @ts-check
// Comparison with the previous analysis of the same repository: new, fixed, still there. What people closed is counted
// beside.

import { element, find, icon, setText } from "../components/element.js";
import { count, plural } from "../components/number.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { narrow } from "../components/viewport.js";
import { windowedList } from "../components/windowed-list.js";
import { issueRow } from "./issue-row.js";

/** @typedef {import("./state.js").Issue & {path: string}} Found */
/** @typedef {{issue: Found, key: string, kind: string}} Row */
/** @typedef {"new" | "fixed" | "unchanged"} Kind */

/** Triage comes in bursts, and each comparison reads two reports. */
const CALM_MS = 1500;
const KINDS = /** @type {const} */ ([
  ["new", _("New"), "plus", _("Nothing new: no open issue has been added since then.")],
  ["fixed", _("Fixed"), "check", _("No issue was fixed since then.")],
  ["unchanged", _("Still there"), "minus", _("No open issue is in both.")],
]);

export class ChangeList {
  #previous;
  #isLoaded = false;
  /** @type {string | undefined} the kind that the reader chose */ #chosen;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** One list for every comparison: each listens to the window as long as the page is open. */
  #panel = element("div", { class: "panel issue-list issue-list--places" });
  #list = windowedList(this.#panel, {
    height: () => (narrow.matches ? 60 : 32),
    render: (/** @type {Row} */ row) => this.#row(row),
    key: (row) => row.key,
  });
  #empty = element("p", { class: "empty empty__text" });

  /** @param {import("./about.js").About} about */
  constructor(about) {
    this.about = about;
    this.#previous = about.previous;
    this.#panel.append(this.#empty);
  }

  setPrevious(/** @type {string | null} */ id) {
    this.#previous = id ?? "";
  }

  /**
   * @param {import("./state.js").ScanState} state
   * @param {boolean} [quietly] only for the number on the tab
   */
  async load(state, quietly = false) {
    if (this.#isLoaded || !this.#previous || state.status !== "succeeded") return;
    this.#isLoaded = true;
    try {
      this.#draw(await request("GET", `${this.about.api}/compare/${this.#previous}`));
    } catch (error) {
      this.#isLoaded = false;
      if (!quietly) this.#explain(_("The comparison could not be loaded"), sentenceOf(error));
    }
  }

  /** Verdicts have changed, and with them what is open. */
  outdate(/** @type {import("./state.js").ScanState} */ state) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isLoaded = false;
      void this.load(state, true);
    }, CALM_MS);
  }

  #explain(/** @type {string} */ title, /** @type {string} */ text) {
    const box = find("[data-changes]");
    setText(box.querySelector(".empty__title"), title);
    setText(box.querySelector(".empty__text"), text);
  }

  #draw(/** @type {Record<Kind, Found[]> & {closed: Record<Kind, number>}} */ changes) {
    setText(
      find("[data-change-total]"),
      changes.new.length
        ? _("%(number)s new", { number: count(changes.new.length) })
        : changes.fixed.length
          ? _("%(number)s fixed", { number: count(changes.fixed.length) })
          : _("none"),
    );
    const box = find("[data-changes]");
    const head = element("div", { class: "changes__head segments" });
    const rest = element("p", { class: "issue-rest muted" });
    const select = (/** @type {(typeof KINDS)[number]} */ [kind, , , nothing], isChosen = false) => {
      if (isChosen) this.#chosen = kind;
      for (const button of head.children)
        button.setAttribute("aria-pressed", String(button.getAttribute("data-kind") === kind));
      this.#list.setItems(changes[kind].map((issue, place) => ({ issue, key: `${kind}${place}`, kind })));
      this.#empty.hidden = changes[kind].length > 0;
      this.#empty.textContent = nothing;
      rest.hidden = changes.closed[kind] === 0;
      rest.textContent = closedWords(kind, changes.closed[kind]);
    };
    for (const kind of KINDS) {
      head.append(
        element(
          "button",
          { type: "button", "data-kind": kind[0], onclick: () => select(kind, true) },
          icon(kind[2]),
          kind[1],
          element("span", { class: "number muted" }, count(changes[kind[0]].length)),
        ),
      );
    }
    const link = element("a", { href: location.pathname.replace(this.about.id, this.#previous) }, "previous analysis");
    box.replaceChildren(
      element(
        "div",
        { class: "changes__bar" },
        head,
        element(
          "p",
          { class: "muted" },
          _("Compared with the "),
          link,
          ". ",
          plural(changes.fixed.length, "%(num)s issue", "%(num)s issues"),
          " fixed since then.",
        ),
      ),
      this.#panel,
      rest,
    );
    select(
      KINDS.find(([kind]) => kind === this.#chosen) ?? KINDS.find(([kind]) => changes[kind].length > 0) ?? KINDS[0],
    );
  }

  /** A fixed issue links to where it was: the previous analysis. */
  #row(/** @type {Row} */ { issue, kind }) {
    const url = `${this.about.fileUrl(issue.path)}#L${issue.line}`;
    return issueRow(
      kind === "fixed" ? url.replace(this.about.id, this.#previous) : url,
      issue,
      `${issue.path.slice(issue.path.lastIndexOf("/") + 1)}:${issue.line}`,
    );
  }
}

/** What a list leaves out. An accepted issue that is gone is fixed, and listed. */
function closedWords(/** @type {Kind} */ kind, /** @type {number} */ number) {
  if (kind === "fixed") return plural(number, "%(num)s false positive is gone.", "%(num)s false positives are gone.");
  return plural(
    number,
    "%(num)s more was accepted or is a false positive.",
    "%(num)s more were accepted or are false positives.",
  );
}
