// @ts-check
// The lines of a file with their issues: which are marked, which change with a verdict, and where the reader goes next.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, nextStop, stopsOf, withLineVerdicts, worstOf } from "../../../static/js/scanning/file-line.js";

const issue = (line, fingerprint, severity = "high") => ({
  line,
  column: 1,
  rule: "S602",
  severity,
  message: "bad",
  engine: "ruff",
  fingerprint,
});
const verdict = (fingerprint, state, path = "a.py") => ({
  path,
  fingerprint,
  state,
  assignee: "",
  note: "",
  by: "ada",
  at: 1,
  history: [],
});
const FOUR = [[], [], [], []];
const numbers = (lines) => lines.map((line) => line.issues.length);

test("an issue before the first or past the last line is at that line", () => {
  assert.deepEqual(numbers(linesOf(FOUR, [issue(0, "f"), issue(2, "g"), issue(9, "h")])), [1, 1, 0, 1]);
});

test("a line is marked by its worst open issue, and not at all without one", () => {
  const lines = linesOf(FOUR, [issue(1, "f", "low"), issue(1, "g", "critical"), issue(2, "h")]);
  assert.deepEqual(lines.map(worstOf), ["critical", "high", "", ""]);
  const judged = withLineVerdicts(lines, "a.py", [verdict("g", "accepted"), verdict("h", "false_positive")]);
  assert.deepEqual(judged.map(worstOf), ["low", "", "", ""]);
  assert.deepEqual(numbers(judged), [2, 1, 0, 0]);
});

test("lines about which nothing was decided stay the same objects", () => {
  const lines = linesOf(FOUR, [issue(1, "f"), issue(2, "g")]);
  const judged = withLineVerdicts(lines, "a.py", [verdict("g", "open"), verdict("f", "accepted", "b.py")]);
  assert.deepEqual(
    judged.map((line, at) => line === lines[at]),
    [true, false, true, true],
  );
});

test("steps go from open issue to open issue, from wherever the reader is", () => {
  const lines = linesOf(FOUR, [issue(1, "f"), issue(2, "g"), issue(4, "h")]);
  assert.deepEqual(stopsOf(lines), [0, 1, 3]);
  const stops = stopsOf(withLineVerdicts(lines, "a.py", [verdict("g", "accepted")]));
  assert.deepEqual(stops, [0, 3]);
  const next = (here, by) => nextStop(stops, here, by);
  assert.deepEqual([next(-1, 1), next(0, 1), next(1, 1), next(3, 1)], [0, 3, 3, 0]);
  assert.deepEqual([next(-1, -1), next(0, -1), next(1, -1), next(3, -1)], [3, 3, 0, 0]);
});
