/** An answer as its events tell it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginning, isLive, nextBest, reduce } from "../../../static/js/agents/answer.js";

const LIVE = { id: "a", parent_id: "q", role: "agent", text: "", state: "live", created_at: 0, run_id: "r" };

const chunk = (...parts) => ({ response_data: { raw_response: { parts } } });
const words = (text) => ({ type: "response_chunk", data: chunk({ kind: "text", text }) });
const told = (...events) => events.reduce(reduce, beginning(LIVE));

const ROUTED = {
  type: "routing_completed",
  data: {
    agent_id: "math",
    agent_name: "Math",
    confidence: 0.9,
    alternatives: [
      { agent_id: "math", confidence: 0.9 },
      { agent_id: "units", confidence: 0.1 },
    ],
  },
};

test("the text of an answer is its chunks, joined as they come", () => {
  const { text, state } = told(words("2 + 2"), words(" is "), words("4."));
  assert.deepEqual([text, state], ["2 + 2 is 4.", "live"]);
});

test("what was known before a reload is told again, not added to", () => {
  const kept = { ...LIVE, text: "2 + 2", steps: [{ text: "thinking" }] };
  const again = [{ type: "agent_status", data: { text: "thinking" } }, words("2 + 2 is 4.")].reduce(
    reduce,
    beginning(kept),
  );
  assert.equal(again.text, "2 + 2 is 4.");
  assert.equal(again.steps.length, 1);
});

test("progress is no part of the answer", () => {
  const { text, steps } = told(
    { type: "agent_status", data: { text: "looking", step: { tool: "search" } } },
    words("yes"),
  );
  assert.equal(text, "yes");
  assert.deepEqual(steps, [{ text: "looking", step: { tool: "search" } }]);
});

test("an answer that ends has its tokens and its time", () => {
  const { state, tokens_in, tokens_out, cut, seconds } = told(words("x"), {
    type: "completed",
    data: { agent_id: "math", usage: { tokens_in: 3, tokens_out: 5 }, cut: true, seconds: 1.5 },
  });
  assert.deepEqual([state, tokens_in, tokens_out, cut, seconds], ["complete", 3, 5, true, 1.5]);
});

test("an answer that was told only at its end is told", () => {
  const { text } = told({ type: "completed", data: chunk({ kind: "text", text: "all of it" }) });
  assert.equal(text, "all of it");
});

test("what was said before a failure stays and is marked as broken off", () => {
  const failure = { type: "failed", data: { code: "agent_failed", message: "Out of paper." } };
  assert.deepEqual([told(words("x"), failure).state, told(words("x"), failure).text], ["broken_off", "x"]);
  assert.equal(told(failure).state, "failed");
  assert.equal(told(words("x"), { type: "failed", data: { code: "cancelled", message: "" } }).state, "cancelled");
});

test("a question of the agent is no part of what it said", () => {
  const { state, text, prompt } = told(words("x"), { type: "input_required", data: { prompt: "Which?" } });
  assert.deepEqual([state, text, prompt], ["input_required", "x", "Which?"]);
});

test("the next best agent is offered after a failure only, and never the one that failed", () => {
  const failure = { type: "failed", data: { code: "timeout", message: "" } };
  assert.equal(nextBest(told(ROUTED, failure)).agent_id, "units");
  assert.equal(nextBest(told(ROUTED, words("x"), failure)).agent_id, "units");
  assert.equal(nextBest(told(ROUTED)), null);
  assert.equal(nextBest(told(ROUTED, { type: "completed", data: {} })), null);
  assert.equal(nextBest(told(ROUTED, { type: "failed", data: { code: "cancelled" } })), null);
});

test("a text that is told anew replaces the one before", () => {
  const about = { artifact_id: "t", name: "Draft" };
  const { artifacts } = told(
    { type: "response_chunk", data: { ...chunk({ kind: "text", text: "one" }), ...about, append: false } },
    { type: "response_chunk", data: { ...chunk({ kind: "text", text: " two" }), ...about, append: true } },
    { type: "response_chunk", data: { ...chunk({ kind: "text", text: "three" }), ...about, append: false } },
    { type: "response_chunk", data: { ...chunk({ kind: "text", text: " four" }), ...about, append: true } },
  );
  assert.deepEqual(artifacts, [{ artifact_id: "t", name: "Draft", kind: "text", text: "three four" }]);
});

test("parts of an artifact belong together", () => {
  const file = { name: "a.csv", url: "/api/v1/chat/r/artifacts/0", bytes: 3, media_type: "text/csv" };
  const { artifacts, text } = told(
    { type: "response_chunk", data: { ...chunk({ kind: "text", text: "one " }), artifact_id: "t" } },
    { type: "response_chunk", data: { ...chunk({ kind: "text", text: "two" }), artifact_id: "t", append: true } },
    { type: "response_chunk", data: { ...chunk({ kind: "data", data: { a: 1 } }), artifact_id: "d" } },
    { type: "response_chunk", data: { ...chunk({ kind: "data", data: { a: 2 } }), artifact_id: "d" } },
    { type: "response_chunk", data: { ...chunk({ kind: "file", file }), artifact_id: "f" } },
  );
  assert.equal(text, "");
  assert.deepEqual(
    artifacts.map(({ kind, text, data, url }) => text ?? data ?? url ?? kind),
    ["one two", { a: 2 }, "/api/v1/chat/r/artifacts/0"],
  );
});

test("events that nobody knows, and those without sense, change nothing", () => {
  const before = told(words("x"));
  for (const event of [
    { type: "future", data: {} },
    { type: "response_chunk", data: {} },
    { type: "response_chunk", data: chunk(null) },
  ])
    assert.deepEqual(reduce(before, event), before);
  assert.ok(isLive(before));
});
