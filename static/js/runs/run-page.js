// @ts-check
// The page of one run of a face that brings none of its own: its progress, stages and events, live.

import { announce } from "../components/announcer.js";
import { oncePerFrame } from "../components/animation-frame.js";
import { find } from "../components/element.js";
import { notice } from "../components/notice.js";
import { wholeDuration } from "../components/number.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { attempt, cancelRun, deleteRun, watchActions } from "./action.js";
import { EventLog } from "./event-log.js";
import { showHeader } from "./header.js";
import { showProgress } from "./progress.js";
import { reading } from "./reading.js";
import { hasEnded, runOfPage, STATUS_WORD } from "./run.js";
import { StageList } from "./stage-list.js";
import { followRun } from "./stream.js";

/** @typedef {import("./stage-list.js").Stage} Stage */

/** @type {Partial<Record<import("./run.js").RunStatus, "ok" | "bad">>} */
const TOAST_KIND = { succeeded: "ok", failed: "bad" };

const run = runOfPage();
const log = new EventLog();
const stageList = new StageList();
const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".stage[data-stage]")]);
const stages = new Map(rows.map((row) => [row.dataset.stage ?? "", stageOfRow(row)]));

let state = { ...reading.initialState(run), stage: run.stage };
let left_s = /** @type {number | null} */ (null);
let took_s = /** @type {number | null} */ (null);
let message = "";
let began_ms = run.startedAt_ms;

function stageOfRow(/** @type {HTMLElement} */ row) {
  return /** @type {Stage} */ ({ state: row.dataset.state, from_ms: null, to_ms: null });
}

/** The stages before the one under way are done; each took from its first event to the next stage's. */
function enter(/** @type {string} */ key, /** @type {number | undefined} */ at) {
  if (!stages.has(key)) return;
  let isBefore = true;
  for (const [name, stage] of stages) {
    if (name === key) {
      stage.state = "active";
      stage.from_ms ??= at ?? null;
      isBefore = false;
    } else if (isBefore && stage.state !== "done") {
      stage.state = "done";
      if (stage.from_ms) stage.to_ms = at ?? null;
    }
  }
}

/** The stage under way, as the list of stages names it. */
function stageName() {
  const row = rows.find(({ dataset }) => dataset.stage === state.stage);
  return row?.querySelector(".stage__name")?.firstChild?.textContent ?? "";
}

const show = oncePerFrame(() => {
  showHeader(run.name, { ...state, startedAt_ms: began_ms, took_s });
  const still = left_s === null || hasEnded(state) ? "" : _("%(time)s left", { time: wholeDuration(left_s) });
  const what = message || stageName() || STATUS_WORD[state.status];
  showProgress(state, { what, from_ms: began_ms, still });
  stageList.show(Object.fromEntries(stages), state.status, () => "");
});

function take(/** @type {import("./stream.js").RunEvent} */ event) {
  log.add(event);
  const before = state;
  state = reading.reduce(state, event);
  began_ms ??= event.at ?? null;
  left_s = typeof event.left_s === "number" ? event.left_s : null;
  if (state.stage && state.stage !== before.stage) {
    enter(state.stage, event.at);
    message = "";
  }
  if (typeof event.message === "string") message = event.message;
  show();
}

async function finish() {
  const kept = await attempt(_("How it ended could not be loaded"), () => request("GET", run.api));
  if (!kept) return;
  state = { status: kept.status, progress: kept.progress, stage: kept.stage };
  if (kept.started_at && kept.finished_at) took_s = kept.finished_at - kept.started_at;
  for (const stage of stages.values()) if (state.status === "succeeded") stage.state = "done";
  message = "";
  show();
  showFailure(kept.error);
  announce(STATUS_WORD[state.status]);
  toast(TOAST_KIND[state.status] ?? "info", STATUS_WORD[state.status], { text: kept.error ?? run.name });
}

function showFailure(/** @type {string | null} */ reason) {
  find('[data-notices="top"]').replaceChildren(...(reason ? [notice("bad", STATUS_WORD.failed, [reason])] : []));
}

watchActions({
  cancel: (button) =>
    cancelRun(
      run,
      {
        title: _("Cancel this?"),
        text: _("It ends within two seconds."),
        confirm: _("Cancel it"),
        cancel: _("Keep it running"),
      },
      button,
    ),
  delete: () =>
    deleteRun(run, { title: _("Delete this?"), text: _("Its files and events go with it."), confirm: _("Delete") }),
  async again() {
    const started = await attempt(_("It could not be started again"), () => request("POST", `${run.api}/retry`));
    if (started) location.assign(`${run.listUrl}/${started.channel.slice(started.channel.indexOf(".") + 1)}`);
  },
});
show();
if (hasEnded(state)) {
  showFailure(run.error);
  log.readLater(run);
  log.draw();
} else followRun(run, { onEvent: take, onComplete: () => void finish() });
