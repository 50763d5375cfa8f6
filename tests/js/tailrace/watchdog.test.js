import assert from "node:assert/strict";
import { test } from "node:test";
import { Watchdog } from "../../../static/js/tailrace/watchdog.js";
import { ManualClock } from "../support/browser.js";

function watched() {
  const clock = new ManualClock();
  const silences = [];
  const dog = new Watchdog(clock, 30_000, (ms) => silences.push(ms));
  dog.start();
  return { clock, silences, dog };
}

test("reports 30 s of silence, and nothing sooner", () => {
  const { clock, silences } = watched();
  clock.advance(29_999);
  assert.deepEqual(silences, []);
  clock.advance(1);
  assert.deepEqual(silences, [30_000]);
});

test("any sign of life starts the count anew", () => {
  const { clock, silences, dog } = watched();
  for (let n = 0; n < 10; n += 1) {
    clock.advance(20_000);
    dog.heard();
  }
  assert.deepEqual(silences, []);
});

test("after sleep the silence is seen within a tick, though no timer ran", () => {
  const { clock, silences } = watched();
  clock.advance(3000);
  clock.sleep(3_600_000);
  clock.advance(5000);
  assert.equal(silences.length, 1);
  assert.ok(silences[0] >= 3_600_000);
});

test("a clock set back is no silence, and does not hide one for long", () => {
  const { clock, silences } = watched();
  clock.sleep(-1_000_000);
  clock.advance(10_000);
  assert.deepEqual(silences, []);
  clock.advance(30_000);
  assert.ok(silences.length > 0);
  assert.ok(silences[0] < 40_000);
});

test("is silent itself once stopped", () => {
  const { clock, silences, dog } = watched();
  dog.stop();
  clock.advance(100_000);
  dog.check();
  assert.deepEqual(silences, []);
});
