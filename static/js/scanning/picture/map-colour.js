// @ts-check
// How the map is coloured: the chooser, the legend with its numbers, and each file's mark. The address remembers it.

import { element, find } from "../../components/element.js";
import { count } from "../../components/number.js";
import { _ } from "../../components/text.js";
import { colouringOf, stepOf, stepsOf, valueOf } from "./heat.js";

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {import("./heat.js").History} History */

const ABOUT = {
  worst: "",
  density: _("Issues in 10 kB of code"),
  complexity: _("Independent paths through the file's functions"),
  hotspot: _("Commits that changed the file × its complexity"),
  "fan-in": _("Files that use this one"),
};

export class MapColour {
  #chooser = /** @type {HTMLSelectElement} */ (find("[data-map-colour] select"));
  #legend = find("[data-heat-legend]");
  /** @type {import("./heat.js").Colouring} */ #colouring = colouringOf(
    new URLSearchParams(location.search).get("colour"),
  );
  /** @type {CodeFile[]} */ #files = [];
  /** @type {History | null} */ #history = null;
  /** @type {Map<string, number | null>} */ #values = new Map();
  /** @type {number[]} */ #steps = [];
  #isMap = true;

  /**
   * @param {{mark: (file: CodeFile) => string, counts: (path: string) => Record<string, number>}} source
   * @param {() => void} onChange
   */
  constructor(source, onChange) {
    this.source = source;
    this.#chooser.value = this.#colouring;
    this.#chooser.addEventListener("change", () => {
      this.#colouring = colouringOf(this.#chooser.value);
      const address = new URL(location.href);
      if (this.#colouring === "worst") address.searchParams.delete("colour");
      else address.searchParams.set("colour", this.#colouring);
      history.replaceState(null, "", address);
      this.refresh();
      onChange();
    });
    this.refresh();
  }

  /** Whether the map is shown: the graph has one way to be coloured. */
  set isMap(/** @type {boolean} */ value) {
    this.#isMap = value;
    find("[data-map-colour]").hidden = !value;
    this.#showLegend();
  }

  setFiles(/** @type {CodeFile[]} */ files) {
    this.#files = files;
    this.refresh();
  }

  setHistory(/** @type {History} */ history) {
    this.#history = history;
    this.refresh();
  }

  /** Numbers may have changed. */
  refresh() {
    if (this.#colouring === "worst") this.#values = new Map();
    else {
      const colouring = this.#colouring;
      const known = { issues: (/** @type {CodeFile} */ file) => this.#issues(file), history: this.#history };
      this.#values = new Map(this.#files.map((file) => [file.path, valueOf(colouring, file, known)]));
    }
    this.#steps = stepsOf([...this.#values.values()].map((value) => value ?? 0));
    this.#showLegend();
  }

  /** `pending`, `none`, a severity, or `heat-0` to `heat-5`. */
  mark(/** @type {CodeFile} */ file) {
    if (this.#colouring === "worst") return this.source.mark(file);
    const value = this.#values.get(file.path) ?? null;
    if (value === null && this.#colouring === "density") return "pending";
    return `heat-${stepOf(value, this.#steps)}`;
  }

  /** The number, for the file's rectangle; empty for none. */
  note(/** @type {CodeFile} */ file) {
    const value = this.#values.get(file.path);
    return value ? digits(value) : "";
  }

  #issues(/** @type {CodeFile} */ file) {
    if (this.source.mark(file) === "pending") return null;
    const found = Object.values(this.source.counts(file.path)).reduce((sum, number) => sum + number, 0);
    return Math.max(found, file.issues);
  }

  #showLegend() {
    const isHeat = this.#isMap && this.#colouring !== "worst";
    find("[data-severity-legend]").hidden = isHeat;
    this.#legend.hidden = !isHeat;
    if (!isHeat) return;
    const steps = this.#steps;
    const range = (/** @type {number} */ place) => {
      const next = steps[place + 1];
      const least = digits(steps[place]);
      if (next === undefined) return _("%(least)s and more", { least });
      const most = digits(Number.isInteger(next) && Number.isInteger(steps[place]) ? next - 1 : next);
      return least === most ? least : `${least}–${most}`;
    };
    this.#legend.replaceChildren(
      element("span", {}, this.#why() || ABOUT[this.#colouring]),
      ...(steps.length ? [swatch("heat-0", "0")] : []),
      ...steps.map((least, place) => swatch(`heat-${stepOf(least, steps)}`, range(place))),
    );
  }

  /** Why there is nothing to see. */
  #why() {
    if (this.#colouring !== "hotspot" || this.#history?.commits) return "";
    const reason = this.#history?.reason;
    return reason ? _("There is no history: %(reason)s", { reason }) : _("There is no history of this repository.");
  }
}

function swatch(/** @type {string} */ name, /** @type {string} */ text) {
  return element("span", { class: "legend-swatch number", "data-swatch": name }, text);
}

function digits(/** @type {number} */ value) {
  return value < 10 && !Number.isInteger(value) ? value.toFixed(1) : count(Math.round(value));
}
