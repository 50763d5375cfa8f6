// How many must-haves a résumé meets, and in which order a row of the ranking shows them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustHaves } from "../../../static/js/screening/must-have.js";

const criterion = (id, kind) => ({ id, kind, text: `text of ${id}` });
const said = (verdicts) => ({ criteria: Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict })) });
const inOrder = ({ judged }) => judged.map(({ judgement }) => judgement.id);

test("only what is met counts as met, of all that the opening insists on", () => {
  const criteria = ["a", "b", "c", "d", "e"].map((id) => criterion(id, id === "e" ? "knockout" : "must"));
  const found = mustHaves(said({ a: "met", b: "unknown", c: "met", d: "denied", e: "met" }), criteria);
  assert.equal(found.met, 3);
  assert.equal(found.judged.length, 5);
});

test("wishes and notes do not count, and neither does a criterion of another ranking", () => {
  const criteria = [criterion("a", "must"), criterion("wish", "nice"), criterion("note", "note")];
  const found = mustHaves(said({ a: "met", wish: "met", note: "unknown", gone: "met" }), criteria);
  assert.equal(found.met, 1);
  assert.deepEqual(inOrder(found), ["a"]);
});

test("all are counted, however many: a row has no room for more than six", () => {
  const ids = Array.from({ length: 60 }, (_, place) => `c${place}`);
  const verdicts = Object.fromEntries(ids.map((id, place) => [id, place % 3 ? "met" : "unknown"]));
  const found = mustHaves(
    said(verdicts),
    ids.map((id) => criterion(id, "must")),
  );
  assert.deepEqual([found.met, found.judged.length], [40, 60]);
});

test("what is lacking stands first, then what nobody knows; equals keep their order", () => {
  const criteria = ["a", "b", "c", "d", "e"].map((id) => criterion(id, "must"));
  const found = mustHaves(said({ a: "met", b: "unknown", c: "denied", d: "met", e: "unknown" }), criteria);
  assert.deepEqual(inOrder(found), ["c", "b", "e", "a", "d"]);
  assert.equal(found.judged[0].text, "text of c");
});

test("an opening without must-haves has none that are met", () => {
  assert.deepEqual(mustHaves(said({ wish: "met" }), [criterion("wish", "nice")]), { judged: [], met: 0 });
});
