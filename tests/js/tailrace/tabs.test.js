import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { fastClock, MemoryLocks, MemoryStorage, Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @type {SseServer} */ let server;
let browser;
let witnesses;

beforeEach(async () => {
  server = await SseServer.start();
  browser = { storage: new MemoryStorage(), locks: new MemoryLocks(), clock: fastClock() };
  witnesses = [];
});

afterEach(async () => {
  for (const { stream } of witnesses) stream.disconnect();
  await server.close();
});

function openTab(options = {}, path = "/events") {
  const tab = new Tab(server.origin, browser);
  const stream = connect(path, { token: null, environment: tab.environment, ...options });
  const witness = Object.assign(new Witness(stream), { tab });
  witnesses.push(witness);
  return witness;
}

const opening = (head) => `data: ${JSON.stringify({ type: "connected", client_id: "c", head, from: null })}\n\n`;
const all = (list, wait) => Promise.all(list.map(wait));

test("ten tabs share one connection, and each hears everything", async () => {
  const tabs = Array.from({ length: 10 }, () => openTab());
  const request = await server.request();
  request.stream().event(1, { type: "a" }).event(2, { type: "b" });
  await all(tabs, (tab) => tab.count(2));
  for (const tab of tabs) {
    assert.deepEqual(tab.ids, [1, 2]);
    assert.equal(tab.stream.state, "connected");
  }
  request.control("done");
  await all(tabs, (tab) => tab.state("complete"));
  assert.equal(server.pending, 0);
});

test("when the leader leaves, another tab goes on from its position, and nothing is lost or doubled", async () => {
  const tabs = [openTab(), openTab(), openTab()];
  const first = await server.request();
  first.stream().event(1, {}).event(2, {});
  await all(tabs, (tab) => tab.count(2));
  tabs[0].tab.fire("window", "pagehide");
  await first.isGone;
  const second = await server.request();
  assert.equal(second.headers["last-event-id"], "2");
  second.stream().event(2, {}).event(3, {});
  await all(tabs.slice(1), (tab) => tab.count(3));
  for (const tab of tabs.slice(1)) assert.deepEqual(tab.ids, [1, 2, 3]);
  assert.equal(server.pending, 0);
});

test("a tab that comes back from the back-forward cache hears what it missed, without a new connection", async () => {
  const tabs = [openTab(), openTab()];
  const request = await server.request();
  request.stream().event(1, {});
  await all(tabs, (tab) => tab.count(1));
  tabs[1].tab.fire("window", "pagehide");
  request.event(2, {}).event(3, {});
  await tabs[0].count(3);
  tabs[1].tab.fire("window", "pageshow");
  await tabs[1].count(3);
  assert.deepEqual(tabs[1].ids, [1, 2, 3]);
  assert.equal(server.pending, 0);
});

test("a tab that joins late is told what lies between", async () => {
  const early = openTab();
  const request = await server.request();
  request.stream(opening(0)).event(5, {}).event(6, {}).event(7, {});
  await early.count(4);
  const late = openTab({ from: "5" });
  await late.until(() => late.ids.length === 2);
  assert.deepEqual(late.ids, [6, 7]);
  assert.equal(server.pending, 0);
});

test("a tab that is too far behind has the connection begin again for it; the others notice nothing", async () => {
  const early = openTab({ from: "100" });
  const first = await server.request();
  first.stream(opening(102)).event(101, {}).event(102, {});
  await early.until(() => early.ids.length === 2);
  const late = openTab({ from: "start" });
  const second = await server.request();
  assert.equal(second.headers["last-event-id"], "0");
  second.stream(opening(102)).event(50, {}).event(101, {}).event(102, {}).event(103, {});
  await all([early, late], (tab) => tab.until(() => tab.ids.at(-1) === 103));
  assert.deepEqual(late.ids, [50, 101, 102, 103]);
  assert.deepEqual(early.ids, [101, 102, 103]);
});

test("where ids can't be compared, such a tab gets a connection of its own", async () => {
  const early = openTab({ from: "x" });
  (await server.request()).stream().event("y", {});
  await early.count(1);
  const late = openTab({ from: "unknown" });
  const own = await server.request();
  assert.equal(own.headers["last-event-id"], "unknown");
  own.stream().event("z", {});
  await late.count(1);
});

test("a gap behind one tab is not told to the others", async () => {
  const early = openTab({ from: "100" });
  (await server.request()).stream(opening(101)).event(101, {});
  await early.until(() => early.ids.length === 1);
  const late = openTab({ from: "3" });
  const second = await server.request();
  second
    .stream(opening(101))
    .control("gap", { channel: "a", from: 3, to: 90, reason: "trimmed" }, "id: 90\n")
    .event(101, {})
    .event(102, {});
  await all([early, late], (tab) => tab.until(() => tab.ids.at(-1) === 102));
  assert.deepEqual([early.gaps.length, late.gaps.length], [0, 1]);
});

test("a leader that no longer answers is replaced", async () => {
  const dead = new BroadcastChannel("tailrace:@" + new URL("/events", server.origin));
  // holds the lock, says nothing
  void browser.locks.request(dead.name, {}, () => new Promise(() => {})).catch(() => {});
  const tab = openTab();
  (await server.request()).stream().event(1, {});
  await tab.count(1);
  dead.close();
});

test("a refused leader speaks for itself: the next tab asks on its own", async () => {
  const tabs = [openTab(), openTab()];
  (await server.request()).answer(401);
  await tabs[0].state("failed");
  (await server.request()).stream().event(1, {});
  await tabs[1].count(1);
  assert.deepEqual(tabs[1].errors, []);
});

test("two accounts share nothing, neither connection nor position", async () => {
  const alice = openTab({ user: "alice" });
  const bob = openTab({ user: "bob" });
  const [first, second] = [await server.request(), await server.request()];
  first.stream().event(1, {});
  second.stream().event(2, {});
  await all([alice, bob], (tab) => tab.count(1));
  assert.deepEqual([...alice.ids, ...bob.ids].sort(), [1, 2]);
  for (const tab of [alice, bob]) tab.stream.disconnect();
  assert.equal(browser.storage.items.size, 2);
});

test("a frozen leader lets go, and joins again when it thaws", async () => {
  const tabs = [openTab(), openTab()];
  const first = await server.request();
  first.stream().event(1, {});
  await all(tabs, (tab) => tab.count(1));
  tabs[0].tab.fire("document", "freeze");
  const second = await server.request();
  second.stream().event(2, {});
  await tabs[1].count(2);
  tabs[0].tab.fire("document", "resume");
  await tabs[0].count(2);
  assert.deepEqual(tabs[0].ids, [1, 2]);
  assert.equal(server.pending, 0);
});

test("without Web Locks each tab has its own connection", async () => {
  browser.locks = null;
  const tabs = [openTab(), openTab()];
  for (const request of [await server.request(), await server.request()]) request.stream().event(1, {});
  await all(tabs, (tab) => tab.count(1));
});

test("where locks are forbidden, the same", async () => {
  browser.locks = { request: () => Promise.reject(new DOMException("no", "SecurityError")) };
  const tab = openTab();
  (await server.request()).stream().event(1, {});
  await tab.count(1);
});
