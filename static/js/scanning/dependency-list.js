// @ts-check
// The list of the packages that a repository depends on, from its report.

import { element, find, icon, setText } from "../components/element.js";
import { count, plural } from "../components/number.js";
import { _ } from "../components/text.js";
import { narrow } from "../components/viewport.js";
import { windowedList } from "../components/windowed-list.js";
import { licencesOf, matching, rowsOf } from "./dependency.js";

/** @typedef {import("./dependency.js").Row} Row */

const RELATION = { direct: _("direct"), transitive: _("transitive"), unknown: "" };
const LICENCES = 12;

export class DependencyList {
  #form = /** @type {HTMLFormElement} */ (find("[data-dependency-filter]"));
  /** @type {Row[]} */
  #rows = [];
  #list;

  /** @param {import("./about.js").About} about */
  constructor(about) {
    this.about = about;
    this.#list = windowedList(find("[data-dependency-list]"), {
      height: () => (narrow.matches ? 60 : 36),
      render: (row) => this.#row(row),
      key: (/** @type {Row} */ row) => row.key,
    });
    this.#form.addEventListener("input", () => this.refresh());
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** @param {{dependencies?: import("./dependency.js").Dependencies} | null} report */
  show(report) {
    const told = report?.dependencies;
    if (!told) return;
    this.#rows = rowsOf(told);
    const total = told.packages.length;
    setText(find("[data-dependency-total]"), count(total));
    this.#form.hidden = total === 0;
    find("[data-dependency-empty]").hidden = total > 0;
    setText(find("[data-dependency-empty] .empty__title"), _("No packages"));
    setText(
      find("[data-dependency-empty] .empty__text"),
      _("The repository has no lockfile or manifest that names packages."),
    );
    this.#tell("[data-dependency-note]", total > 0, noteOf(told, this.#rows));
    const licences = licencesOf(told.packages);
    const shown = licences.slice(0, LICENCES).map(([name, number]) => `${name} ${count(number)}`);
    const words = _("Licences: %(licences)s", {
      licences: shown.join(" · ") + (licences.length > LICENCES ? " …" : ""),
    });
    this.#tell("[data-dependency-licences]", licences.length > 0, words);
    this.refresh();
  }

  refresh() {
    const q = String(new FormData(this.#form).get("package") ?? "");
    const rows = matching(this.#rows, q);
    setText(
      find("[data-dependency-result]"),
      q.trim() ? plural(rows.length, "%(num)s package", "%(num)s packages") : "",
    );
    this.#list.setItems(rows);
  }

  #tell(/** @type {string} */ where, /** @type {boolean} */ isShown, /** @type {string} */ words) {
    find(where).hidden = !isShown;
    setText(find(where), words);
  }

  #row(/** @type {Row} */ { package: one, known }) {
    const relation = RELATION[/** @type {keyof typeof RELATION} */ (one.relation)] ?? "";
    const scope = one.is_dev ? _("development") : "";
    const worst = known[0];
    return element(
      "div",
      {},
      element(
        "a",
        {
          class: "dependency",
          href: `${this.about.fileUrl(one.path)}#L${one.line}`,
          title: known.map((each) => `${each.id}: ${each.summary}`).join("\n") || one.purl,
        },
        worst ? severityMark(worst.severity) : icon("layers"),
        element("span", { class: "dependency__name mono truncate" }, `${one.name} ${one.version || one.requirement}`),
        element("span", { class: "dependency__known truncate" }, known.map((each) => each.id).join(", ")),
        element("span", { class: "dependency__relation muted" }, [relation, scope].filter(Boolean).join(", ")),
        element("span", { class: "dependency__licence truncate muted" }, one.licence),
        element("span", { class: "dependency__place mono truncate muted" }, `${one.path}:${one.line}`),
      ),
    );
  }
}

function severityMark(/** @type {string} */ severity) {
  return element(
    "span",
    { class: "severity", "data-severity": severity },
    icon(`severity-${severity}`, "severity-icon"),
    element("span", { class: "visually-hidden" }, severity),
  );
}

/** Whether anybody was asked about vulnerabilities, and what they said. */
function noteOf(/** @type {import("./dependency.js").Dependencies} */ { asked }, /** @type {Row[]} */ rows) {
  if (!asked) return _("No vulnerability database was asked: this server has none set up.");
  const vulnerable = rows.filter((row) => row.known.length > 0).length;
  const found = plural(
    vulnerable,
    "%(num)s package has known vulnerabilities",
    "%(num)s packages have known vulnerabilities",
  );
  return _("%(found)s, says %(host)s.", { found, host: asked });
}
