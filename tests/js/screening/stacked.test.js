// Marks stand above each other where they have the same score, and all within the picture.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitting, stacked } from "../../../static/js/screening/stacked.js";

test("the same score is stacked, another one stands beside it", () => {
  const { places, highest } = stacked([50, 50, 75, 50], 4);
  assert.deepEqual(places, [
    { x: 0.5, height: 0 },
    { x: 0.5, height: 1 },
    { x: 0.75, height: 0 },
    { x: 0.5, height: 2 },
  ]);
  assert.equal(highest, 3);
});

test("nothing and everything stand at the ends, inside", () => {
  assert.deepEqual(
    stacked([0, 100], 10).places.map(({ x }) => x),
    [0, 0.9],
  );
});

test("marks are as large as the highest stack allows, and never smaller than the smallest", () => {
  const sizes = [8, 4, 2].map((size) => [size, { places: [], highest: 10 }]);
  assert.equal(fitting(sizes, (size) => 80 / size)[0], 8);
  assert.equal(fitting(sizes, (size) => 60 / size)[0], 4);
  assert.equal(fitting(sizes, (size) => 5 / size)[0], 2);
});
