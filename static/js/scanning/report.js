// @ts-check
// The state of a finished scan, from its stored report.

import { request } from "../components/request.js";
import { readHistory } from "../runs/history.js";
import { reduceAll } from "./state.js";
import { closedOf, withFingerprints, withVerdicts } from "./triage/verdict.js";

/** @typedef {import("./state.js").ScanState} ScanState */
/** @typedef {import("./state.js").Issue} Issue */

/**
 * @param {import("./about.js").About} about
 * @param {ScanState} state what is already known; the report overrides it
 * @returns {Promise<{scan: ScanState, report: any}>}
 */
export async function stateOfReport(about, state) {
  const scan = await request("GET", about.api);
  const status = scan.status ?? state.status;
  if (status !== "succeeded") return { scan: withScan(await withHistory(about, state), scan, status), report: scan };
  const [report, { verdicts }] = await Promise.all([
    request("GET", `${about.api}?format=json&verdicts=without`),
    request("GET", about.verdictsUrl),
  ]);
  return {
    scan: triaged(withReport(withScan(state, scan, status), report), verdicts),
    report: { ...scan, ...report, previous_id: scan.previous_id },
  };
}

/** The state with these verdicts about its issues. */
export function triaged(
  /** @type {ScanState} */ state,
  /** @type {import("./triage/verdict.js").Triaged[]} */ verdicts,
) {
  const issues = withVerdicts(state.issues, verdicts);
  return { ...state, issues, closed: closedOf(issues) };
}

/** A scan that ended without a report: its findings are in its events. */
async function withHistory(/** @type {import("./about.js").About} */ about, /** @type {ScanState} */ state) {
  if (state.told > 0) return state;
  /** @type {import("./state.js").ScanEvent[]} */
  const events = [];
  await readHistory(about, (event) => events.push(event));
  return reduceAll({ ...state, status: "running" }, events);
}

/** @returns {ScanState} */
function withScan(/** @type {ScanState} */ state, /** @type {any} */ scan, /** @type {ScanState["status"]} */ status) {
  const error = state.error ?? scan.error ?? null;
  const graph = state.graph ?? (scan.graph && { ...scan.graph, languages: scan.languages ?? {} });
  return {
    ...state,
    graph,
    status,
    progress: scan.progress ?? state.progress,
    summary: scan.summary ?? state.summary,
    error,
    commit: scan.commit ?? null,
    startedAt_ms: scan.started_at ? scan.started_at * 1000 : state.startedAt_ms,
    took_s: scan.finished_at && scan.started_at ? scan.finished_at - scan.started_at : null,
  };
}

/** @returns {ScanState} */
function withReport(/** @type {ScanState} */ state, /** @type {any} */ report) {
  const stages = Object.fromEntries(
    Object.entries(state.stages).map(([key, stage]) => [key, { ...stage, state: /** @type {const} */ ("done") }]),
  );
  return {
    ...state,
    stages,
    stage: "done",
    progress: 1,
    issues: withFingerprints(issuesByPath(report), report.fingerprints ?? {}),
    analysed: new Set(
      (report.files ?? []).map((/** @type {any} */ file) => (typeof file === "string" ? file : file.path)),
    ),
    graph: state.graph ?? graphFacts(report),
    summary: report.summary ?? state.summary,
    notes: report.notes ?? [],
    batchErrors: (report.engine_failures ?? []).map((/** @type {any} */ failure) => ({
      batch: failure.batch,
      engine: failure.engine,
      error: failure.error ?? failure.reason ?? "",
    })),
  };
}

/** @returns {Map<string, Issue[]>} */
function issuesByPath(/** @type {any} */ report) {
  const given = report.issues_by_file ?? report.issues ?? {};
  if (!Array.isArray(given)) return new Map(Object.entries(given));
  /** @type {Map<string, Issue[]>} */
  const byPath = new Map();
  for (const issue of given) byPath.get(issue.path)?.push(issue) ?? byPath.set(issue.path, [issue]);
  return byPath;
}

function graphFacts(/** @type {any} */ report) {
  const graph = report.graph;
  if (!graph) return null;
  return { nodes: graph.nodes ?? 0, edges: graph.edges ?? 0, languages: report.languages ?? graph.languages ?? {} };
}
