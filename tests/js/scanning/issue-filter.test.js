// @ts-check
// Which issues a scan's page shows, and in what order.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERYTHING, filterIssues } from "../../../static/js/scanning/issue-filter.js";

const issue = (severity, rule, engine = "ruff", message = "something") => ({
  line: 1,
  column: 1,
  rule,
  severity,
  message,
  engine,
});
const issues = new Map([
  ["src/low.py", [issue("low", "F401"), issue("low", "F841")]],
  ["src/app.js", [issue("high", "no-eval", "oxlint", "eval can be harmful"), issue("low", "x")]],
  ["src/worst.py", [issue("medium", "C901"), issue("critical", "S602", "bandit")]],
]);
const language = (path) => (path.endsWith(".py") ? "python" : "javascript");
const shown = (filter) => filterIssues(issues, { ...EVERYTHING, ...filter }, language);
const rules = (filter) => shown(filter).flatMap((group) => group.issues.map((each) => each.rule));

test("without a filter: every issue, the file with the worst first", () => {
  assert.deepEqual(
    shown({}).map((group) => group.path),
    ["src/worst.py", "src/app.js", "src/low.py"],
  );
  assert.equal(rules({}).length, 6);
});

test("a severity alone, or with all above it", () => {
  assert.deepEqual(rules({ severity: "high" }), ["no-eval"]);
  assert.deepEqual(rules({ severity: "high+" }), ["S602", "no-eval"]);
});

test("engine and language", () => {
  assert.deepEqual(rules({ engine: "bandit" }), ["S602"]);
  assert.deepEqual(rules({ language: "javascript" }), ["no-eval", "x"]);
});

test("every word must be in the path, the rule or the message", () => {
  assert.deepEqual(rules({ q: "EVAL app" }), ["no-eval"]);
  assert.deepEqual(rules({ q: "worst s602" }), ["S602"]);
  assert.deepEqual(rules({ q: "nowhere" }), []);
});
