import assert from "node:assert/strict";
import { test } from "node:test";
import { Position } from "../../../static/js/tailrace/position.js";
import { ManualClock, MemoryStorage } from "../support/browser.js";

function stored() {
  const clock = new ManualClock();
  const storage = new MemoryStorage();
  let writes = 0;
  const setItem = (key, value) => (writes += 1) && storage.setItem(key, value);
  const position = new Position({ ...clock, storage: { ...storage, setItem } }, "u1@http://x/");
  return { clock, storage, position, writes: () => writes };
}

test("writes the newest position once a second, whatever comes", () => {
  const { clock, position, writes } = stored();
  for (let id = 1; id <= 1000; id += 1) position.save(String(id));
  assert.equal(position.read(), "");
  clock.advance(1000);
  assert.equal(position.read(), "1000");
  clock.advance(10_000);
  assert.equal(writes(), 1);
});

test("flush writes now, clear forgets for good", () => {
  const { clock, storage, position } = stored();
  position.save("5");
  position.flush();
  assert.deepEqual([...storage.items], [["tailrace:position:u1@http://x/", "5"]]);
  position.save("6");
  position.clear();
  clock.advance(5000);
  assert.equal(storage.items.size, 0);
});

test("without storage nothing is kept and nothing breaks", () => {
  const position = new Position({ ...new ManualClock(), storage: null }, "k");
  position.save("1");
  position.flush();
  position.clear();
  assert.equal(position.read(), "");
});
