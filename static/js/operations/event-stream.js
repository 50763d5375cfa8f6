// @ts-check
// The one stream of a dashboard's page: executions as they begin, move, end and go.

import { connectionBadge } from "../components/connection-badge.js";
import { connect } from "../tailrace/index.js";

/**
 * What the server says of an execution (contract, section 7).
 * @typedef {object} Execution
 * @property {string} id
 * @property {string} kind
 * @property {string} title
 * @property {string} status
 * @property {number} progress
 * @property {string} stage
 * @property {string} message
 * @property {string | null} error
 * @property {string} alert
 * @property {boolean} false_positive
 * @property {number} created_at
 * @property {number | null} finished_at
 */

/**
 * @param {HTMLElement} page its data say where the events are, and after which position
 * @param {{onExecution: (execution: Execution) => void, onOther: () => void, onSystem?: () => void}} listeners
 *   `onOther`: something is gone, or was missed; `onSystem`: a part of the system does better or worse
 */
export function followExecutions(page, { onExecution, onOther, onSystem }) {
  const badge = connectionBadge();
  const stream = connect(page.dataset.events ?? "", {
    from: page.dataset.after ?? "start",
    persist: false,
    onStatus: (status) => badge.show(status),
    onEvent({ data, eventType: type, id }) {
      if (id === null) return;
      badge.flow();
      if (type === "execution:new" || type === "execution:update") onExecution(data.data);
      else if (type === "execution:deleted") onOther();
      else if (type === "system:status") onSystem?.();
    },
  });
  stream.addEventListener("gap", onOther);
  badge.follow(stream);
}
