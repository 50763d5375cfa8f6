// @ts-check
// All files as a list: the picture's twin for keyboards and screen readers, in any order.

import { element, find, icon, setText } from "../components/element.js";
import { bytes, count, plural } from "../components/number.js";
import { pathParts } from "../components/path.js";
import { _ } from "../components/text.js";
import { rank } from "./severity.js";
import { windowedList } from "../components/windowed-list.js";
import { countMarks } from "./picture/file-card.js";

/** @typedef {import("./picture/code-graph.js").CodeFile} CodeFile */
/** @typedef {import("./state.js").ScanState} ScanState */
/** @typedef {{file: CodeFile, mark: string, counts: Record<string, number>, total: number}} Row */

/** @type {Record<string, (a: Row, b: Row) => number>} */
const ORDER = {
  severity: (a, b) => rank(b.mark) - rank(a.mark) || b.total - a.total,
  issues: (a, b) => b.total - a.total || rank(b.mark) - rank(a.mark),
  dependents: (a, b) => b.file.usedBy.size - a.file.usedBy.size,
  size: (a, b) => b.file.size - a.file.size,
  path: () => 0,
};

export class FileList {
  #form = /** @type {HTMLFormElement} */ (find("[data-file-filter]"));
  #list;
  /** @type {{files: CodeFile[]}} */ #model = { files: [] };

  /**
   * @param {import("./about.js").About} about
   * @param {{mark: (file: CodeFile) => string, counts: (path: string) => Record<string, number>}} source
   */
  constructor(about, source) {
    this.about = about;
    this.source = source;
    this.#list = windowedList(find("[data-file-list]"), {
      height: () => 36,
      render: (row) => this.#row(row),
      key: (/** @type {Row} */ row) => row.file.path,
    });
    this.#form.addEventListener("input", () => this.#draw());
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  showTotal(/** @type {{files: CodeFile[]}} */ model, /** @type {ScanState} */ state) {
    const total = model.files.length || state.fileCount || 0;
    setText(find("[data-file-total]"), total ? count(total) : "");
  }

  /**
   * @param {{files: CodeFile[]}} model
   * @param {ScanState} _state unused: marks and counts are looked up, and reflect it
   */
  show(model, _state) {
    this.#model = model;
    this.#draw();
  }

  #draw() {
    const { path = "", sort = "severity" } = /** @type {Record<string, string>} */ (
      Object.fromEntries(new FormData(this.#form))
    );
    const wanted = path.toLowerCase().trim();
    const rows = this.#model.files
      .filter((file) => file.path.toLowerCase().includes(wanted))
      .map((file) => {
        const counts = this.source.counts(file.path);
        return {
          file,
          mark: this.source.mark(file),
          counts,
          total: Object.values(counts).reduce((sum, number) => sum + number, 0),
        };
      })
      .sort((a, b) => ORDER[sort](a, b) || (a.file.path < b.file.path ? -1 : 1));
    setText(find("[data-file-result]"), wanted ? plural(rows.length, "%(num)s file", "%(num)s files") : "");
    this.#list.setItems(rows);
  }

  #row(/** @type {Row} */ { file, mark, counts, total }) {
    return element(
      "div",
      {},
      element(
        "a",
        { class: "file-row", href: this.about.fileUrl(file.path), title: file.path },
        icon("file-code-2"),
        element("span", { class: "path mono" }, ...pathParts(file.path)),
        element(
          "span",
          { class: "file-row__counts" },
          ...countMarks(counts),
          total === 0 && element("span", { class: "muted" }, mark === "pending" ? _("not read yet") : "no issues"),
        ),
        element(
          "span",
          {
            class: "file-row__uses muted number",
            title: _("Uses %(uses)s, used by %(usedBy)s", { uses: file.uses.size, usedBy: file.usedBy.size }),
          },
          _("used by %(number)s", { number: count(file.usedBy.size) }),
        ),
        element("span", { class: "file-row__size muted number" }, bytes(file.size)),
      ),
    );
  }
}
