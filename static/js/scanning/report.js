// @ts-check
// The state of a finished scan, from its stored report.

import { request } from "../components/request.js";
import { reduceAll } from "./state.js";

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
  const report = await request("GET", `${about.api}?format=json`);
  return {
    scan: withReport(withScan(state, scan, status), report),
    report: { ...scan, ...report, previous_id: scan.previous_id },
  };
}

/** A scan that ended without a report: its findings are in its events, which can be read without a stream. */
async function withHistory(/** @type {import("./about.js").About} */ about, /** @type {ScanState} */ state) {
  if (state.stage !== "source" || state.issues.size) return state;
  /** @type {import("./state.js").ScanEvent[]} */
  const events = [];
  const base = `${about.api.split("/rlm/scans/", 1)[0]}/api/v1/channels/scan.${about.id}/events`;
  for (let after = 0, isDone = false; !isDone;) {
    const page = await request("GET", `${base}?after=${after}&limit=1000`);
    events.push(
      ...page.events.map((/** @type {any} */ event) => ({
        ...event.data,
        type: event.type,
        id: event.id,
        at: event.data.at ?? event.at,
      })),
    );
    isDone = page.events.length === 0 || page.done;
    after = page.next;
  }
  return reduceAll({ ...state, status: "running" }, events);
}

/** @returns {ScanState} */
function withScan(/** @type {ScanState} */ state, /** @type {any} */ scan, /** @type {ScanState["status"]} */ status) {
  const took = scan.finished_at && scan.started_at ? scan.finished_at - scan.started_at : state.executionTime_s;
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
    executionTime_s: took,
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
    issues: issuesByPath(report),
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
