// Which candidates a list shows, in which order, and what moved between two rankings.

import assert from "node:assert/strict";
import { test } from "node:test";

import { moves, shareOf } from "../../../static/js/screening/move.js";
import { arranged, counted } from "../../../static/js/screening/order.js";

const entry = (id, rank, more = {}) => ({
  candidate_id: id,
  file: `${id}.pdf`,
  rank,
  score: 100 - rank,
  confidence: 0.9,
  recommendation: "HIRE",
  parts: {},
  criteria: [],
  profile: {},
  flags: [],
  decision: null,
  ...more,
});
const ALL = { q: "", recommendation: "", decision: "", sort: "rank" };
const ids = (entries) => entries.map(({ candidate_id }) => candidate_id);

test("equal ranks keep the server's order, which knows no name", () => {
  const entries = [entry("z", 1), entry("a", 1), entry("m", 1)];
  assert.deepEqual(ids(arranged(entries, ALL)), ["z", "a", "m"]);
});

test("a search looks at name, file, skills, jobs and quotes; all its words must be there", () => {
  const entries = [
    entry("one", 1, { profile: { name: "Ines Halvorsen", skills: ["Python"] } }),
    entry("two", 2, { profile: { experience: [{ title: "Data Engineer", employer: "Fjordlys" }] } }),
    entry("three", 3, { criteria: [{ id: "k", evidence: [{ text: "Ran Kubernetes in production" }] }] }),
  ];
  const found = (q) => ids(arranged(entries, { ...ALL, q }));
  assert.deepEqual(found("HALVORSEN python"), ["one"]);
  assert.deepEqual(found("fjord"), ["two"]);
  assert.deepEqual(found("kubernetes"), ["three"]);
  assert.deepEqual(found("two.pdf"), ["two"]);
  assert.deepEqual(found("halvorsen kubernetes"), []);
});

test("filters by recommendation and decision, open ones included", () => {
  const entries = [entry("a", 1, { decision: "reject" }), entry("b", 2, { recommendation: "MAYBE" })];
  assert.deepEqual(ids(arranged(entries, { ...ALL, decision: "open" })), ["b"]);
  assert.deepEqual(ids(arranged(entries, { ...ALL, decision: "reject" })), ["a"]);
  assert.deepEqual(ids(arranged(entries, { ...ALL, recommendation: "MAYBE" })), ["b"]);
});

test("whoever has no dated job comes last when sorted by years", () => {
  const entries = [entry("none", 1, { profile: { years: null } }), entry("three", 2, { profile: { years: 3 } })];
  assert.deepEqual(ids(arranged(entries, { ...ALL, sort: "years" })), ["three", "none"]);
});

test("every recommendation is counted", () => {
  const counts = counted([entry("a", 1), entry("b", 2), entry("c", 3, { recommendation: "NO_HIRE" })]);
  assert.deepEqual(counts, { STRONG_HIRE: 0, HIRE: 2, MAYBE: 0, NO_HIRE: 1 });
});

test("a part that is not answered leaves its weight to the others", () => {
  const parts = { skills: { weight: 40, points: 20, of: 40 }, experience: { weight: 60, points: null, of: 60 } };
  assert.equal(shareOf({ parts }, "skills"), 50);
  assert.equal(shareOf({ parts }, "experience"), 0);
  assert.equal(shareOf({ parts }, "domain"), 0);
});

test("who moved comes with the parts that moved them, the largest first", () => {
  const skills = (points, weight = 50) => ({
    skills: { weight, points, of: weight },
    experience: { weight: 100 - weight, points: 10, of: 100 - weight },
  });
  const before = [entry("a", 1, { parts: skills(50) }), entry("b", 2, { parts: skills(20) }), entry("gone", 3)];
  const now = [
    entry("b", 1, { parts: skills(80, 80), score: 99, criteria: [] }),
    entry("a", 2, { parts: skills(50), score: 98 }),
    entry("new", 3),
  ];
  const found = moves(before, now);
  assert.deepEqual(
    found.map(({ entry: { candidate_id }, from, to }) => [candidate_id, from, to]),
    [
      ["b", 2, 1],
      ["a", 1, 2],
    ],
  );
  assert.equal(found[0].parts[0].part, "skills");
  assert.equal(found[0].parts[0].by, 60);
});

test("a verdict that changed is told; criteria of one ranking alone are not compared", () => {
  const judged = (verdict, id = "k") => [{ id, verdict, rung: null, evidence: [] }];
  const [move] = moves(
    [entry("a", 1, { criteria: judged("unknown") })],
    [entry("a", 2, { criteria: [...judged("met"), ...judged("met", "new")] })],
  );
  assert.deepEqual(move.verdicts, [{ id: "k", before: "unknown", now: "met" }]);
});
