// @ts-check
// Which packages a scan's page shows, and in what order.

import assert from "node:assert/strict";
import { test } from "node:test";

import { licencesOf, matching, rowsOf } from "../../../static/js/scanning/dependency.js";

const named = (name, relation = "transitive", licence = "") => ({
  ecosystem: "npm",
  name,
  version: "1.0.0",
  requirement: "",
  relation,
  is_dev: false,
  licence,
  path: "yarn.lock",
  line: 1,
  purl: `pkg:npm/${name}@1.0.0`,
});
const known = (id, severity, ...names) => ({
  id,
  severity,
  summary: "",
  affects: Object.fromEntries(names.map((name) => [`pkg:npm/${name}@1.0.0`, ""])),
});
const packages = [named("left"), named("asked", "direct", "MIT"), named("bad", "transitive", "MIT"), named("worse")];
const vulnerabilities = [known("CVE-1", "medium", "bad", "worse"), known("CVE-2", "critical", "worse")];
const rows = rowsOf({ packages, vulnerabilities, asked: "osv.example" });
const names = (list) => list.map((row) => row.package.name);

test("the worst is on top, then what is asked for, then the rest", () => {
  assert.deepEqual(names(rows), ["worse", "bad", "asked", "left"]);
});

test("a package's own vulnerabilities come the worst first", () => {
  assert.deepEqual(
    rows[0].known.map((one) => one.id),
    ["CVE-2", "CVE-1"],
  );
  assert.deepEqual(rows[3].known, []);
});

test("each word of a search must occur: in name, licence, file or vulnerability", () => {
  assert.deepEqual(names(matching(rows, "  ")), names(rows));
  assert.deepEqual(names(matching(rows, "mit")), ["bad", "asked"]);
  assert.deepEqual(names(matching(rows, "CVE-2 yarn")), ["worse"]);
  assert.deepEqual(names(matching(rows, "mit nothing")), []);
});

test("licences are counted, the most frequent first", () => {
  assert.deepEqual(licencesOf([...packages, named("x", "direct", "ISC")]), [
    ["MIT", 2],
    ["ISC", 1],
  ]);
});
