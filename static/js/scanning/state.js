// @ts-check
// What a scan's page knows, built from the scan's events alone: replaying them from the beginning gives every tab and
// every reload the same state. Pure: no clock, no page, no network. Progress never goes backwards.

import { hasEnded } from "../runs/run.js";

/** @typedef {{line: number, column: number, rule: string, severity: string, message: string, engine: string}} Issue */
/** @typedef {import("../runs/stage-list.js").Stage & {detail: any}} Stage */
/** @typedef {import("../runs/stream.js").RunEvent} ScanEvent */
/**
 * @typedef {object} ScanState
 * @property {import("../runs/run.js").RunStatus} status
 * @property {string} stage key of the current or last stage
 * @property {Record<string, Stage>} stages
 * @property {number} progress 0 to 1
 * @property {number} attempt 2 or more: the analysis was restarted from the beginning
 * @property {{nodes: number, edges: number, languages: Record<string, number>} | null} graph
 * @property {number | null} fileCount
 * @property {number} batch complete batches
 * @property {number | null} totalBatches
 * @property {Map<string, Issue[]>} issues by path
 * @property {Set<string>} analysed paths that were read, with or without issues
 * @property {Record<string, number> | null} summary
 * @property {{batch: number, error: string, engine: string}[]} batchErrors
 * @property {{from: any, to: any, reason: string}[]} gaps
 * @property {string[]} notes what the report says about itself
 * @property {string | null} commit
 * @property {string | null} error
 * @property {string | null} advice what to do about the error
 * @property {boolean} silent the server saw nothing of the scan for minutes and closed the stream
 * @property {number | null} executionTime_s
 * @property {number | null} firstAt_ms
 * @property {number | null} left_s time until it ends, as of the last event
 * @property {number | null} toldAt_ms when that event was created
 */

/** Keys of the stages, in order. */
export const STAGES = ["source", "graph", "files", "analysis", "done"];

/**
 * @param {Partial<Pick<ScanState, "status" | "progress">>} [known] what the server wrote into the page
 * @returns {ScanState}
 */
export function initialState({ status = "queued", progress = 0 } = {}) {
  return {
    status,
    stage: "source",
    stages: Object.fromEntries(
      STAGES.map((key) => [key, { state: "waiting", from_ms: null, to_ms: null, detail: null }]),
    ),
    progress,
    attempt: 1,
    graph: null,
    fileCount: null,
    batch: 0,
    totalBatches: null,
    issues: new Map(),
    analysed: new Set(),
    summary: null,
    batchErrors: [],
    gaps: [],
    notes: [],
    commit: null,
    error: null,
    advice: null,
    silent: false,
    executionTime_s: null,
    firstAt_ms: null,
    left_s: null,
    toldAt_ms: null,
  };
}

/**
 * How many issues of each severity there are. For a huge batch, the event leaves the least severe issues to the report;
 * its summary counts them.
 */
export function severityCounts(/** @type {ScanState} */ state) {
  const names = ["critical", "high", "medium", "low"];
  const { summary } = state;
  if (summary && names.every((name) => Number.isInteger(summary[`${name}_issues`])))
    return Object.fromEntries(names.map((name) => [name, summary[`${name}_issues`]]));
  /** @type {Record<string, number>} */
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const issues of state.issues.values())
    for (const issue of issues) counts[issue.severity] = (counts[issue.severity] ?? 0) + 1;
  return counts;
}

/** Applies one event. */
export function reduce(/** @type {ScanState} */ state, /** @type {ScanEvent} */ event) {
  return reduceAll(state, [event]);
}

/**
 * Applies several events. The given state does not change; it is copied once for all, so a long replay is cheap.
 * @param {ScanState} state
 * @param {ScanEvent[]} events
 * @returns {ScanState}
 */
export function reduceAll(state, events) {
  if (events.length === 0) return state;
  const next = {
    ...state,
    stages: { ...state.stages },
    issues: new Map(state.issues),
    analysed: new Set(state.analysed),
  };
  for (const event of events) apply(next, event);
  return next;
}

/** @type {Record<string, (state: ScanState, event: ScanEvent) => void>} */
const HANDLERS = {
  clone_progress: (state, event) => enter(state, "source", event, event),
  graph_building: (state, event) => enter(state, "graph", event, null),
  graph_progress: (state, event) => enter(state, "graph", event, event),
  graph_complete(state, event) {
    state.graph = { nodes: event.nodes, edges: event.edges, languages: event.languages ?? {} };
    enter(state, "graph", event, state.graph);
    leave(state, "graph", event);
  },
  collecting_files: (state, event) => enter(state, "files", event, null),
  files_collected(state, event) {
    state.fileCount = event.file_count;
    enter(state, "files", event, { file_count: event.file_count });
    leave(state, "files", event);
  },
  rlm_started: (state, event) => enter(state, "analysis", event, null),
  batch_complete: completeBatch,
  progress(state, event) {
    if (STAGES.includes(event.stage)) enter(state, event.stage, event, null);
  },
  batch_error(state, event) {
    state.batchErrors = [
      ...state.batchErrors,
      { batch: event.batch, error: String(event.error), engine: String(event.engine ?? "") },
    ];
  },
  analysis_complete(state, event) {
    for (const key of STAGES) leave(state, key, event);
    Object.assign(state, {
      status: "succeeded",
      stage: "done",
      progress: 1,
      executionTime_s: event.execution_time ?? null,
    });
    state.summary = {
      ...state.summary,
      ...event.summary,
      total_files: event.files_analyzed,
      total_issues: event.issues_found,
    };
  },
  analysis_failed(state, event) {
    const stage = STAGES.includes(event.stage) ? event.stage : state.stage;
    state.stages[stage] = { ...state.stages[stage], state: "failed", to_ms: event.at ?? null };
    Object.assign(state, {
      status: "failed",
      stage,
      error: String(event.error ?? ""),
      advice: event.what_to_do ?? null,
    });
  },
  analysis_cancelled(state, event) {
    state.stages[state.stage] = { ...state.stages[state.stage], state: "cancelled", to_ms: event.at ?? null };
    state.status = "cancelled";
  },
  gap(state, event) {
    state.gaps = [...state.gaps, { from: event.from, to: event.to, reason: event.reason }];
  },
  timeout(state) {
    state.silent = true;
  },
};

function apply(/** @type {ScanState} */ state, /** @type {ScanEvent} */ event) {
  const handle = Object.hasOwn(HANDLERS, event.type) ? HANDLERS[event.type] : null;
  if (!handle || (hasEnded(state) && event.type !== "gap")) return;
  if (event.at && state.firstAt_ms === null) state.firstAt_ms = event.at;
  if (event.type !== "timeout") state.silent = false;
  if (typeof event.progress === "number") {
    state.progress = Math.max(state.progress, event.progress);
    Object.assign(state, { left_s: event.left_s ?? null, toldAt_ms: event.at ?? null });
  }
  handle(state, event);
}

/** A stage has begun: those before it are done. A stage earlier than the current one means a new attempt. */
function enter(
  /** @type {ScanState} */ state,
  /** @type {string} */ key,
  /** @type {ScanEvent} */ event,
  /** @type {any} */ detail,
) {
  const place = STAGES.indexOf(key);
  if (place < STAGES.indexOf(state.stage)) restart(state, place);
  for (const earlier of STAGES.slice(0, place)) leave(state, earlier, event);
  const stage = state.stages[key];
  const from_ms = stage.from_ms ?? event.at ?? null;
  state.stages[key] = { state: "active", from_ms, to_ms: null, detail: detail ?? stage.detail };
  state.stage = key;
  state.status = "running";
}

function leave(/** @type {ScanState} */ state, /** @type {string} */ key, /** @type {ScanEvent} */ event) {
  const stage = state.stages[key];
  if (stage.state !== "done") state.stages[key] = { ...stage, state: "done", to_ms: event.at ?? null };
}

function restart(/** @type {ScanState} */ state, /** @type {number} */ place) {
  state.attempt += 1;
  for (const key of STAGES.slice(place))
    state.stages[key] = { state: "waiting", from_ms: null, to_ms: null, detail: null };
  Object.assign(state, { batch: 0, totalBatches: null, batchErrors: [] });
}

function completeBatch(/** @type {ScanState} */ state, /** @type {ScanEvent} */ event) {
  enter(state, "analysis", event, null);
  state.batch = Math.max(state.batch, event.batch);
  state.totalBatches = event.total_batches;
  state.summary = event.summary ?? state.summary;
  for (const path of event.files ?? []) {
    state.analysed.add(path);
    // A second attempt may find nothing where the first one, cut short, had found something.
    if (!Object.hasOwn(event.issues_by_file ?? {}, path)) state.issues.delete(path);
  }
  for (const [path, issues] of Object.entries(event.issues_by_file ?? {})) {
    state.analysed.add(path);
    state.issues.set(path, issues);
  }
}
