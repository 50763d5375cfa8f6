// @ts-check
// The page of one screening. Its events say how far it is and who was scored; its answer says who they are and why.

import { announce } from "../components/announcer.js";
import { oncePerFrame } from "../components/animation-frame.js";
import { find, setText } from "../components/element.js";
import { about as timeLeft, count, plural } from "../components/number.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { attempt } from "../runs/action.js";
import { detailTabs } from "../runs/detail-tabs.js";
import { EventLog } from "../runs/event-log.js";
import { showHeader } from "../runs/header.js";
import { showProgress } from "../runs/progress.js";
import { hasEnded } from "../runs/run.js";
import { followRun } from "../runs/stream.js";
import { aboutPage } from "./about.js";
import { watchScreeningActions } from "./action.js";
import { showFiles } from "./file-list.js";
import { LatestAnswer } from "./latest-answer.js";
import { moves } from "./move.js";
import { showMoves } from "./move-list.js";
import { showNotices } from "./notice.js";
import { Ranking } from "./ranking.js";
import { RankingChoice } from "./ranking-choice.js";
import { Rerank } from "./rerank.js";
import { ScorePlot } from "./score-plot.js";
import { initialState, reduceAll } from "./state.js";

/** @typedef {import("./answer.js").Screening} Screening */

const about = aboutPage(find("[data-screening]"));
const noMoves = /** @type {Node} */ (find("[data-moves]").firstElementChild);

let state = initialState({ ...about });
/** @type {Screening | null} */
let answer = null;
/** The ranking that the one on the page is compared with. @type {Screening | null} */
let earlier = null;
/** @type {import("./state.js").ScreeningEvent[]} */
let arrived = [];
let isFormFilled = false;

const log = new EventLog();
const latest = new LatestAnswer(about.api, (fresh) => take(fresh));
const ranking = new Ranking(about, { onChange: () => drawPlot(), onDeleted: (id) => forget(id) });
const plot = new ScorePlot({
  onPick: (id) => {
    details.select("ranking");
    ranking.reveal(id);
  },
  onFilter: (recommendation) => {
    details.select("ranking");
    ranking.filter(recommendation);
  },
  onFiles: () => details.select("files"),
});
const rerank = new Rerank(about.api, (fresh) => void reranked(fresh));
const choice = new RankingChoice((id) => void choose(id));
const details = detailTabs({ ranking: () => ranking.refresh(), events: () => log.draw() });

// -- drawing ----------------------------------------------------------------------------------------------------------

const render = oncePerFrame(() => {
  const before = state;
  state = reduceAll(state, arrived);
  const events = arrived;
  arrived = [];
  showState();
  if (state.done.size > before.done.size || state.failed.size > before.failed.size) latest.soon();
  if (events.some(({ isLive }) => isLive)) tell(before);
});

function showState() {
  const took_s = answer?.started_at && answer.finished_at ? answer.finished_at - answer.started_at : null;
  showHeader(about.name, { ...state, took_s });
  const { completed, total, status } = state;
  const read = total
    ? _("%(done)s of %(all)s files", { done: count(completed), all: count(total) })
    : _("Sorting the files…");
  showProgress(state, {
    what: status === "queued" ? _("Waiting for a free place…") : read,
    from_ms: state.startedAt_ms,
    still: state.left_s === null || status !== "running" ? "" : timeLeft(state.left_s),
  });
  showNotices(about, state, answer);
  showOutcome();
  drawFiles();
  drawPlot();
}

/** How it ended, where its progress stood before. */
function showOutcome() {
  if (!hasEnded(state) || !answer) return;
  const ranked = plural(answer.ranking.length, "%(num)s candidate ranked", "%(num)s candidates ranked");
  const failed = answer.failed.length
    ? `; ${plural(answer.failed.length, "%(num)s file could not be read", "%(num)s files could not be read")}`
    : "";
  const lead = state.status === "cancelled" ? `${_("Cancelled.")} ` : "";
  setText(find("[data-outcome]"), `${lead}${ranked}${failed}.`);
  find("[data-retry]").hidden = state.status === "succeeded";
  find("[data-again-failed]").hidden = state.status !== "succeeded" || answer.failed.length === 0;
}

function drawFiles() {
  const failed = answer?.failed ?? [...state.failed].map(([file_id, error]) => ({ file_id, file: file_id, error }));
  const duplicates = (answer?.ranking ?? []).flatMap(({ file, duplicates: others = [] }) =>
    others.map((other) => ({ file: other.file, same_as: file })),
  );
  const waiting = hasEnded(state) ? 0 : Math.max(0, state.total - state.completed);
  showFiles({ failed, duplicates, waiting, total: state.total });
}

/** Who was scored shows in the plot at once; who they are comes with the next answer. */
function drawPlot() {
  const entries = answer?.ranking ?? [];
  const known = new Set(entries.map(({ candidate_id }) => candidate_id));
  const early = [...state.done]
    .filter(([id, { score }]) => !known.has(id) && score !== null && !hasEnded(state))
    .map(([candidate_id, { score }]) => ({ candidate_id, score: score ?? 0 }));
  const failed = Math.max(answer?.failed.length ?? 0, state.failed.size);
  plot.show(entries, early, { failed, filter: ranking.recommendation, shown: ranking.ids });
}

function drawRanking(/** @type {boolean} */ isAsked) {
  if (!answer) return;
  const found = earlier ? moves(earlier.ranking, answer.ranking) : null;
  const moved = new Map((found ?? []).map(({ entry, from, to }) => [entry.candidate_id, from - to]));
  if (answer.ranking.length === 0 && hasEnded(state))
    ranking.explain(
      _("There is nobody to rank"),
      answer.failed.length ? _("The tab “Files” says why each file could not be read.") : "",
    );
  ranking.show({ entries: answer.ranking, criteria: answer.criteria, moved }, isAsked);
  showMoves(found, { page: about.page, criteria: answer.criteria, empty: noMoves });
}

/** An answer has come. */
function take(/** @type {Screening} */ fresh, isAsked = false) {
  answer = fresh;
  choice.show(fresh, earlier);
  if (!isFormFilled || isAsked) rerank.show(fresh.criteria, fresh.opening.weights);
  isFormFilled = true;
  drawRanking(isAsked);
  showState();
}

/** A candidate is gone, from the pictures and sums as well. */
function forget(/** @type {string} */ id) {
  if (!answer) return;
  answer = { ...answer, ranking: answer.ranking.filter(({ candidate_id }) => candidate_id !== id) };
  drawRanking(true);
  showState();
}

/** Said aloud to those who don't see it, a sentence for each step that matters. */
function tell(/** @type {import("./state.js").ScreeningState} */ before) {
  if (before.completed === 0 && state.completed > 0 && !hasEnded(state)) announce(_("The first résumé is read."));
  const half = (/** @type {typeof state} */ { progress }) => progress >= 0.5;
  if (!half(before) && half(state) && !hasEnded(state)) announce(_("Half of the files are read."));
}

// -- rankings ---------------------------------------------------------------------------------------------------------

/** The criteria were changed: the same read files, ranked anew, beside the ranking from before. */
async function reranked(/** @type {Screening} */ fresh) {
  const before = answer;
  earlier = before;
  take(fresh, true);
  announce(_("Ranked again."));
}

/** Another ranking is to be seen: it is compared with the one made before it. */
async function choose(/** @type {number} */ id) {
  const ids = answer?.rankings.map(({ ranking_id }) => ranking_id) ?? [];
  const previous = ids[ids.indexOf(id) - 1];
  await attempt(_("The ranking could not be loaded"), async () => {
    const [chosen, other] = await Promise.all([
      request("GET", `${about.api}?ranking=${id}`),
      previous === undefined ? null : request("GET", `${about.api}?ranking=${previous}`),
    ]);
    earlier = other;
    take(chosen, true);
  });
}

// -- start ------------------------------------------------------------------------------------------------------------

async function finish() {
  await attempt(_("The ranking could not be loaded"), () => latest.now());
  if (!answer) return;
  state = { ...state, status: answer.status };
  drawRanking(false);
  showState();
  if (state.status === "succeeded")
    toast("ok", _("Screening finished"), { text: find("[data-outcome]").textContent ?? "" });
  else if (state.status === "cancelled") announce(_("Screening cancelled."));
}

watchScreeningActions(about);
showState();
if (hasEnded(state)) {
  log.readLater(about);
  const load = async () => {
    const isThere = await attempt(_("The ranking could not be loaded"), () => latest.now().then(() => true));
    if (!isThere) ranking.explain(_("The ranking could not be loaded"), _("Reload the page to try again."));
    // With two rankings or more, the newest is seen beside the one before it.
    else if (answer && answer.rankings.length > 1) await choose(answer.ranking_id ?? 0);
  };
  void load();
} else {
  latest.soon();
  followRun(about, {
    onEvent(event) {
      arrived.push(event);
      log.add(event);
      render();
    },
    onComplete: () => void finish(),
  });
}
