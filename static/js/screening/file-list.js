// @ts-check
// The files of a stack: which could not be read and why, which hold the same bytes, which are still waiting.

import { element, find, icon, setText } from "../components/element.js";
import { count, plural } from "../components/number.js";
import { _ } from "../components/text.js";

/** @typedef {{file: string, error: string, file_id?: string}} FailedFile */
/** @typedef {{file: string, same_as: string}} Duplicate */

/**
 * @param {{failed: FailedFile[], duplicates: Duplicate[], waiting: number, total: number}} files
 */
export function showFiles({ failed, duplicates, waiting, total }) {
  setText(find("[data-file-total]"), total ? count(total) : "");
  const key = JSON.stringify([failed, duplicates, waiting]);
  const panel = find("[data-files-panel]");
  if (panel.dataset.shown === key) return;
  panel.dataset.shown = key;
  panel.replaceChildren(
    ...section(
      _("Could not be read"),
      failed.map(({ file, error }) => row("circle-x", file, error, "bad")),
    ),
    ...section(
      _("The same file twice"),
      duplicates.map(({ file, same_as }) =>
        row("layers", file, _("The same bytes as “%(file)s”: read once, ranked once.", { file: same_as })),
      ),
    ),
    summary(failed, duplicates, waiting, total),
  );
}

function section(/** @type {string} */ title, /** @type {HTMLElement[]} */ rows) {
  if (rows.length === 0) return [];
  return [
    element("h3", { class: "files__title" }, title, " ", element("span", { class: "number muted" }, rows.length)),
    element("ul", { class: "files" }, ...rows),
  ];
}

function row(/** @type {string} */ mark, /** @type {string} */ file, /** @type {string} */ words, kind = "") {
  return element(
    "li",
    { class: "files__row", "data-kind": kind },
    icon(mark),
    element("span", { class: "files__name" }, file),
    element("span", { class: "files__reason muted" }, words),
  );
}

function summary(
  /** @type {FailedFile[]} */ failed,
  /** @type {Duplicate[]} */ duplicates,
  /** @type {number} */ waiting,
  /** @type {number} */ total,
) {
  const read = Math.max(0, total - failed.length - duplicates.length - waiting);
  const words = [
    plural(read, "%(num)s file was read", "%(num)s files were read"),
    waiting ? plural(waiting, "%(num)s is waiting", "%(num)s are waiting") : "",
  ];
  return element("p", { class: "files__sum muted number" }, `${words.filter(Boolean).join("; ")}.`);
}
