import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../static/js/tailrace/backoff.js";

const delays = (random, n, floor) => {
  const backoff = new Backoff(() => random);
  return Array.from({ length: n }, () => backoff.next(floor));
};

test("waits 1, 2, 4, then 5 seconds, each ten percent more or less", () => {
  assert.deepEqual(delays(0.5, 6), [1000, 2000, 4000, 5000, 5000, 5000]);
  assert.deepEqual(delays(0, 4), [900, 1800, 3600, 4500]);
  assert.deepEqual(delays(0.999999, 4), [1100, 2200, 4400, 5500]);
});

test("never waits less than the server asked for, and spreads clients above that", () => {
  assert.deepEqual(delays(0, 4, 3000), [3000, 3000, 3600, 4500]);
  assert.deepEqual(delays(0.999999, 2, 30_000), [33_000, 33_000]);
});

test("starts over after a success, and takes no server's word for a wait of days", () => {
  const backoff = new Backoff(() => 0.5);
  backoff.next();
  backoff.next();
  backoff.reset();
  assert.equal(backoff.next(), 1000);
  assert.ok(backoff.next(Number.MAX_VALUE) <= 2 ** 31);
});
