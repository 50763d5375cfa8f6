// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { ticks, zoneText } from "../../../static/js/operations/time-axis.js";

const BERLIN = "Europe/Berlin";
const HOUR_MS = 3_600_000;
const at = (/** @type {string} */ text) => Date.parse(text);

/** The hours of a day in Berlin. */
function hoursOf(/** @type {string} */ from, /** @type {string} */ to) {
  return ticks(at(from), at(to) - 1, 30, BERLIN).map(({ text }) => text);
}

test("the day on which the clocks are put forward has 23 hours, and none that there never was", () => {
  const hours = hoursOf("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00");
  assert.equal(hours.length, 23);
  assert.deepEqual(hours.slice(0, 5), ["00:00", "01:00", "03:00", "04:00", "05:00"]);
  assert.ok(!hours.some((text) => text.startsWith("02:")));
  assert.equal(new Set(hours).size, 23);
});

test("the day on which the clocks are put back has 25 hours, and the two that look alike say which they are", () => {
  const hours = hoursOf("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00");
  assert.equal(hours.length, 25);
  assert.deepEqual(hours.slice(0, 5), ["00:00", "01:00", "02:00 GMT+2", "02:00 GMT+1", "03:00"]);
  assert.equal(new Set(hours).size, 25);
});

test("neighbours are as far apart as time went, whatever the clock shows", () => {
  for (const [from, to] of [
    ["2026-03-28T12:00:00+01:00", "2026-03-30T12:00:00+02:00"],
    ["2026-10-24T12:00:00+02:00", "2026-10-26T12:00:00+01:00"],
  ]) {
    const found = ticks(at(from), at(to), 50, BERLIN);
    found.slice(1).forEach((tick, place) => assert.equal(tick.at_ms - found[place].at_ms, HOUR_MS));
  }
});

test("wide steps stay at round times of the clock on both sides of a change", () => {
  const texts = (/** @type {string} */ from, /** @type {string} */ to) =>
    ticks(at(from), at(to), 8, BERLIN).map(({ text }) => text.slice(-5));
  assert.deepEqual(texts("2026-03-28T22:00:00+01:00", "2026-03-29T22:00:00+02:00").slice(1, 4), [
    "03:00",
    "06:00",
    "09:00",
  ]);
  assert.ok(!texts("2026-10-24T22:00:00+02:00", "2026-10-25T22:00:00+01:00").includes("05:00"));
});

test("a new day is named where it begins, also where it begins at one o'clock", () => {
  const [first] = ticks(at("2026-11-26T22:30:00Z"), at("2026-11-27T01:30:00Z"), 2, "UTC");
  assert.match(first.text, /27/);
  // Clocks in Cairo are put forward at midnight.
  const cairo = ticks(at("2026-04-23T20:00:00Z"), at("2026-04-24T00:00:00Z"), 10, "Africa/Cairo");
  assert.ok(cairo.some(({ text }) => text.includes("24") && text.includes("01:00")));
  assert.ok(!cairo.some(({ text }) => text.startsWith("00:")));
});

test("zones with odd offsets have round times, too", () => {
  const found = ticks(at("2026-11-26T10:00:00Z"), at("2026-11-26T16:00:00Z"), 8, "Asia/Kathmandu");
  assert.ok(found.every(({ text }) => text.endsWith(":00")));
  assert.equal(found[0].at_ms, at("2026-11-26T10:15:00Z"));
});

test("the zone says when its clocks change on the way", () => {
  const berlin = zoneText(at("2026-03-29T00:00:00+01:00"), at("2026-03-29T12:00:00+02:00"), BERLIN);
  assert.deepEqual(berlin, { zone: BERLIN, before: "GMT+1", after: "GMT+2", change_ms: at("2026-03-29T01:00:00Z") });
  assert.equal(zoneText(at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"), BERLIN).change_ms, null);
});
