// @ts-check
// The top of a scan's page: the header with the repository's name, progress, stages, counts, languages.

import { element, find, setText } from "../components/element.js";
import { about as aboutTime, bytes, count, plural } from "../components/number.js";
import { pageTime_ms } from "../components/signed-out.js";
import { _ } from "../components/text.js";
import { showHeader } from "../runs/header.js";
import { showProgress } from "../runs/progress.js";
import { hasEnded } from "../runs/run.js";
import { StageList } from "../runs/stage-list.js";
import { showOutcome } from "./outcome.js";
import { filesWithIssues, severityCounts } from "./state.js";

/** @typedef {import("./state.js").ScanState} ScanState */

const SENTENCE = {
  source: _("Fetching the repository"),
  graph: _("Building the code graph"),
  files: _("Collecting the files"),
  analysis: _("Analysing in batches"),
  done: _("Writing the report"),
};
const PHASE = {
  connecting: _("Connecting"),
  counting: _("Counting objects"),
  compressing: _("Compressing objects"),
  receiving: _("Receiving objects"),
  resolving: _("Resolving deltas"),
  checking_out: _("Checking out files"),
  unpacking: _("Unpacking"),
  copying: _("Copying"),
};
const NONE = "–";
const number = (/** @type {number | null | undefined} */ value) =>
  value === null || value === undefined ? NONE : count(value);
const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;
const fileWords = (/** @type {number} */ number) => plural(number, "%(num)s file", "%(num)s files");

export class Overview {
  #state = /** @type {ScanState | null} */ (null);
  /** What the list of languages was drawn from. */
  #drawn = /** @type {ScanState["graph"]} */ (null);
  #stages = new StageList();

  /** @param {import("./about.js").About} about */
  constructor(about) {
    this.about = about;
    setInterval(() => this.#state && !hasEnded(this.#state) && this.#showProgress(this.#state), 1000);
  }

  /** What is happening, as a sentence. */
  stageSentence(/** @type {ScanState} */ state) {
    return `${SENTENCE[/** @type {keyof typeof SENTENCE} */ (state.stage)]}.`;
  }

  show(/** @type {ScanState} */ state) {
    this.#state = state;
    this.#showHeader(state);
    this.#showProgress(state);
    this.#stages.show(state.stages, state.status, (key) => this.#detail(key, state));
    this.#showCounts(state);
    this.#showFacts(state);
    this.#showLanguages(state);
  }

  #showHeader(/** @type {ScanState} */ state) {
    showHeader(this.about.name, state);
    if (state.commit) this.#showCommit(state.commit);
  }

  /** The commit is known only once the repository has been fetched, after the page was rendered. */
  #showCommit(/** @type {string} */ commit) {
    const fact = find("[data-fact-commit]");
    fact.hidden = false;
    find("[data-copy]", fact).dataset.copy = commit;
    setText(fact.querySelector(".mono"), commit.slice(0, 7));
  }

  #showProgress(/** @type {ScanState} */ state) {
    showProgress(state, { what: this.#what(state), from_ms: state.startedAt_ms, still: this.#still(state) });
    showOutcome(state);
  }

  #what(/** @type {ScanState} */ state) {
    if (state.status === "queued") return _("It starts as soon as another job has ended.");
    const detail = state.stages[state.stage].detail;
    if (state.stage === "source" && detail) {
      const phase = PHASE[/** @type {keyof typeof PHASE} */ (detail.phase)] ?? _("Fetching");
      const percent = detail.percent ? `, ${detail.percent} %` : "";
      return `${phase}${percent}${detail.bytes ? ` (${bytes(detail.bytes)})` : ""}`;
    }
    if (state.stage === "graph" && detail?.total)
      return _("Building the code graph: %(done)s of %(files)s", {
        done: count(detail.done),
        files: fileWords(detail.total),
      });
    if (state.stage !== "analysis" || !state.totalBatches)
      return SENTENCE[/** @type {keyof typeof SENTENCE} */ (state.stage)];
    const batches = _("Batch %(batch)s of %(total)s", {
      batch: count(state.batch),
      total: count(state.totalBatches),
    });
    if (!state.fileCount) return batches;
    const read = state.analysed.size || Math.round((state.fileCount * state.batch) / state.totalBatches);
    const files = _("%(read)s of %(files)s", {
      read: count(Math.min(state.fileCount, read)),
      files: fileWords(state.fileCount),
    });
    return `${batches} · ${files}`;
  }

  #still(/** @type {ScanState} */ { left_s, toldAt_ms, status }) {
    if (left_s === null || status !== "running") return "";
    const since_s = toldAt_ms === null ? 0 : Math.max(0, (pageTime_ms() - toldAt_ms) / 1000);
    return aboutTime(Math.max(0, left_s - since_s));
  }

  #detail(/** @type {string} */ key, /** @type {ScanState} */ state) {
    const detail = state.stages[key].detail;
    if (key === "graph" && state.graph)
      return [
        plural(state.graph.nodes, "%(num)s node", "%(num)s nodes"),
        plural(state.graph.edges, "%(num)s edge", "%(num)s edges"),
      ].join(", ");
    if (key === "graph" && detail?.total)
      return _("%(read)s of %(files)s", { read: count(detail.done), files: fileWords(detail.total) });
    if (key === "source" && detail?.bytes) return bytes(detail.bytes);
    if (key === "files" && state.fileCount !== null) return fileWords(state.fileCount);
    if (key === "analysis" && state.totalBatches) {
      const failed = state.batchErrors.length
        ? `, ${plural(state.batchErrors.length, "%(num)s engine error", "%(num)s engine errors")}`
        : "";
      const batches = _("%(batch)s of %(total)s batches", {
        batch: count(state.batch),
        total: count(state.totalBatches),
      });
      return `${batches}${failed}`;
    }
    return "";
  }

  #showCounts(/** @type {ScanState} */ state) {
    const counts = severityCounts(state);
    const isKnown = state.summary !== null || !hasEnded(state);
    for (const tile of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".counts__item"))) {
      const number = counts[tile.dataset.severity ?? ""] ?? 0;
      setText(find("[data-count]", tile), isKnown ? count(number) : "–");
      tile.dataset.empty = String(number === 0);
    }
  }

  #showFacts(/** @type {ScanState} */ state) {
    const files = state.fileCount ?? state.summary?.total_files ?? null;
    const withIssues = state.summary && filesWithIssues(state);
    /** @type {Record<string, string>} */
    const facts = {
      files: number(files),
      "with-issues": files && withIssues !== null ? `${count(withIssues)} (${percent(withIssues / files)})` : NONE,
      nodes: number(state.graph?.nodes),
      edges: number(state.graph?.edges),
    };
    for (const [name, value] of Object.entries(facts)) setText(find(`[data-fact="${name}"]`), value);
  }

  #showLanguages(/** @type {ScanState} */ state) {
    const languages = Object.entries(state.graph?.languages ?? {}).sort((a, b) => b[1] - a[1]);
    find("[data-languages]").hidden = languages.length === 0;
    if (languages.length === 0 || this.#drawn === state.graph) return;
    this.#drawn = state.graph;
    const most = languages[0][1];
    find("[data-language-list]").replaceChildren(
      ...languages
        .slice(0, 6)
        .map(([name, number]) =>
          element(
            "li",
            { class: "language" },
            element("span", { class: "truncate" }, name),
            element("meter", { class: "language__bar", min: 0, max: most, value: number, "aria-label": name }),
            element("span", { class: "number muted" }, count(number)),
          ),
        ),
    );
  }
}
