// What the map is coloured by: numbers and steps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { colouringOf, hotspots, stepOf, stepsOf, valueOf } from "../../../static/js/scanning/picture/heat.js";

const file = (path, change = {}) => ({
  path,
  size: 20_000,
  issues: 0,
  role: "product",
  complexity: 4,
  usedBy: new Set(),
  ...change,
});
const history = { commits: 9, since: 0, reason: "", files: { "a.py": { commits: 3 }, "b.py": { commits: 9 } } };
const known = { issues: (file) => file.issues, history };

test("a name that is none means the worst issue", () => {
  assert.equal(colouringOf("hotspot"), "hotspot");
  for (const name of [null, "", "constructor"]) assert.equal(colouringOf(name), "worst");
});

test("churn times complexity needs a history; a file that was not changed has none", () => {
  assert.equal(valueOf("hotspot", file("a.py"), known), 12);
  assert.equal(valueOf("hotspot", file("constructor"), known), 0);
  assert.equal(valueOf("hotspot", file("a.py"), { ...known, history: null }), null);
});

test("density is issues in 10 kB, and a tiny file with one is not the densest of all", () => {
  assert.equal(valueOf("density", file("a.py", { issues: 4 }), known), 2);
  assert.equal(valueOf("density", file("a.py", { issues: 1, size: 10 }), known), 10);
});

test("one giant does not make all others look alike", () => {
  const steps = stepsOf([...Array.from({ length: 99 }, (_, place) => place + 1), 100_000]);
  assert.equal(steps.length, 5);
  assert.equal(stepOf(100_000, steps), 5);
  assert.ok(new Set([2, 50, 80, 90].map((value) => stepOf(value, steps))).size >= 3);
});

test("the strongest step is for what stands out", () => {
  const steps = stepsOf([2, 3, 3, 6, 6, 9, 9, 12, 15, 18, 21, 24, 27, 27, 162]);
  assert.deepEqual(
    [27, 162].map((value) => stepOf(value, steps)),
    [4, 5],
  );
});

test("few different numbers make few steps, the most the strongest, and nothing is none", () => {
  const steps = stepsOf([0, 0, 1, 1, 7]);
  assert.deepEqual(
    [0, null, 7].map((value) => stepOf(value, steps)),
    [0, 0, 5],
  );
  assert.ok(stepOf(1, steps) >= 1 && stepOf(1, steps) < 5);
  assert.deepEqual(stepsOf([0, 0]), []);
});

test("every number above nothing has a step", () => {
  const values = [0.13, 0.5, 1.27, 3, 18];
  const steps = stepsOf(values);
  for (const value of values) assert.ok(stepOf(value, steps) >= 1);
});

test("hotspots are product files, the worst first", () => {
  const files = [file("a.py"), file("b.py"), file("tests/c.py", { role: "test" }), file("d.py")];
  assert.deepEqual(
    hotspots(files, history).map((spot) => [spot.file.path, spot.score]),
    [
      ["b.py", 36],
      ["a.py", 12],
    ],
  );
  assert.deepEqual(hotspots(files, null), []);
});
