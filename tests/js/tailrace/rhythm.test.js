import assert from "node:assert/strict";
import { test } from "node:test";
import { Rhythm } from "../../../static/js/tailrace/rhythm.js";

const HEARTBEAT_MS = 10_000;

/** A stream that is heard after each of these silences; returns how long it may be silent next. */
function patience(silences_ms, rhythm = new Rhythm()) {
  let now = 1000;
  rhythm.open(now);
  for (const ms of silences_ms) rhythm.heard((now += ms));
  return rhythm.patience_ms(now, HEARTBEAT_MS);
}

const steady = (count, ms) => Array(count).fill(ms);

test("a stream that is new, or speaks in heartbeats alone, may miss one for two seconds", () => {
  assert.equal(patience([]), 12_000);
  assert.equal(patience(steady(20, 100)), 12_000);
  assert.equal(patience(steady(10, HEARTBEAT_MS)), 12_000);
});

test("a lively stream is doubted after twice its usual silence, but not before two seconds", () => {
  assert.equal(patience(steady(200, 100)), 2000);
  assert.equal(patience(steady(20, 1500)), 3000);
});

test("two long silences in a minute may have been the network's; a third is the stream's own", () => {
  assert.equal(patience([...steady(40, 500), 8000, ...steady(10, 500), 8000, 500]), 2000);
  assert.equal(patience([...steady(40, 500), 4000, 4000, 4000, 500]), 8000);
});

test("after a minute a silence is forgotten", () => {
  assert.equal(patience([...steady(3, 5000), ...steady(130, 500)]), 2000);
});

test("the time without a connection is nobody's silence", () => {
  const rhythm = new Rhythm();
  patience(steady(30, 500), rhythm);
  for (let times = 0; times < 3; times += 1) {
    rhythm.open(60_000 + times * 5000);
    rhythm.heard(60_000 + times * 5000 + 100);
  }
  assert.equal(rhythm.patience_ms(71_000, HEARTBEAT_MS), 2000);
});
