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
  assert.equal(rowsOf([group], new Map([[group.id, false]])).length, 2); // and its section's
});

const ROLES = [
  { path: "tests/a.py", issues: [issue("high", "S602"), issue("high", "odd", "x")] },
  {
    path: "a.py",
    issues: [issue("low", "B006"), issue("low", "S101"), issue("low", "odd", "x"), issue("high", "big")],
  },
];
const roleOf = (path) => (path.startsWith("tests/") ? "test" : "product");
const sections = (by) => groupsOf(ROLES, by, wordsOf, roleOf).map(({ section, key }) => `${section} ${key}`);

test("what to look at first, then hints and tidying up, then what is in tests; a rule is in each of them", () => {
  assert.deepEqual(sections("rule"), [
    "first ruff:big",
    "hints ruff:B006",
    "hints x:odd",
    "hints ruff:S101",
    "elsewhere ruff:S602",
    "elsewhere x:odd",
  ]);
});

test("a file is in the section of its most important issue; severities have no sections", () => {
  assert.deepEqual(sections("file"), ["first a.py", "elsewhere tests/a.py"]);
  assert.deepEqual(sections("severity"), ["first high", "first low"]);
});

test("complexity far above its limit is among the first, a little above it a hint, and tidying up always one", () => {
  const shape = { ...words("Complex function", "hygiene"), kind: "complexity" };
  const known = (rule) => (rule === "metrics:complexity" ? shape : wordsOf(rule));
  const found = [
    issue("medium", "complexity", "metrics"),
    issue("low", "complexity", "metrics"),
    issue("high", "S101"),
  ];
  assert.deepEqual(
    groupsOf([{ path: "a.py", issues: found }], "rule", known, roleOf).map(({ id }) => id),
    ["first metrics:complexity", "hints metrics:complexity", "hints ruff:S101"],
  );
});

test("the first section is open, the others are one row each until somebody opens them or filters", () => {
  const made = groupsOf(ROLES, "rule", wordsOf, roleOf);
  const shown = (...given) => rowsOf(made, ...given).map((row) => (row.kind === "section" ? row.section : row.kind));
  assert.deepEqual(shown(new Map()), ["first", "head", "issue", "hints", "elsewhere"]);
  assert.deepEqual(shown(new Map([["hints", true]])), [
    "first",
    "head",
    "issue",
    "hints",
    "head",
    "head",
    "head",
    "elsewhere",
  ]);
  assert.equal(shown(new Map(), true).filter((kind) => kind === "head").length, 6);
  assert.deepEqual(shown(new Map([["first", false]])), ["first", "hints", "elsewhere"]);
});

test("a section that is the only one is open, and has a head unless it is the first", () => {
  const kinds = (role) =>
    rowsOf(
      groupsOf([FILES[1]], "file", wordsOf, () => role),
      new Map(),
    ).map((row) => row.kind);
  assert.ok(!kinds("product").includes("section"));
  assert.deepEqual(kinds("test").slice(0, 3), ["section", "head", "issue"]);
});

test("by rule: the worst first, hygiene last however severe", () => {
  assert.deepEqual(
    groups("rule").map(({ id }) => id),
    ["first ruff:S602", "first x:odd", "hints ruff:B006", "hints ruff:S602", "hints ruff:S101"],
  );
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
  const worse = [...FILES, { path: "c.py", issues: [issue("critical", "S602")] }];
  assert.deepEqual(
    groupsOf(worse, "rule", wordsOf, () => "product")[0].found.map(({ path }) => path),
    ["c.py", "b.py"],
  );
  assert.deepEqual(
    groups("file")[1].found.map((each) => each.issue.rule),
    ["S602", "S101", "B006"],
  );
});

test("the largest of a bad shape comes first, whatever numbers its name has", () => {
  const paths = (name, number) => issue("low", "complexity", "metrics", `${name} has ${number} independent paths`);
  const files = [{ path: "a.py", issues: [paths("read_900", 16), paths("parse", 51), paths("write", 22)] }];
  const [group] = groupsOf(files, "rule", wordsOf, () => "product");
  assert.deepEqual(
    group.found.map((each) => each.issue.message.split(" ")[0]),
    ["parse", "write", "read_900"],
  );
});

test("among hints the shape of code comes before hygiene", () => {
  const known = { "metrics:complexity": { ...words("Complex function", "hygiene"), kind: "complexity" } };
  const files = [{ path: "a.py", issues: [issue("low", "S101"), issue("low", "complexity", "metrics")] }];
  const made = groupsOf(
    files,
    "rule",
    (rule) => known[rule] ?? wordsOf(rule),
    () => "product",
  );
  assert.deepEqual(
    made.map(({ key }) => key),
    ["metrics:complexity", "ruff:S101"],
  );
});

test("a rule is called by its kind; by its message if the kind is broad or nothing is known of it", () => {
  assert.deepEqual(groups("rule").map(titleOf), [
    "Shell injection",
    "Odd",
    "A list",
    "Shell injection",
    "Assert as a check",
  ]);
});

const kindsOf = (...given) => rowsOf(...given).map((row) => row.kind);

test("the first rule is open and explained, the others are one row each", () => {
  assert.deepEqual(kindsOf(groups("rule"), new Map()), ["section", "head", "about", "issue", "head", "section"]);
});

test("what the reader folds and opens stays so", () => {
  const chosen = new Map([
    ["first ruff:S602", false],
    ["first x:odd", true],
  ]);
  assert.deepEqual(kindsOf(groups("rule"), chosen), ["section", "head", "head", "issue", "section"]);
});

test("severities are open", () => {
  assert.equal(rowsOf(groups("severity"), new Map()).filter((row) => row.kind === "issue").length, 6);
});

test("files are open, and a folded one shows its head alone", () => {
  const made = groupsOf(
    [FILES[1], { path: "c.py", issues: [issue("high", "S602")] }],
    "file",
    wordsOf,
    () => "product",
  );
  assert.deepEqual(kindsOf(made, new Map([["b.py", false]])), ["head", "head", "issue"]);
});

test("a row keeps its element until what it shows changes", () => {
  const [section, head, about, first] = rowsOf(groups("rule"), new Map());
  const again = rowsOf(groups("rule"), new Map());
  assert.ok([section, head, about, first].every((row, at) => isSameRow(row, again[at])));
  assert.ok(!isSameRow(section, rowsOf(groups("rule"), new Map([["first", false]]))[0]));
  assert.ok(!isSameRow(head, rowsOf(groups("rule"), new Map([["first ruff:S602", false]]))[1]));
  const told = rowsOf(
    groupsOf(
      FILES,
      "rule",
      (rule) => words(`new ${rule}`),
      () => "product",
    ),
    new Map(),
  );
  assert.ok(!isSameRow(head, told[1]));
  assert.ok(!isSameRow(first, about));
});
