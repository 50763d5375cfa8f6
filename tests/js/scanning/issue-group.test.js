// @ts-check
// How a scan's page groups its issues, and which rows it shows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, isSameRow, rowsOf, titleOf } from "../../../static/js/scanning/issue-group.js";

const issue = (severity, rule, engine = "ruff", message = "something") => ({
  line: 1,
  column: 1,
  rule,
  severity,
  message,
  engine,
});
const words = (title, nature = "security", broad = false) => ({ kind: "k", title, nature, broad, tags: [] });
const KNOWN = {
  "ruff:S602": words("Shell injection"),
  "ruff:S101": words("Assert as a check", "hygiene"),
  "ruff:B006": words("Likely bug", "bug", true),
};
const wordsOf = (rule) => KNOWN[rule] ?? null;
const FILES = [
  { path: "a.py", issues: [issue("low", "S602"), issue("high", "S101"), issue("low", "B006", "ruff", "A list")] },
  { path: "b.py", issues: [issue("high", "S602"), issue("high", "S101"), issue("medium", "odd", "x", "Odd")] },
];
const groups = (by) => groupsOf(FILES, by, wordsOf, () => "product");
const keys = (by) => groups(by).map(({ key }) => key);

test("112 times one rule are one group", () => {
  const files = Array.from({ length: 112 }, (_, at) => ({ path: `t${at}.py`, issues: [issue("low", "S101")] }));
  const [group, ...others] = groupsOf(files, "rule", wordsOf, () => "product");
  assert.deepEqual([group.found.length, others.length], [112, 0]);
  assert.equal(rowsOf([group], new Map([[group.key, false]])).length, 1);
});

test("what is wrong, then what is worth tidying up, then what is in tests alone", () => {
  const files = [
    { path: "tests/a.py", issues: [issue("high", "S602"), issue("high", "odd", "x")] },
    { path: "a.py", issues: [issue("low", "B006"), issue("low", "S101"), issue("low", "odd", "x")] },
  ];
  const roleOf = (path) => (path.startsWith("tests/") ? "test" : "product");
  const found = groupsOf(files, "rule", wordsOf, roleOf);
  assert.deepEqual(
    found.map(({ key }) => key),
    ["x:odd", "ruff:B006", "ruff:S101", "ruff:S602"],
  );
  assert.deepEqual(
    found[0].found.map(({ path }) => path),
    ["a.py", "tests/a.py"],
  );
  assert.deepEqual(
    groupsOf(files, "file", wordsOf, roleOf).map(({ key }) => key),
    ["a.py", "tests/a.py"],
  );
  assert.deepEqual(
    groupsOf(files, "severity", wordsOf, roleOf).map(({ key }) => key),
    ["high", "low"],
  );
});

test("by rule: the worst first, hygiene last however severe", () => {
  assert.deepEqual(keys("rule"), ["ruff:S602", "x:odd", "ruff:B006", "ruff:S101"]);
});

test("by file and by severity", () => {
  assert.deepEqual(keys("file"), ["b.py", "a.py"]);
  assert.deepEqual(keys("severity"), ["high", "medium", "low"]);
});

test("no issue is lost or told twice", () => {
  for (const by of ["rule", "file", "severity"])
    assert.equal(new Set(groups(by).flatMap(({ found }) => found.map((each) => each.issue))).size, 6);
});

test("within a rule the worst comes first, within a file the order stays", () => {
  assert.deepEqual(
    groups("rule")[0].found.map(({ path }) => path),
    ["b.py", "a.py"],
  );
  assert.deepEqual(
    groups("file")[1].found.map((each) => each.issue.rule),
    ["S602", "S101", "B006"],
  );
});

test("a rule is called by its kind; by its message if the kind is broad or nothing is known of it", () => {
  assert.deepEqual(groups("rule").map(titleOf), ["Shell injection", "Odd", "A list", "Assert as a check"]);
});

test("the first rule is open and explained, the others are one row each", () => {
  assert.deepEqual(
    rowsOf(groups("rule"), new Map()).map((row) => row.kind),
    ["head", "about", "issue", "issue", "head", "head", "head"],
  );
});

test("what the reader folds and opens stays so", () => {
  const chosen = new Map([
    ["ruff:S602", false],
    ["x:odd", true],
  ]);
  const rows = rowsOf(groups("rule"), chosen);
  assert.deepEqual(
    rows.map((row) => row.kind),
    ["head", "head", "issue", "head", "head"],
  );
});

test("severities are open", () => {
  assert.equal(rowsOf(groups("severity"), new Map()).filter((row) => row.kind === "issue").length, 6);
});

test("files are open, and a folded one shows its head alone", () => {
  const rows = rowsOf(groups("file"), new Map([["b.py", false]]));
  assert.deepEqual(
    rows.map((row) => row.kind),
    ["head", "head", "issue", "issue", "issue"],
  );
});

test("a row keeps its element until what it shows changes", () => {
  const [head, about, first] = rowsOf(groups("rule"), new Map());
  const again = rowsOf(groups("rule"), new Map());
  assert.ok([head, about, first].every((row, at) => isSameRow(row, again[at])));
  assert.ok(!isSameRow(head, rowsOf(groups("rule"), new Map([["ruff:S602", false]]))[0]));
  const told = rowsOf(
    groupsOf(
      FILES,
      "rule",
      (rule) => words(`new ${rule}`),
      () => "product",
    ),
    new Map(),
  );
  assert.ok(!isSameRow(head, told[0]));
  assert.ok(!isSameRow(first, about));
});
