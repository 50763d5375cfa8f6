// @ts-check
// One file of the picture in words: the pointer's tip, the selected file's card, the sentence for screen readers.

import { element, icon } from "../../components/element.js";
import { bytes, plural } from "../../components/number.js";
import { sentenceOf } from "../../components/request.js";
import { _ } from "../../components/text.js";
import { WORST_FIRST } from "../severity.js";

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {{name: string, kind: string, line: number, severity: string}} Symbol */
/**
 * Where the picture gets what it shows about a file, and what it can do with one.
 *
 * @typedef {object} Source
 * @property {(file: CodeFile) => string} mark
 * @property {(path: string) => Record<string, number>} counts
 * @property {(path: string) => void} open
 * @property {(path: string) => void} filter
 * @property {(path: string) => string} link
 * @property {(path: string) => Promise<{nodes: Symbol[]}>} symbols the classes and functions of one file
 */

const LINKS_SHOWN = 5;
const SYMBOLS_SHOWN = 50;

/** `3 high, 1 low` or `no issues` or `not read yet`. */
function issueWords(/** @type {CodeFile} */ file, /** @type {Source} */ source) {
  if (source.mark(file) === "pending") return _("not read yet");
  const counts = source.counts(file.path);
  const words = WORST_FIRST.filter((severity) => counts[severity]).map((severity) => `${counts[severity]} ${severity}`);
  return words.length ? words.join(", ") : "no issues";
}

/** The file as a sentence. */
export function fileSentence(/** @type {CodeFile} */ file, /** @type {Source} */ source) {
  const links = _("Uses %(uses)s, used by %(usedBy)s", { uses: file.uses.size, usedBy: file.usedBy.size });
  return `${file.path}, ${bytes(file.size)}, ${issueWords(file, source)}. ${links}.`;
}

export function fileTip(/** @type {CodeFile} */ file, /** @type {Source} */ source) {
  return element(
    "div",
    {},
    element("p", { class: "picture__tip-path mono" }, file.path),
    element(
      "p",
      { class: "muted" },
      [file.language, bytes(file.size), issueWords(file, source)].filter(Boolean).join(" · "),
    ),
    (file.uses.size > 0 || file.usedBy.size > 0) &&
      element(
        "p",
        { class: "muted" },
        _("Uses %(uses)s, used by %(usedBy)s", { uses: file.uses.size, usedBy: file.usedBy.size }),
      ),
  );
}

/**
 * @param {CodeFile} file
 * @param {Source} source
 * @param {{close: () => void, select: (path: string) => void}} actions
 */
export function fileCard(file, source, { close, select }) {
  const counts = source.counts(file.path);
  const cut = file.path.lastIndexOf("/") + 1;
  const total = WORST_FIRST.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
  return element(
    "div",
    { class: "card" },
    element(
      "div",
      { class: "card__head" },
      element(
        "p",
        { class: "card__name" },
        element("span", { class: "muted mono" }, file.path.slice(0, cut)),
        element("strong", { class: "mono" }, file.path.slice(cut)),
      ),
      element(
        "button",
        {
          class: "button button--quiet button--small button--icon",
          type: "button",
          "aria-label": "Close",
          onclick: close,
        },
        icon("x"),
      ),
    ),
    element("p", { class: "muted number" }, [file.language, bytes(file.size)].filter(Boolean).join(" · ")),
    element(
      "p",
      { class: "card__counts" },
      ...countMarks(counts),
      total === 0 && element("span", { class: "muted" }, issueWords(file, source)),
    ),
    file.symbols > 0 && symbolFold(file, source),
    linkList(_("Uses"), file.uses, select),
    linkList(_("Used by"), file.usedBy, select),
    element(
      "div",
      { class: "card__actions" },
      element(
        "a",
        { class: "button button--small button--primary", href: source.link(file.path) },
        icon("file-code-2"),
        _("Open file"),
      ),
      total > 0 &&
        element(
          "button",
          { class: "button button--small", type: "button", onclick: () => source.filter(file.path) },
          _("Show issues"),
        ),
    ),
  );
}

/** Marks with counts for the severities that occur, worst first. */
export function countMarks(/** @type {Record<string, number>} */ counts) {
  return WORST_FIRST.filter((severity) => counts[severity]).map((severity) =>
    element(
      "span",
      { class: "severity", "data-severity": severity, title: `${counts[severity]} ${severity}` },
      icon(`severity-${severity}`, "severity-icon"),
      counts[severity],
      element("span", { class: "visually-hidden" }, ` ${severity}`),
    ),
  );
}

/** The classes and functions of a file, asked for when somebody wants to see them. */
function symbolFold(/** @type {CodeFile} */ file, /** @type {Source} */ source) {
  const list = element("ul", {});
  const load = async () => {
    if (list.childElementCount > 0) return;
    list.replaceChildren(element("li", { class: "muted" }, _("Loading…")));
    try {
      const { nodes } = await source.symbols(file.path);
      list.replaceChildren(
        ...nodes.slice(0, SYMBOLS_SHOWN).map((node) => symbolRow(node, source.link(file.path))),
        ...(nodes.length > SYMBOLS_SHOWN
          ? [element("li", { class: "muted" }, _("and %(number)s more", { number: nodes.length - SYMBOLS_SHOWN }))]
          : []),
      );
    } catch (error) {
      list.replaceChildren(element("li", { class: "muted" }, sentenceOf(error)));
    }
  };
  const words = plural(file.symbols, "%(num)s class or function", "%(num)s classes and functions");
  return element(
    "details",
    { class: "disclosure card__symbols", ontoggle: load },
    element("summary", {}, icon("chevron-right"), words),
    list,
  );
}

function symbolRow(/** @type {Symbol} */ { name, line, severity }, /** @type {string} */ href) {
  return element(
    "li",
    { class: "card__symbol" },
    severity !== "none" &&
      element("span", { class: "severity", "data-severity": severity }, icon(`severity-${severity}`, "severity-icon")),
    element("a", { class: "mono truncate", href: `${href}#L${line}`, title: name }, name),
    element("span", { class: "muted number" }, line),
  );
}

function linkList(
  /** @type {string} */ title,
  /** @type {Set<string>} */ paths,
  /** @type {(path: string) => void} */ select,
) {
  if (paths.size === 0) return null;
  const shown = [...paths].sort().slice(0, LINKS_SHOWN);
  return element(
    "div",
    { class: "card__links" },
    element("h3", {}, `${title} ${paths.size}`),
    element(
      "ul",
      {},
      ...shown.map((path) =>
        element(
          "li",
          {},
          element(
            "button",
            { class: "card__link mono truncate", type: "button", title: path, onclick: () => select(path) },
            path,
          ),
        ),
      ),
      paths.size > shown.length &&
        element("li", { class: "muted" }, _("and %(number)s more", { number: paths.size - shown.length })),
    ),
  );
}
