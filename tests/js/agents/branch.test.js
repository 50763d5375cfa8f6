/** Which branch of a conversation is shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { branchOf, siblingsOf } from "../../../static/js/agents/branch.js";

const message = (id, parent_id) => ({ id, parent_id, role: id[0] === "q" ? "user" : "agent" });
/** Asked twice at the beginning, answered twice on the first branch. */
const MESSAGES = [
  message("q1", null),
  message("a1", "q1"),
  message("q2", "a1"),
  message("a2", "q2"),
  message("a2b", "q2"),
  message("q1b", null),
  message("a1b", "q1b"),
];
const ids = (messages) => messages.map(({ id }) => id).join(" ");

test("the newest branch is shown unless another was chosen", () => {
  assert.equal(ids(branchOf(MESSAGES)), "q1b a1b");
  assert.equal(ids(branchOf(MESSAGES, "a2")), "q1 a1 q2 a2");
  assert.equal(ids(branchOf(MESSAGES, "q1")), "q1 a1 q2 a2b");
  assert.equal(ids(branchOf(MESSAGES, "gone")), "q1b a1b");
  assert.equal(ids(branchOf([])), "");
});

test("what stands beside a message are the other versions of it", () => {
  assert.equal(ids(siblingsOf(MESSAGES, MESSAGES[0])), "q1 q1b");
  assert.equal(ids(siblingsOf(MESSAGES, MESSAGES[3])), "a2 a2b");
  assert.equal(ids(siblingsOf(MESSAGES, MESSAGES[2])), "q2");
});

test("a conversation whose messages lead in a circle is shown, not followed for ever", () => {
  const circle = [message("q1", "a1"), message("a1", "q1")];
  assert.ok(branchOf(circle, "q1").length <= 2);
});

test("a message whose parent is missing begins a branch", () => {
  assert.equal(ids(branchOf([message("q9", "gone"), message("a9", "q9")])), "q9 a9");
});
