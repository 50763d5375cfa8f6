import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { Tally, Teller } from "../../../static/js/tailrace/tally.js";
import { fastClock, MemoryLocks, MemoryStorage, Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @typedef {{ url: string, report: any, at: number }} Beacon */

/** @type {SseServer} */ let server;
/** @type {any[]} */ const opened = [];

beforeEach(async () => {
  server = await SseServer.start();
});

afterEach(async () => {
  for (const stream of opened.splice(0)) stream.disconnect();
  await server.close();
});

function reportingTab(options = {}, isTaken = () => true) {
  const tab = new Tab(server.origin, options);
  /** @type {Beacon[]} */ const beacons = [];
  const sendBeacon = (url, body) =>
    isTaken() && beacons.push({ url, report: JSON.parse(body), at: tab.environment.now() }) > 0;
  Object.assign(tab.environment, { sendBeacon, networkType: () => "3g" });
  return Object.assign(tab, { beacons });
}

function watch(tab, options = {}, path = "/api/v1/stream?channel=scan.7") {
  const stream = connect(path, { token: () => "t", user: "u", environment: tab.environment, ...options });
  opened.push(stream);
  return new Witness(stream);
}

const opening = (more = {}) =>
  `retry: 100\n\ndata: ${JSON.stringify({ type: "connected", client_id: "c", head: 0, from: null, heartbeat_s: 10, ...more })}\n\n`;

test("says what happened once the page goes, in numbers alone", async () => {
  const tab = reportingTab();
  const witness = watch(tab, { onEvent: () => {} });
  const request = await server.request();
  request.stream(opening()).event(1, { secret: "x" }).event(2, {}).event(2, {});
  request.write("event: gap\nid: 5\ndata: {}\n\n");
  await witness.until(() => witness.gaps.length === 1);
  tab.fire("window", "pagehide");
  const [{ url, report }] = tab.beacons;
  assert.equal(url, `${server.origin}/api/v1/telemetry`);
  assert.equal(report.network_type, "3g");
  const [{ bytes, ...stream }] = report.streams;
  assert.ok(bytes > 100, `${bytes} bytes`);
  assert.deepEqual(stream, {
    ...{ kind: "scan", completed: 0, failed: 0, losses: 1, stalls: 0, duplicates: 1, events: 3 },
    ...{ reconnect_ms: [], stall_recovery_ms: [], delivery_ms: [], ui_messages: { connecting: 1, connected: 1 } },
  });
  tab.fire("window", "pageshow");
  tab.fire("window", "pagehide");
  assert.ok((tab.beacons[1]?.report.streams[0].events ?? 0) === 0, "nothing is reported twice");
});

test("reports soon what matters, and the rest now and then", async () => {
  const tab = reportingTab({ clock: fastClock(50) });
  const witness = watch(tab);
  const first = await server.request();
  first.stream(opening()).event(1, {});
  await witness.until(() => witness.ids.length === 1);
  first.reset();
  (await server.request()).stream(opening()).event(2, {});
  await witness.until(() => witness.ids.length === 2);
  const { now } = tab.environment;
  const began = now();
  await until(() => tab.beacons.length === 1);
  assert.ok(now() - began < 50_000, "a reconnect is told at the next interval");
  assert.equal(tab.beacons[0].report.streams[0].reconnect_ms.length, 1);
  await until(() => tab.beacons.length === 2); // the stream has stalled
  assert.ok(tab.beacons[1].at - tab.beacons[0].at > 14_900, "never more often than that");
});

test("a stream that ends is reported, complete or failed, and then forgotten", async () => {
  const tab = reportingTab({ clock: fastClock(50) });
  const done = watch(tab);
  (await server.request()).stream(opening()).control("done");
  await done.state("complete");
  await until(() => tab.beacons.length === 1);
  const refused = watch(tab, {}, "/api/v1/stream?channel=jobs.7");
  (await server.request()).answer(403);
  await refused.state("failed");
  await until(() => tab.beacons.length === 2);
  const ends = tab.beacons.map(({ report }) =>
    report.streams.map(({ kind, completed, failed }) => [kind, completed, failed]),
  );
  assert.deepEqual(ends[0], [["scan", 1, 0]]);
  tab.fire("window", "pagehide");
  assert.equal(tab.beacons.length, 2);
});

test("who signs out has not failed", () => {
  const teller = new Teller(() => 0);
  teller.told({ state: "failed", reason: "revoked" });
  assert.equal(teller.tally.failed, 0);
  teller.told({ state: "connecting" });
  teller.told({ state: "failed", reason: "http" });
  teller.told({ state: "failed", reason: "http" });
  assert.equal(teller.tally.failed, 1);
});

test("only the tab that leads reports", async () => {
  const shared = { storage: new MemoryStorage(), locks: new MemoryLocks() };
  const [one, other] = [reportingTab(shared), reportingTab(shared)];
  const first = watch(one);
  const request = await server.request();
  request.stream(opening()).event(1, {});
  await first.until(() => first.ids.length === 1);
  const second = watch(other);
  await second.until(() => second.ids.length === 1);
  request.event(2, {});
  await second.until(() => second.ids.length === 2);
  other.fire("window", "pagehide");
  one.fire("window", "pagehide");
  assert.deepEqual([one.beacons.length, other.beacons.length], [1, 0]);
  assert.equal(one.beacons[0].report.streams[0].events, 2);
});

test("nothing is reported where the program says so, to another origin, or to another server", async () => {
  const off = reportingTab();
  const quiet = watch(off, { telemetry: false });
  (await server.request()).stream(opening()).event(1, {});
  await quiet.until(() => quiet.ids.length === 1);
  const abroad = reportingTab();
  Object.assign(abroad.environment, { base: "http://elsewhere.example/" });
  const far = watch(abroad, {}, `${server.origin}/api/v1/stream?channel=scan.7`);
  (await server.request()).stream(opening()).event(1, {});
  await far.until(() => far.ids.length === 1);
  const plain = reportingTab();
  const other = watch(plain, { token: null }, "/events");
  (await server.request()).stream().event(1, {});
  await other.until(() => other.ids.length === 1);
  for (const tab of [off, abroad, plain]) {
    tab.fire("window", "pagehide");
    assert.equal(tab.beacons.length, 0);
  }
});

test("what the browser does not take is reported later", async () => {
  let isTaken = false;
  const tab = reportingTab({}, () => isTaken);
  const witness = watch(tab);
  (await server.request()).stream(opening()).event(1, {});
  await witness.until(() => witness.ids.length === 1);
  tab.fire("window", "pagehide");
  isTaken = true;
  tab.fire("window", "pagehide");
  assert.equal(tab.beacons[0].report.streams[0].events, 1);
});

test("delivery is timed on the server's clock, where that is known well enough", () => {
  let now = 1000;
  const teller = new Teller(() => now);
  teller.heartbeat(5000);
  teller.asked();
  now = 1100;
  teller.opened(501_050); // 500 s ahead
  now = 11_130;
  teller.heartbeat(511_100);
  assert.deepEqual(teller.tally.delivery_ms, [30]);
  now = 3_600_000; // somebody sets the clock
  teller.heartbeat(521_100);
  now = 31_000;
  teller.heartbeat(531_000);
  assert.deepEqual(teller.tally.delivery_ms, [30]);
  for (const at of [undefined, "5", null]) teller.opened(at);
  teller.asked();
  now += 3000; // too slow to compare the clocks
  teller.opened(600_000);
  teller.heartbeat(600_000);
  assert.deepEqual(teller.tally.delivery_ms, [30]);
});

test("the delivery of events is timed, but not that of history", () => {
  let now = 1000;
  const teller = new Teller(() => now);
  teller.published(" at 1764144000000"); // before anything is known of the server's clock
  teller.asked();
  teller.opened(1_764_144_001_000);
  now = 3000; // 1764144003000 on the server's clock
  teller.published(" at 1764144000999"); // it was there when the stream was opened
  teller.published(" at 1764144002980");
  for (const comment of ["keepalive", " at", " at -1", " at 1764144002980 or so", " at 99999999999999999999"])
    teller.published(comment);
  assert.deepEqual(teller.tally.delivery_ms, [20]);
  teller.opened(undefined); // a server that does not say what time it is
  teller.published(" at 1764144002980");
  assert.deepEqual(teller.tally.delivery_ms, [20]);
});

test("however long a page runs, a report stays within what the server takes", () => {
  const sum = new Tally();
  for (let round = 0; round < 50; round += 1) {
    const teller = new Teller(() => 0);
    for (let time = 0; time < 300; time += 1) teller.took("reconnect_ms", time);
    Object.assign(teller.tally, { events: 900_000, duplicates: 900_000, bytes: 2 ** 29, stalls: 900, losses: 900 });
    teller.tally.ui_messages = { connected: 900 };
    sum.add(teller.tally);
  }
  const { reconnect_ms, ui_messages, events, duplicates, bytes, stalls, losses } = sum;
  assert.deepEqual([reconnect_ms.length, ui_messages.connected, stalls, losses], [100, 1000, 1000, 1000]);
  assert.deepEqual([events, duplicates, bytes], [1_000_000, 1_000_000, 2 ** 30]);
});

async function until(condition) {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(String(condition));
}
