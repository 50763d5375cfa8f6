// @ts-check
// The state of a scan's page is a pure function of the scan's events.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hasEnded } from "../../../static/js/runs/run.js";
import {
  filesWithIssues,
  initialState,
  issueTotal,
  reduce,
  reduceAll,
  severityCounts,
  STAGES,
} from "../../../static/js/scanning/state.js";

const issue = (severity, line = 1) => ({ line, column: 1, rule: "R1", severity, message: "m", engine: "ruff" });
const batch = (number, total, issues_by_file, files = Object.keys(issues_by_file), at = 1000 + number) => ({
  type: "batch_complete",
  stage: "analysis",
  progress: 0.22 + (0.76 * number) / total,
  batch: number,
  total_batches: total,
  issues_by_file,
  files,
  summary: { total_files: 6, batches_completed: number, total_batches: total },
  at,
});

const WHOLE = [
  { type: "clone_progress", phase: "receiving", percent: 50, bytes: 1000, at: 100 },
  { type: "graph_building", status: "started", at: 200 },
  { type: "graph_complete", nodes: 12, edges: 7, languages: { python: 6 }, at: 300 },
  { type: "collecting_files", status: "started", at: 310 },
  { type: "files_collected", file_count: 6, at: 320 },
  { type: "rlm_started", status: "started", at: 330 },
  batch(1, 3, { "a.py": [issue("high"), issue("low", 4)] }, ["a.py", "b.py"], 400),
  { type: "batch_error", batch: 2, total_batches: 3, error: "timed out", engine: "oxlint", at: 500 },
  batch(2, 3, { "c.py": [issue("critical")] }, ["c.py", "d.py"], 600),
  batch(3, 3, {}, ["e.py", "f.py"], 700),
  { type: "analysis_complete", files_analyzed: 6, issues_found: 3, execution_time: 0.6, at: 800 },
  { type: "stream_end", at: 801 },
];

test("a whole scan ends succeeded, with every stage done and every issue known", () => {
  const state = reduceAll(initialState(), WHOLE);
  assert.equal(state.status, "succeeded");
  assert.ok(hasEnded(state));
  assert.equal(state.progress, 1);
  assert.deepEqual(
    STAGES.map((key) => state.stages[key].state),
    ["done", "done", "done", "done", "done"],
  );
  assert.deepEqual(severityCounts(state), { critical: 1, high: 1, medium: 0, low: 1 });
  assert.deepEqual([...state.analysed].sort(), ["a.py", "b.py", "c.py", "d.py", "e.py", "f.py"]);
  assert.deepEqual(state.graph, { nodes: 12, edges: 7, languages: { python: 6 } });
});

test("after a reload in mid-run the page goes on from the stage that the server knew", () => {
  let state = initialState({ status: "running", progress: 0.5, stage: "analysis", startedAt_ms: 50 });
  const shown = () => STAGES.map((key) => state.stages[key].state);
  assert.deepEqual(shown(), ["done", "done", "done", "active", "waiting"]);
  for (const event of WHOLE.slice(0, 6)) {
    state = reduce(state, event);
    assert.equal(state.stage, "analysis");
    assert.deepEqual(shown(), ["done", "done", "done", "active", "waiting"]);
  }
  assert.equal(state.attempt, 1);
  assert.equal(state.startedAt_ms, 50);
  assert.deepEqual(state.stages.graph.detail, { nodes: 12, edges: 7, languages: { python: 6 } });
  assert.deepEqual([state.stages.source.from_ms, state.stages.source.to_ms], [100, 200]);
  state = reduceAll(state, WHOLE.slice(6));
  assert.equal(state.status, "succeeded");
  const again = { type: "clone_progress", phase: "receiving", percent: 1, at: 900 };
  const second = reduceAll(initialState({ status: "running", stage: "analysis" }), [...WHOLE.slice(0, 8), again]);
  assert.deepEqual([second.attempt, second.stage], [2, "source"]);
});

test("how many issues there are is what the summary says, whatever the events left out", () => {
  const summary = { total_files: 2000, files_with_issues: 700, total_issues: 3004 };
  const state = reduce(initialState(), { ...batch(1, 1, { "a.py": [issue("high")] }), summary });
  assert.equal(issueTotal(state), 3004);
  assert.equal(filesWithIssues(state), 700);
  assert.equal(issueTotal(reduce(initialState(), batch(1, 1, { "a.py": [issue("high"), issue("low")] }))), 2);
});

test("one by one, in pieces or at once: the same state", () => {
  const atOnce = reduceAll(initialState(), WHOLE);
  const oneByOne = WHOLE.reduce(reduce, initialState());
  const inPieces = reduceAll(reduceAll(initialState(), WHOLE.slice(0, 7)), WHOLE.slice(7));
  assert.deepEqual(oneByOne, atOnce);
  assert.deepEqual(inPieces, atOnce);
});

test("the state that was given is not touched", () => {
  const before = reduceAll(initialState(), WHOLE.slice(0, 7));
  const copy = structuredClone(before);
  reduceAll(before, WHOLE.slice(7));
  assert.deepEqual(before, copy);
});

test("progress never goes backwards, whatever comes", () => {
  let state = initialState({ status: "running", progress: 0.4 });
  for (const event of [...WHOLE.slice(0, 8), ...WHOLE.slice(0, 8), { type: "timeout" }, ...WHOLE]) {
    const next = reduce(state, event);
    assert.ok(next.progress >= state.progress, `${event.type}: ${state.progress} to ${next.progress}`);
    state = next;
  }
});

test("progress and the time left are what the last event said", () => {
  let state = reduce(initialState(), { type: "clone_progress", stage: "source", progress: 0.04, at: 100 });
  assert.deepEqual([state.progress, state.left_s, state.stage], [0.04, null, "source"]);
  state = reduce(state, { type: "progress", stage: "analysis", progress: 0.5, left_s: 12.5, message: "", at: 900 });
  assert.deepEqual([state.progress, state.left_s, state.toldAt_ms, state.stage], [0.5, 12.5, 900, "analysis"]);
  assert.equal(state.stages.graph.state, "done");
  assert.equal(reduce(state, { type: "batch_complete", batch: 1, total_batches: 2 }).progress, 0.5);
});

test("stages tell when they began and ended", () => {
  const { stages } = reduceAll(initialState(), WHOLE);
  assert.deepEqual([stages.source.from_ms, stages.source.to_ms], [100, 200]);
  assert.deepEqual([stages.graph.from_ms, stages.graph.to_ms], [200, 300]);
  assert.deepEqual([stages.analysis.from_ms, stages.analysis.to_ms], [330, 800]);
});

test("events without times are understood", () => {
  const state = reduceAll(
    initialState(),
    WHOLE.map(({ at, ...event }) => event),
  );
  assert.equal(state.status, "succeeded");
  assert.equal(state.stages.graph.from_ms, null);
});

test("a second attempt starts the stages again and keeps what was found until it is confirmed", () => {
  let state = reduceAll(initialState(), WHOLE.slice(0, 9));
  state = reduce(state, { type: "graph_building", status: "started", at: 900 });
  assert.equal(state.attempt, 2);
  assert.equal(state.batch, 0);
  assert.equal(state.stages.analysis.state, "waiting");
  assert.equal(state.issues.size, 2);
  state = reduceAll(state, [
    { type: "rlm_started", at: 950 },
    batch(1, 3, { "b.py": [issue("low")] }, ["a.py", "b.py"]),
  ]);
  assert.deepEqual([...state.issues.keys()].sort(), ["b.py", "c.py"]);
});

test("a failure names its stage; what came before stays", () => {
  const state = reduceAll(initialState(), [
    ...WHOLE.slice(0, 7),
    { type: "analysis_failed", error: "out of memory", stage: "analysis", at: 450 },
  ]);
  assert.equal(state.status, "failed");
  assert.equal(state.error, "out of memory");
  assert.equal(state.stages.analysis.state, "failed");
  assert.equal(state.stages.graph.state, "done");
  assert.equal(state.issues.size, 1);
});

test("a failure in an unknown stage is put down to the present one", () => {
  const state = reduceAll(initialState(), [
    ...WHOLE.slice(0, 2),
    { type: "analysis_failed", error: "x", stage: "constructor" },
  ]);
  assert.equal(state.stage, "graph");
  assert.equal(state.stages.graph.state, "failed");
});

test("a cancelled scan keeps what was found", () => {
  const state = reduceAll(initialState(), [...WHOLE.slice(0, 7), { type: "analysis_cancelled", at: 410 }]);
  assert.equal(state.status, "cancelled");
  assert.equal(state.stages.analysis.state, "cancelled");
  assert.equal(state.issues.get("a.py")?.length, 2);
});

test("nothing but a gap changes a scan that has ended", () => {
  const ended = reduceAll(initialState(), WHOLE);
  assert.deepEqual(reduceAll(ended, WHOLE.slice(0, 9)), ended);
  assert.equal(reduce(ended, { type: "gap", from: 1, to: 2, reason: "trimmed" }).gaps.length, 1);
});

test("silence is told and forgotten when something comes", () => {
  const silent = reduceAll(initialState(), [
    ...WHOLE.slice(0, 7),
    { type: "timeout", message: "nothing for 3 minutes" },
  ]);
  assert.ok(silent.silent);
  assert.ok(!reduce(silent, WHOLE[8]).silent);
});

test("unknown events, and names that objects have by birth, change nothing", () => {
  const state = reduceAll(initialState(), WHOLE.slice(0, 7));
  for (const type of ["something_new", "constructor", "__proto__", "toString"])
    assert.deepEqual(reduce(state, { type }), state);
});

test("late issues come on top of those of the batches, once however often they are told", () => {
  const late = (/** @type {string} */ engine) => ({ ...issue("critical", 9), engine });
  const told = ["structure", "dependencies"].map((engine, place) => ({
    type: `${engine}_complete`,
    issues_by_file: { "a.py": [late(engine)], [engine]: [late(engine)] },
    summary: { total_issues: 3 + 2 * place },
  }));
  const state = reduceAll(initialState(), [batch(1, 1, { "a.py": [issue("low")] }), ...told, ...told]);
  assert.deepEqual(state.issues.get("a.py"), [issue("low"), late("structure"), late("dependencies")]);
  assert.deepEqual(state.issues.get("dependencies"), [late("dependencies")]);
  assert.equal(issueTotal(state), 5);
});

test("hostile paths are only names", () => {
  const path = "src/<img src=x onerror=alert(1)>.py";
  const state = reduceAll(initialState(), [batch(1, 1, { [path]: [issue("low")], ["__proto__"]: [issue("high")] })]);
  assert.ok(state.issues.has(path));
  assert.equal({}.line, undefined);
});

test("six thousand files replay quickly", () => {
  const events = Array.from({ length: 600 }, (_, number) =>
    batch(
      number + 1,
      600,
      Object.fromEntries(Array.from({ length: 10 }, (_, file) => [`f${number}/${file}.py`, [issue("low")]])),
    ),
  );
  const from = performance.now();
  const state = reduceAll(initialState(), events);
  assert.equal(state.issues.size, 6000);
  assert.ok(performance.now() - from < 500);
});
