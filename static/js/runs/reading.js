// @ts-check
// What the events of every run say: its stage, how far it is and, at last, how it ended.

/** @typedef {import("./run.js").RunStatus} RunStatus */
/** @typedef {{status: RunStatus, progress: number, stage: string}} Standing */

export const reading = {
  /**
   * @param {{status: RunStatus, progress: number}} known
   * @returns {Standing}
   */
  initialState: ({ status, progress }) => ({ status, progress, stage: "" }),

  /**
   * @param {Standing} state
   * @param {{type: string, [key: string]: any}} event
   * @returns {Standing}
   */
  reduce(state, { progress, stage, ended }) {
    return {
      status: ended ?? (state.status === "queued" ? "running" : state.status),
      progress: typeof progress === "number" ? Math.max(state.progress, progress) : state.progress,
      stage: typeof stage === "string" ? stage : state.stage,
    };
  },
};
