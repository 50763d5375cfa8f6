// @ts-check
// The page of one analysis: events (or the stored report, once it has ended) become state; each frame draws the state.

import { announce } from "../components/announcer.js";
import { oncePerFrame } from "../components/animation-frame.js";
import { _ } from "../components/text.js";
import { codeGraph } from "./picture/code-graph.js";
import { find } from "../components/element.js";
import { request, RequestError, sentenceOf } from "../components/request.js";
import { onKey } from "../components/shortcut.js";
import { toast } from "../components/toast.js";
import { detailTabs } from "../runs/detail-tabs.js";
import { EventLog } from "../runs/event-log.js";
import { hasEnded } from "../runs/run.js";
import { followRun } from "../runs/stream.js";
import { aboutPage } from "./about.js";
import { watchScanActions } from "./action.js";
import { ChangeList } from "./change-list.js";
import { DependencyList } from "./dependency-list.js";
import { FileList } from "./file-list.js";
import { showInsight } from "./insight.js";
import { IssueList } from "./issue-list.js";
import { showNotices } from "./notice.js";
import { foundWords } from "./outcome.js";
import { Overview } from "./overview.js";
import { Picture } from "./picture/picture.js";
import { stateOfReport, triaged } from "./report.js";
import { WORST_FIRST, worse } from "./severity.js";
import { initialState, reduceAll } from "./state.js";
import { showStructure } from "./picture/structure.js";
import { TriageDialog } from "./triage/triage-dialog.js";
import { isOpen } from "./triage/verdict.js";

const root = find("[data-scan]");
const about = aboutPage(root);
const NOTHING = _("There is nothing to draw: no source files were found.");
const PATIENCE_MS = 2000;
const NO_MAP = _("There is no map: the analysis ended before the code graph was built.");

let state = initialState(about);
/** @type {ReturnType<typeof codeGraph>} */
let model = { files: [], byPath: new Map(), cycles: [], unparsed: [], leftOut: {}, skipped: {} };
/** @type {import("./picture/heat.js").History | null} */
let churn = null;
/** @type {import("./state.js").ScanEvent[]} */
let arrived = [];

const counts = (/** @type {string} */ path) => {
  /** @type {Record<string, number>} */
  const found = {};
  for (const issue of (state.issues.get(path) ?? []).filter(isOpen))
    found[issue.severity] = (found[issue.severity] ?? 0) + 1;
  return found;
};
/** A file's worst issue. The graph knows more than the events if they left the least severe ones out. */
const mark = (/** @type {import("./picture/code-graph.js").CodeFile} */ file) => {
  const found = counts(file.path);
  const worst = WORST_FIRST.find((severity) => found[severity]) ?? null;
  const isTriaged = state.closed.total > 0 && state.issues.get(file.path)?.some((issue) => !isOpen(issue));
  const known = isTriaged ? worst : worse(worst, file.severity);
  if (known) return known;
  return state.analysed.has(file.path) || state.status === "succeeded" ? "none" : "pending";
};

const overview = new Overview(about);
const triage = new TriageDialog(about.verdictsUrl, (verdicts) => {
  state = triaged(state, verdicts);
  show();
  changes.outdate(state);
});
const issues = new IssueList(about, (paths) => picture.pick(paths), triage);
const files = new FileList(about, { mark, counts });
const changes = new ChangeList(about);
const dependencies = new DependencyList(about);
const log = new EventLog();
const picture = new Picture({
  mark: remembered(mark),
  counts,
  open: (path) => location.assign(about.fileUrl(path)),
  link: about.fileUrl,
  symbols: (path) => request("GET", `${about.api}/graph?path=${encodeURIComponent(path)}`),
  filter: (path) => {
    details.select("issues");
    issues.filter({ q: path, severity: "", engine: "", language: "" });
    find("#panel-issues").scrollIntoView({ block: "start" });
  },
});

const details = detailTabs({
  issues: () => issues.refresh(),
  files: () => files.show(model, state),
  changes: () => changes.load(state),
  dependencies: () => dependencies.refresh(),
  events: () => log.draw(),
});
onKey("m", () => picture.focus());

/** Marks are looked up thousands of times a frame, but change only with the state. */
function remembered(/** @type {(file: import("./picture/code-graph.js").CodeFile) => string} */ ask) {
  /** @type {Map<string, string>} */
  let known = new Map();
  let of = { state, model };
  return (/** @type {import("./picture/code-graph.js").CodeFile} */ file) => {
    if (of.state !== state || of.model !== model) [known, of] = [new Map(), { state, model }];
    const mark = known.get(file.path) ?? ask(file);
    known.set(file.path, mark);
    return mark;
  };
}

const render = oncePerFrame(() => {
  const before = state;
  state = reduceAll(state, arrived);
  const events = arrived;
  arrived = [];
  if (events.some((event) => event.type === "graph_complete")) void loadGraph();
  if (events.some((event) => event.type === "history_complete")) void loadHistory();
  show();
  tell(before, events);
});

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

function show() {
  overview.show(state);
  issues.show(state, model);
  if (!find("#panel-files").hidden) files.show(model, state);
  files.showTotal(model, state);
  showNotices(about, state);
  showShape(state);
  picture.refresh();
}

/** An analysis that failed before there was anything to show has no empty panels, only what is known of it. */
function showShape(/** @type {import("./state.js").ScanState} */ state) {
  const isBare = hasEnded(state) && state.status !== "succeeded" && !state.graph && !about.hasGraph;
  if (isBare === (root.dataset.bare === "true")) return;
  root.dataset.bare = String(isBare);
  details.select(isBare ? "events" : "issues");
}

function tell(
  /** @type {import("./state.js").ScanState} */ before,
  /** @type {import("./state.js").ScanEvent[]} */ events,
) {
  const isLive = events.some((event) => event.isLive);
  if (!isLive) return;
  if (before.stage !== state.stage && !hasEnded(state)) announce(overview.stageSentence(state));
  if (hasEnded(before) || !hasEnded(state)) return;
  if (state.status === "succeeded") toast("ok", _("Analysis finished"), { text: `${foundWords(state)}.` });
  // Of other endings one message is enough: a failure's is an alert, a cancelled one's is read out here.
  else if (state.status === "cancelled") announce(_("Analysis cancelled."));
}

async function loadGraph(tries = 4) {
  try {
    model = codeGraph(await request("GET", `${about.api}/graph?level=file`));
    picture.setModel(model);
    showStructure(model, (path) => picture.reveal(path), churn);
    if (model.files.length === 0) picture.explain(NOTHING);
    show();
  } catch (error) {
    const isSoon =
      error instanceof RequestError &&
      (error.status === 404 || error.status === 409 || error.status === 0 || error.status === 503);
    if (isSoon && tries > 1) setTimeout(() => loadGraph(tries - 1), 1500);
    else picture.explain(hasEnded(state) ? NO_MAP : _("The map could not be loaded. Reload the page to try again."));
  }
}

/** How often files were changed. Of an older analysis nobody knows. */
async function loadHistory() {
  try {
    const read = await request("GET", `${about.api}/history`);
    churn = read;
    picture.setHistory(read);
    showStructure(model, (path) => picture.reveal(path), churn);
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 404) console.warn(sentenceOf(error));
  }
}

/**
 * Reads a finished scan from what the server stored, without a stream. The list of issues waits for what decides its
 * order: what rules are about, and the roles of files, which the graph knows. Nobody should click on a row that moves.
 */
async function loadReport(/** @type {Promise<void>} */ graph = Promise.resolve()) {
  try {
    const { scan, report } = await stateOfReport(about, state);
    await Promise.race([Promise.all([issues.learn(scan), graph]), pause(PATIENCE_MS)]);
    state = scan;
    changes.setPrevious(report?.previous_id ?? about.previous);
    showInsight(report);
    dependencies.show(report);
  } catch (error) {
    if (state.status === "succeeded")
      toast("bad", _("The report could not be loaded"), {
        text: sentenceOf(error),
        action: { label: _("Try again"), run: () => loadReport() },
      });
  }
  show();
  if (!state.graph?.nodes) picture.explain(state.status === "succeeded" ? NOTHING : NO_MAP);
  if (state.status === "succeeded") void changes.load(state, true);
}

function start() {
  watchScanActions(about, () => state);
  if (hasEnded(state)) log.readLater(about);
  if (root.dataset.bare === "true") details.select("events");
  issues.onSeverity((severity) => issues.filter({ severity }));
  show();
  if (hasEnded(state)) {
    // The map needs nothing of the report, and is what people look at first.
    const graph = about.hasGraph ? loadGraph(1) : undefined;
    if (about.hasHistory) void loadHistory();
    void loadReport(graph);
    return;
  }
  followRun(about, {
    onEvent(event) {
      arrived.push(event);
      log.add(event);
      render();
    },
    // If the stream had gaps, what the server stored completes the picture.
    onComplete: async () => {
      await loadReport();
      if (state.graph?.nodes) await loadGraph(1);
    },
  });
}

start();
