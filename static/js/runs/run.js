// @ts-check
// A run as its page knows it, and the states that a run goes through.

import { find } from "../components/element.js";
import { _ } from "../components/text.js";

/** @typedef {"queued" | "running" | "succeeded" | "failed" | "cancelled"} RunStatus */

export const STATUS_WORD = {
  queued: _("Queued"),
  running: _("Running"),
  succeeded: _("Finished"),
  failed: _("Failed"),
  cancelled: _("Cancelled"),
};
export const STATUS_ICON = { queued: "clock", running: "loader", succeeded: "check", failed: "x", cancelled: "ban" };

export function hasEnded(/** @type {{status: RunStatus}} */ { status }) {
  return status === "succeeded" || status === "failed" || status === "cancelled";
}

/** What the server wrote into the page of a run (templates/runs/run.html). */
export function runOfPage(root = find("[data-run]")) {
  const given = root.dataset;
  return {
    name: given.name ?? "",
    channel: given.channel ?? "",
    status: /** @type {RunStatus} */ (given.status),
    progress: Number(given.progressStart),
    stage: given.stage ?? "",
    error: given.error ?? "",
    createdAt_ms: Number(given.createdAt) * 1000,
    startedAt_ms: Number(given.startedAt) * 1000 || null,
    finishedAt_ms: Number(given.finishedAt) * 1000 || null,
    api: given.api ?? "",
    listUrl: given.list ?? "",
    streamUrl: given.streamUrl ?? "",
  };
}

/** @typedef {ReturnType<typeof runOfPage>} Run */
