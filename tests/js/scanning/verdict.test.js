// @ts-check
// What people decided about issues, joined to a report's issues and counted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERYTHING, filterIssues } from "../../../static/js/scanning/issue-filter.js";
import { filesWithIssues, initialState, issueTotal, severityCounts } from "../../../static/js/scanning/state.js";
import {
  closedOf,
  numbered,
  stateCounts,
  withFingerprints,
  withVerdicts,
} from "../../../static/js/scanning/triage/verdict.js";

const issue = (line, severity = "high") => ({
  line,
  column: 1,
  rule: "S602",
  severity,
  message: "bad",
  engine: "ruff",
});
const verdict = (path, fingerprint, state) => ({
  path,
  fingerprint,
  state,
  assignee: "",
  note: "",
  by: "ada",
  at: 1,
  history: [],
});
const issues = withFingerprints(
  new Map([
    ["a.py", [issue(1), issue(2), issue(3, "low")]],
    ["b.py", [issue(1)]],
  ]),
  { "a.py": ["f", "f", "g"], "b.py": ["f"] },
);
const judged = withVerdicts(issues, [
  verdict("a.py", "f:2", "accepted"),
  verdict("b.py", "f", "false_positive"),
  verdict("a.py", "g", "open"),
  verdict("gone.py", "f", "accepted"),
]);
const places = (state) =>
  filterIssues(judged, { ...EVERYTHING, state }, () => "").flatMap(({ path, issues }) =>
    issues.map(({ line }) => `${path}:${line}`),
  );

test("equal fingerprints are numbered as the server numbers them", () => {
  assert.deepEqual(numbered(["f", "g", "f", "f"]), ["f", "g", "f:2", "f:3"]);
});

test("only open issues are shown, until another state is asked for", () => {
  assert.deepEqual(places(""), ["a.py:1", "a.py:3"]);
  assert.deepEqual(places("accepted"), ["a.py:2"]);
  assert.deepEqual(places("false_positive"), ["b.py:1"]);
  assert.equal(places("all").length, 4);
});

test("what nobody decided about stays the same object", () => {
  assert.equal(judged.get("a.py")?.[0], issues.get("a.py")?.[0]);
  assert.notEqual(judged.get("a.py")?.[1], issues.get("a.py")?.[1]);
});

test("counts are of open issues", () => {
  assert.deepEqual(closedOf(judged), { total: 2, files: 1, severities: { high: 2 } });
  assert.deepEqual(stateCounts(judged), { open: 2, accepted: 1, false_positive: 1, all: 4 });
  const summary = {
    total_issues: 4,
    files_with_issues: 2,
    critical_issues: 0,
    high_issues: 3,
    medium_issues: 0,
    low_issues: 1,
  };
  const state = { ...initialState(), issues: judged, summary, closed: closedOf(judged) };
  assert.equal(issueTotal(state), 2);
  assert.equal(filesWithIssues(state), 1);
  assert.deepEqual(severityCounts(state), { critical: 0, high: 1, medium: 0, low: 1 });
});
