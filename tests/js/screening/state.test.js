// What a screening's page knows is a function of the screening's events, whenever and however often they are read.

import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce, reduceAll } from "../../../static/js/screening/state.js";

const done = (number, score = 50) => ({
  type: "file_done",
  file_id: `f${number}`,
  candidate_id: `c${number}`,
  score,
  at: 1_000_000 + number * 1000,
});
const told = (completed, status = "processing") => ({
  type: "progress",
  completed,
  total: 5,
  status,
  message: "",
  screening_id: "s",
});
const EVENTS = [
  told(0),
  done(1),
  { type: "file_failed", file_id: "f2", error: "encrypted" },
  told(2),
  done(3),
  told(3),
];

test("a screening that is told of runs, and its files stand by candidate and by failure", () => {
  const state = reduceAll(initialState(), EVENTS);
  assert.equal(state.status, "running");
  assert.deepEqual([...state.done.keys()], ["c1", "c3"]);
  assert.deepEqual([...state.failed], [["f2", "encrypted"]]);
  assert.equal(state.completed, 3);
  assert.equal(state.progress, 3 / 5);
});

test("reading the events again changes nothing", () => {
  const once = reduceAll(initialState(), EVENTS);
  assert.deepEqual(reduceAll(once, EVENTS), once);
});

test("one event after the other or all at once is the same, and the state that was given stays as it was", () => {
  const first = initialState();
  const together = reduceAll(first, EVENTS);
  assert.deepEqual(EVENTS.reduce(reduce, first), together);
  assert.deepEqual(first, initialState());
});

test("progress never goes backwards, whatever comes late", () => {
  let state = reduceAll(initialState({ progress: 0.5 }), [told(1)]);
  assert.equal(state.progress, 0.5);
  state = reduce(state, told(4));
  state = reduce(state, told(2));
  assert.deepEqual([state.progress, state.completed], [0.8, 4]);
});

test("the last progress says how it ended, and later events change nothing", () => {
  for (const [status, expected] of Object.entries({
    completed: "succeeded",
    failed: "failed",
    cancelled: "cancelled",
  })) {
    const state = reduceAll(initialState(), [...EVENTS, told(5, status), done(9)]);
    assert.equal(state.status, expected);
    assert.equal(state.done.has("c9"), false);
  }
});

test("a file that a retry could read is no longer among the failed", () => {
  const state = reduceAll(initialState(), [...EVENTS, done(2)]);
  assert.equal(state.failed.size, 0);
});

test("the time left is told once some files were read", () => {
  assert.equal(reduceAll(initialState(), [told(0), done(1)]).left_s, null);
  const state = reduceAll(
    initialState({ total: 8 }),
    [1, 2, 3, 4].map((number) => done(number)),
  );
  assert.equal(state.left_s, (3 / 4) * 4);
});

test("unknown events and names of the language itself do no harm", () => {
  const state = reduceAll(initialState(), [{ type: "constructor" }, { type: "something_new", at: 5 }]);
  assert.equal(state.status, "running");
});

test("a gap is remembered, even after the end", () => {
  assert.equal(reduceAll(initialState(), [told(5, "completed"), { type: "gap" }]).hasGap, true);
});
