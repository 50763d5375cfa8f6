// @ts-check
// The rows of lists of issues: an issue, and the head of a group.

import { element, icon } from "../components/element.js";
import { inlineCode } from "../components/inline-code.js";
import { count, plural } from "../components/number.js";
import { pathParts } from "../components/path.js";
import { _ } from "../components/text.js";
import { titleOf } from "./issue-group.js";
import { countMarks } from "./picture/file-card.js";

const SEVERITY_WORD = { critical: _("Critical"), high: _("High"), medium: _("Medium"), low: _("Low") };

const SECTION_WORD = {
  first: _("Look at these first"),
  hints: _("Hints and tidying up"),
  elsewhere: _("In tests, documents, examples and other people’s code"),
};

/** The head of a section, which opens and folds it. */
export function sectionRow(
  /** @type {import("./issue-group.js").SectionRow} */ { section, number, isOpen },
  /** @type {() => void} */ fold,
) {
  return element(
    "div",
    { class: "issue-section" },
    element(
      "button",
      {
        class: "issue-section__fold",
        type: "button",
        "data-fold": section,
        "aria-expanded": String(isOpen),
        onclick: fold,
      },
      icon("chevron-right"),
      element("span", { class: "truncate" }, SECTION_WORD[section]),
      element("span", { class: "number muted" }, count(number)),
    ),
  );
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

/** An issue below the head of its rule, which says the rest: its place comes first. */
export function placeRow(
  /** @type {string} */ href,
  /** @type {import("./state.js").Issue} */ issue,
  /** @type {string} */ path,
) {
  const row = issueRow(href, issue, "");
  const place = element(
    "span",
    { class: "issue__at path mono", title: `${path}:${issue.line}` },
    ...pathParts(path),
    element("span", { class: "issue__line muted" }, `:${issue.line}`),
  );
  row.querySelector(".issue__message")?.before(place);
  return row;
}

/**
 * The head of a group, which opens and folds it.
 * @param {import("./issue-group.js").HeadRow} row
 * @param {(path: string) => string} fileUrl
 * @param {() => void} fold
 */
export function headRow({ group, isOpen }, fileUrl, fold) {
  const counts = /** @type {Record<string, number>} */ ({});
  for (const { issue } of group.found) counts[issue.severity] = (counts[issue.severity] ?? 0) + 1;
  return element(
    "div",
    { class: "issue-file", "data-by": group.by },
    element(
      "button",
      {
        class: "issue-file__fold",
        type: "button",
        "data-key": group.key,
        "data-fold": group.id,
        "aria-expanded": String(isOpen),
        "aria-label": _("Issues of %(path)s", { path: titleOf(group) }),
        onclick: fold,
      },
      icon("chevron-right"),
    ),
    ...(group.by === "file" ? [fileName(group.key, fileUrl)] : groupName(group, fold)),
    element("span", { class: "issue-file__counts" }, ...countMarks(counts)),
  );
}

function fileName(/** @type {string} */ path, /** @type {(path: string) => string} */ fileUrl) {
  return element("a", { class: "issue-file__path path mono", href: fileUrl(path), title: path }, ...pathParts(path));
}

/** The whole name opens the group; the button before it is for keyboards and screen readers. */
function groupName(/** @type {import("./issue-group.js").Group} */ group, /** @type {() => void} */ fold) {
  const title = titleOf(group);
  if (group.by === "severity") {
    const word = SEVERITY_WORD[/** @type {keyof typeof SEVERITY_WORD} */ (title)] ?? title;
    return [element("span", { class: "issue-file__title truncate", onclick: fold }, word)];
  }
  const { engine, rule } = group.found[0].issue;
  const files = new Set(group.found.map(({ path }) => path)).size;
  return [
    element("span", { class: "issue-file__title truncate", title, onclick: fold }, ...inlineCode(title)),
    element("span", { class: "issue-file__rule mono muted truncate", title: `${engine} ${rule}` }, rule),
    element(
      "span",
      { class: "issue-file__number number muted" },
      files > 1
        ? _("%(number)s in %(files)s", {
            number: count(group.found.length),
            files: plural(files, "%(num)s file", "%(num)s files"),
          })
        : "",
    ),
  ];
}
