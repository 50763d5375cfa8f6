// @ts-check
// What a scan's page knows, built from the scan's events alone: replaying them from the beginning gives every tab and
// every reload the same state. Pure: no clock, no page, no network. Progress never goes backwards.

import { hasEnded } from "../runs/run.js";
import { NONE_CLOSED } from "./triage/verdict.js";

/** @typedef {import("./triage/verdict.js").Issue} Issue */
/** @typedef {import("../runs/stage-list.js").Stage & {detail: any}} Stage */
/** @typedef {import("../runs/stream.js").RunEvent} ScanEvent */
/**
 * @typedef {object} ScanState
 * @property {import("../runs/run.js").RunStatus} status
 * @property {string} stage key of the current or last stage
 * @property {number} told place of the furthest stage that the events have told of
 * @property {Record<string, Stage>} stages
 * @property {number} progress 0 to 1
 * @property {number} attempt 2 or more: the analysis was restarted from the beginning
 * @property {{nodes: number, edges: number, languages: Record<string, number>} | null} graph
 * @property {number | null} fileCount
 * @property {number} batch complete batches
 * @property {number | null} totalBatches
 * @property {Map<string, Issue[]>} issues by path
 * @property {import("./triage/verdict.js").Closed} closed issues that were accepted or are false positives
 * @property {Set<string>} analysed paths that were read, with or without issues
 * @property {Record<string, number> | null} summary
 * @property {{batch: number, error: string, engine: string}[]} batchErrors
 * @property {{from: any, to: any, reason: string}[]} gaps
 * @property {string[]} notes what the report says about itself
 * @property {string | null} commit
 * @property {string | null} error
 * @property {boolean} silent the server saw nothing of the scan for minutes and closed the stream
 * @property {number | null} startedAt_ms
 * @property {number | null} took_s known once the server has written down how it ended
 * @property {number | null} left_s time until it ends, as of the last event
 * @property {number | null} toldAt_ms when that event was created
 */

/** Keys of the stages, in order. */
export const STAGES = ["source", "graph", "files", "analysis", "done"];
/** How the stage stands in which a run is, or ended. */
const NOW = /** @type {const} */ ({ running: "active", failed: "failed", cancelled: "cancelled" });

/**
 * What the server knew is the floor: the events, read from the beginning, fill in what lies before it.
 * @param {Partial<Pick<ScanState, "status" | "progress" | "stage" | "startedAt_ms">>} [known] what the server wrote
 * @returns {ScanState}
 */
export function initialState({ status = "queued", progress = 0, stage = STAGES[0], startedAt_ms = null } = {}) {
  const place = Math.max(0, STAGES.indexOf(stage));
  const stateOf = (/** @type {number} */ at) =>
    at < place || status === "succeeded" ? "done" : at > place || status === "queued" ? "waiting" : NOW[status];
  return {
    status,
    stage: STAGES[place],
    told: 0,
    stages: Object.fromEntries(
      STAGES.map((key, at) => [key, { state: stateOf(at), from_ms: null, to_ms: null, detail: null }]),
    ),
    progress,
    attempt: 1,
    graph: null,
    fileCount: null,
    batch: 0,
    totalBatches: null,
    issues: new Map(),
    closed: NONE_CLOSED,
    analysed: new Set(),
    summary: null,
    batchErrors: [],
    gaps: [],
    notes: [],
    commit: null,
    error: null,
    silent: false,
    startedAt_ms,
    took_s: null,
    left_s: null,
    toldAt_ms: null,
  };
}

/** How many open issues there are. The summary counts those too that an event left to the report. */
export function issueTotal(/** @type {ScanState} */ { summary, issues, closed }) {
  if (Number.isInteger(summary?.total_issues)) return Number(summary?.total_issues) - closed.total;
  let total = 0;
  for (const list of issues.values()) total += list.length;
  return total - closed.total;
}

/** In how many files. */
export function filesWithIssues(/** @type {ScanState} */ { summary, issues, closed }) {
  const files = Number.isInteger(summary?.files_with_issues) ? Number(summary?.files_with_issues) : issues.size;
  return files - closed.files;
}

/**
 * How many open issues of each severity there are. For a huge batch, the event leaves the least severe issues to the
 * report; its summary counts them.
 */
export function severityCounts(/** @type {ScanState} */ state) {
  const names = ["critical", "high", "medium", "low"];
  const { summary, closed } = state;
  if (summary && names.every((name) => Number.isInteger(summary[`${name}_issues`])))
    return Object.fromEntries(names.map((name) => [name, summary[`${name}_issues`] - (closed.severities[name] ?? 0)]));
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
  dependencies_complete: (state, event) => addLate(state, event, "dependencies"),
  structure_complete: (state, event) => addLate(state, event, "structure"),
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
  if (event.at && state.startedAt_ms === null) state.startedAt_ms = event.at;
  if (event.type !== "timeout") state.silent = false;
  if (typeof event.progress === "number") {
    state.progress = Math.max(state.progress, event.progress);
    Object.assign(state, { left_s: event.left_s ?? null, toldAt_ms: event.at ?? null });
  }
  handle(state, event);
}

/** A stage has begun: those before it are done. A stage earlier than one told of before means a new attempt. */
function enter(
  /** @type {ScanState} */ state,
  /** @type {string} */ key,
  /** @type {ScanEvent} */ event,
  /** @type {any} */ detail,
) {
  const place = STAGES.indexOf(key);
  if (place < state.told) restart(state, place);
  state.told = place;
  for (const earlier of STAGES.slice(0, place)) leave(state, earlier, event);
  const stage = state.stages[key];
  const isPast = place < STAGES.indexOf(state.stage);
  const from_ms = stage.from_ms ?? event.at ?? null;
  state.stages[key] = { state: isPast ? "done" : "active", from_ms, to_ms: null, detail: detail ?? stage.detail };
  if (!isPast) state.stage = key;
  state.status = "running";
}

function leave(/** @type {ScanState} */ state, /** @type {string} */ key, /** @type {ScanEvent} */ event) {
  const stage = state.stages[key];
  const to_ms = stage.to_ms ?? (stage.from_ms === null ? null : (event.at ?? null));
  state.stages[key] = { ...stage, state: "done", to_ms };
}

function restart(/** @type {ScanState} */ state, /** @type {number} */ place) {
  state.attempt += 1;
  state.stage = STAGES[place];
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

/** Issues on top of those of the batches; a second attempt tells them again. */
function addLate(/** @type {ScanState} */ state, /** @type {ScanEvent} */ event, /** @type {string} */ engine) {
  state.summary = event.summary ?? state.summary;
  for (const [path, issues] of Object.entries(event.issues_by_file ?? {})) {
    const others = (state.issues.get(path) ?? []).filter((issue) => issue.engine !== engine);
    state.issues.set(path, [...others, ...issues]);
  }
}
