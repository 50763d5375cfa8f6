// @ts-check
// What a screening's page knows from the screening's events alone: how far it is, who was scored, which files failed.
// Replaying the events from the beginning gives every tab and every reload the same. They carry ids and no names: those
// come with the ranking. Pure: no clock, no page, no network. Progress never goes backwards.

import { hasEnded } from "../runs/run.js";

/** @typedef {import("../runs/stream.js").RunEvent} ScreeningEvent */
/** @typedef {import("../runs/run.js").RunStatus} RunStatus */
/**
 * @typedef {object} ScreeningState
 * @property {RunStatus} status
 * @property {number} progress 0 to 1
 * @property {string} stage
 * @property {string} message
 * @property {number} completed files read, or found to be unreadable
 * @property {number} total files
 * @property {Map<string, {file_id: string, score: number | null}>} done by candidate
 * @property {Map<string, string>} failed reasons, by file
 * @property {boolean} hasGap some events are no longer kept
 * @property {number | null} startedAt_ms
 * @property {number | null} left_s as of the last event
 */

/** @type {Record<string, RunStatus>} */
const STATUS = {
  queued: "queued",
  processing: "running",
  completed: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

/** So many files tell how long the rest will take. */
const FILES_FOR_ESTIMATE = 4;

/**
 * @param {Partial<Pick<ScreeningState, "status" | "progress" | "completed" | "total" | "startedAt_ms">>} [known] what
 *   the server wrote
 * @returns {ScreeningState}
 */
export function initialState({ status = "queued", progress = 0, completed = 0, total = 0, startedAt_ms = null } = {}) {
  return {
    status,
    progress,
    stage: "",
    message: "",
    completed,
    total,
    done: new Map(),
    failed: new Map(),
    hasGap: false,
    startedAt_ms,
    left_s: null,
  };
}

/** @type {Record<string, (state: ScreeningState, event: ScreeningEvent) => void>} */
const HANDLERS = {
  file_done: (state, { file_id, candidate_id, score }) => {
    state.failed.delete(file_id);
    state.done.set(candidate_id, { file_id, score: typeof score === "number" ? score : null });
  },
  file_failed: (state, { file_id, error }) => void state.failed.set(file_id, String(error ?? "")),
  progress: (state, event) => {
    if (typeof event.total === "number") state.total = Math.max(state.total, event.total);
    if (typeof event.completed === "number") state.completed = Math.max(state.completed, event.completed);
    if (typeof event.message === "string") state.message = event.message;
    state.status = STATUS[event.status] ?? state.status;
  },
  gap: (state) => void (state.hasGap = true),
};

/** Applies one event. */
export function reduce(/** @type {ScreeningState} */ state, /** @type {ScreeningEvent} */ event) {
  return reduceAll(state, [event]);
}

/**
 * Applies several events. The given state does not change; it is copied once for all.
 * @param {ScreeningState} state
 * @param {ScreeningEvent[]} events
 * @returns {ScreeningState}
 */
export function reduceAll(state, events) {
  if (events.length === 0) return state;
  const next = { ...state, done: new Map(state.done), failed: new Map(state.failed) };
  for (const event of events) apply(next, event);
  return next;
}

function apply(/** @type {ScreeningState} */ state, /** @type {ScreeningEvent} */ event) {
  if (hasEnded(state) && event.type !== "gap") return;
  if (state.status === "queued" && event.type !== "gap") state.status = "running";
  if (event.at && state.startedAt_ms === null) state.startedAt_ms = event.at;
  if (Object.hasOwn(HANDLERS, event.type)) HANDLERS[event.type](state, event);
  if (typeof event.stage === "string") state.stage = event.stage;
  if (event.ended) state.status = event.ended;
  state.completed = Math.max(state.completed, state.done.size + state.failed.size);
  const share = state.total ? Math.min(1, state.completed / state.total) : 0;
  state.progress = Math.max(state.progress, typeof event.progress === "number" ? event.progress : share);
  if (event.at) state.left_s = timeLeft(state, event.at);
}

function timeLeft(/** @type {ScreeningState} */ { completed, total, startedAt_ms }, /** @type {number} */ at) {
  if (completed < FILES_FOR_ESTIMATE || startedAt_ms === null) return null;
  return ((at - startedAt_ms) / 1000 / completed) * Math.max(0, total - completed);
}
