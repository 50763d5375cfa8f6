// Which answer about a screening is the newest, whatever the order in which answers come.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LatestAnswer } from "../../../static/js/screening/latest-answer.js";

/** Let all that waits for nothing else go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function asked() {
  const calls = [];
  globalThis.document = { hidden: false, addEventListener: () => {} };
  globalThis.fetch = () =>
    new Promise((resolve) => calls.push((body) => resolve({ ok: true, status: 200, json: async () => body })));
  const given = [];
  return { calls, given, latest: new LatestAnswer("/api", (answer) => given.push(answer)) };
}

test("an answer that is overtaken by a newer one is not given any more", async () => {
  const { calls, given, latest } = asked();
  latest.soon();
  await settled();
  const last = latest.now();
  calls[1]("all of it");
  await last;
  calls[0]("half of it");
  await settled();
  assert.deepEqual(given, ["all of it"]);
});

test("however often it is asked for meanwhile, one question is on its way", async () => {
  const { calls, given, latest } = asked();
  latest.soon();
  await settled();
  latest.soon();
  latest.soon();
  await settled();
  assert.equal(calls.length, 1);
  calls[0]("first");
  await settled();
  assert.deepEqual(given, ["first"]);
  globalThis.document.hidden = true; // and no further one keeps the test waiting
});
