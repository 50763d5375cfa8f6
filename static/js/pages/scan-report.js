// @ts-check
// The state of a scan that has ended, from its kept report.

import { request } from "../components/request.js";

/** @typedef {import("./scan-state.js").ScanState} ScanState */
/** @typedef {import("./scan-state.js").Issue} Issue */

/**
 * @param {import("./scan.js").About} about
 * @param {ScanState} state what is known already; what the report has is put over it
 * @returns {Promise<{scan: ScanState, report: any}>}
 */
export async function stateOfReport(about, state) {
  const scan = await request("GET", about.api);
  const status = scan.status ?? state.status;
  if (status !== "succeeded") return { scan: withScan(state, scan, status), report: scan };
  const report = await request("GET", `${about.api}?format=json`);
  return { scan: withReport(withScan(state, scan, status), report), report: { ...scan, ...report, previous_id: scan.previous_id } };
}

/** @returns {ScanState} */
function withScan(/** @type {ScanState} */ state, /** @type {any} */ scan, /** @type {ScanState["status"]} */ status) {
  const took = scan.finished_at && scan.started_at ? scan.finished_at - scan.started_at : state.executionTime_s;
  const error = state.error ?? scan.error ?? null;
  return { ...state, status, progress: scan.progress ?? state.progress, summary: scan.summary ?? state.summary, error, executionTime_s: took };
}

/** @returns {ScanState} */
function withReport(/** @type {ScanState} */ state, /** @type {any} */ report) {
  const stages = Object.fromEntries(Object.entries(state.stages).map(([key, stage]) => [key, { ...stage, state: /** @type {const} */ ("done") }]));
  return {
    ...state,
    stages,
    stage: "done",
    progress: 1,
    issues: issuesByPath(report),
    analysed: new Set((report.files ?? []).map((/** @type {any} */ file) => (typeof file === "string" ? file : file.path))),
    graph: state.graph ?? graphFacts(report),
    summary: report.summary ?? state.summary,
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
