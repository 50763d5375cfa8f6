// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { filterOf } from "../../../static/js/operations/bulk.js";

test("cancelling narrows a filter to what has not ended, and never widens it", () => {
  assert.deepEqual(filterOf("cancel", ""), { status: "queued,running,no_news" });
  assert.deepEqual(filterOf("cancel", "kind=etl&status=running%2Cfailed"), { kind: "etl", status: "running" });
  assert.equal(filterOf("cancel", "status=failed"), null);
});

test("what has ended badly can be run again, and anything be a false positive", () => {
  assert.deepEqual(filterOf("retry", "q=night"), { q: "night", status: "failed,cancelled" });
  assert.deepEqual(filterOf("false_positive", "alert=high"), { alert: "high" });
});
