import assert from "node:assert/strict";
import { test } from "node:test";
import { compareIds, Seen } from "../../../static/js/tailrace/seen.js";

const gap = (data, id = String(data.to)) => ({ id, event: "gap", data: JSON.stringify(data) });

test("ids beyond the precision of numbers are ordered", () => {
  assert.ok(compareIds("9007199254740993", "9007199254740992") > 0);
  assert.ok(compareIds("9", "10") < 0);
  assert.equal(compareIds("7", "7"), 0);
});

test("where ids increase, all up to the last were had", () => {
  const seen = new Seen("5");
  seen.ordered = true;
  assert.deepEqual(
    ["3", "5", "6", "6", "10", "9"].map((id) => seen.admit(id)),
    [false, false, true, false, true, false],
  );
  assert.equal(seen.last, "10");
});

test("elsewhere each id is remembered by itself, so that a server may count anew", () => {
  const seen = new Seen("5");
  assert.deepEqual(
    ["6", "5", "1", "b", "1"].map((id) => seen.admit(id)),
    [true, false, true, true, false],
  );
});

test("what is remembered is bounded", () => {
  const seen = new Seen();
  for (let id = 0; id < 20_000; id += 1) seen.admit(`a${id}`);
  assert.equal(seen.has("a19999"), true);
  assert.equal(seen.has("a1"), false);
});

test("an empty id resets the position and is no identity", () => {
  const seen = new Seen("5");
  assert.deepEqual([seen.admit(""), seen.admit("")], [true, true]);
  assert.equal(seen.last, "");
});

test("a trimmed gap moves forward only; a reset concerns the reader at that position only", () => {
  const seen = new Seen("50");
  seen.ordered = true;
  assert.equal(seen.jump(gap({ from: 3, to: 40, reason: "trimmed" })), false);
  assert.equal(seen.jump(gap({ from: 50, to: 60, reason: "trimmed" })), true);
  assert.equal(seen.jump(gap({ from: 7, to: 9, reason: "reset" })), false);
  assert.equal(seen.jump(gap({ from: 60, to: 9, reason: "reset" })), true);
  assert.equal(seen.last, "9");
});
