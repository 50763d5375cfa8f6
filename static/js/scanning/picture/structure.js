// @ts-check
// What the code graph says in words: the files that most others depend on, files that import each other in a circle,
// files that could not be parsed.

import { element, find } from "../../components/element.js";
import { count, plural } from "../../components/number.js";
import { _ } from "../../components/text.js";
import { hotspots } from "./heat.js";

const SHOWN = 5;

/**
 * @param {{files: import("./code-graph.js").CodeFile[], cycles: string[][],
 *   unparsed: {path: string, reason: string}[],
 *   leftOut: Record<string, number>, skipped: Record<string, number>}} model
 * @param {(path: string) => void} reveal
 * @param {import("./heat.js").History | null} history
 */
export function showStructure({ files, cycles, unparsed, leftOut, skipped }, reveal, history) {
  const most = files
    .filter((file) => file.usedBy.size > 1)
    .sort((a, b) => b.usedBy.size - a.usedBy.size || (a.path < b.path ? -1 : 1))
    .slice(0, SHOWN);
  const hot = hotspots(files, history);
  const box = find("[data-structure]");
  const missing = notShown(leftOut, skipped);
  box.hidden = [most, hot, cycles, unparsed, missing].every((part) => part.length === 0);
  const row = (/** @type {string} */ path, /** @type {string} */ note, about = "") =>
    element(
      "li",
      { class: "structure__row" },
      element(
        "button",
        { class: "structure__link mono truncate", type: "button", title: path, onclick: () => reveal(path) },
        path.split("/").slice(-2).join("/"),
      ),
      element("span", { class: "muted number", title: about }, note),
    );
  box.replaceChildren(
    ...section(
      hot.length > 0,
      _("Hotspots"),
      ...hot.map(({ file, score, commits }) =>
        row(
          file.path,
          count(score),
          _("%(commits)s × complexity %(complexity)s", {
            commits: plural(commits, "%(num)s commit", "%(num)s commits"),
            complexity: count(file.complexity),
          }),
        ),
      ),
    ),
    ...section(
      most.length > 0,
      _("Most depended upon"),
      ...most.map((file) => row(file.path, count(file.usedBy.size))),
    ),
    ...fold(
      plural(cycles.length, "%(num)s import cycle", "%(num)s import cycles"),
      cycles.map((paths) => element("li", { class: "structure__cycle mono" }, paths.join(" → "))),
    ),
    ...fold(
      plural(unparsed.length, "%(num)s file not parsed", "%(num)s files not parsed"),
      unparsed.map(({ path, reason }) => row(path, reason)),
    ),
    ...fold(
      _("What is not shown"),
      missing.map((sentence) => element("li", { class: "muted" }, sentence)),
    ),
  );
}

/** @returns {Node[]} */
function section(/** @type {boolean} */ isShown, /** @type {string} */ title, /** @type {Node[]} */ ...rows) {
  return isShown ? [element("h3", {}, title), element("ul", {}, ...rows)] : [];
}

/** @returns {Node[]} */
function fold(/** @type {string} */ title, /** @type {Node[]} */ rows) {
  if (rows.length === 0) return [];
  return [
    element("details", {}, element("summary", { class: "muted" }, title), element("ul", {}, ...rows.slice(0, 50))),
  ];
}

/** What the picture has no room for, and what was not looked at, in words. */
function notShown(/** @type {Record<string, number>} */ leftOut, /** @type {Record<string, number>} */ skipped) {
  const beyond = {
    class: (/** @type {number} */ number) => plural(number, "%(num)s class", "%(num)s classes"),
    function: (/** @type {number} */ number) => plural(number, "%(num)s function", "%(num)s functions"),
    edge: (/** @type {number} */ number) => plural(number, "%(num)s connection", "%(num)s connections"),
  };
  const reasons = {
    symlink: (/** @type {number} */ number) => plural(number, "%(num)s symbolic link", "%(num)s symbolic links"),
    submodule: (/** @type {number} */ number) => plural(number, "%(num)s submodule", "%(num)s submodules"),
    vendored: (/** @type {number} */ number) =>
      plural(number, "%(num)s folder of other people's code", "%(num)s folders of other people's code"),
    generated: (/** @type {number} */ number) => plural(number, "%(num)s generated file", "%(num)s generated files"),
    minified: (/** @type {number} */ number) => plural(number, "%(num)s minified file", "%(num)s minified files"),
    too_large: (/** @type {number} */ number) => plural(number, "%(num)s too large file", "%(num)s too large files"),
    unreadable: (/** @type {number} */ number) => plural(number, "%(num)s unreadable file", "%(num)s unreadable files"),
    over_limit: (/** @type {number} */ number) =>
      plural(number, "%(num)s file beyond the limit", "%(num)s files beyond the limit"),
    lfs_pointer: (/** @type {number} */ number) =>
      plural(number, "%(num)s file that Git LFS stores elsewhere", "%(num)s files that Git LFS stores elsewhere"),
  };
  const said = (/** @type {Record<string, (number: number) => string>} */ words, /** @type {any} */ counts) =>
    Object.entries(words).flatMap(([name, sentence]) => (counts[name] > 0 ? [sentence(counts[name])] : []));
  return [...said(beyond, leftOut), ...said(reasons, skipped)];
}
