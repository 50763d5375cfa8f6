import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { fastClock, MemoryLocks, MemoryStorage, Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @type {SseServer} */ let server;
let browser;
const opened = [];

beforeEach(async () => {
  server = await SseServer.start();
  browser = { storage: new MemoryStorage(), locks: new MemoryLocks(), clock: fastClock() };
});

afterEach(async () => {
  for (const stream of opened.splice(0)) stream.disconnect();
  await server.close();
});

function watch() {
  const { environment } = new Tab(server.origin, browser);
  const stream = connect("/events", { token: null, environment });
  opened.push(stream);
  return Object.assign(new Witness(stream), { environment });
}

const opening = (heartbeat_s) =>
  `data: ${JSON.stringify({ type: "connected", client_id: "c", head: 0, from: null, heartbeat_s })}\n\n`;

/** Until `condition` holds; a second of real time is 25 s of the tab's. */
async function soon(condition) {
  for (let tries = 0; tries < 400 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(condition(), String(condition));
}

test("a person need not wait for the next attempt, even where the server asked programs to", async () => {
  const { stream, ...witness } = watch();
  (await server.request()).answer(503, null, { "Retry-After": "3600" });
  await soon(() => stream.state === "reconnecting" && stream.status.retry_in_ms > 1_000_000);
  const asked_at = witness.environment.now();
  stream.tryNow();
  (await server.request()).stream().event(1, {});
  await soon(() => stream.state === "connected");
  assert.ok(witness.environment.now() - asked_at < 60_000);
});

test("in any tab: the one that leads tries", async () => {
  const tabs = [watch(), watch(), watch()];
  (await server.request()).stream(opening(10)).end();
  (await server.request()).answer(429, null, { "Retry-After": "3600" });
  for (const { stream } of tabs) await soon(() => (stream.status.retry_in_ms ?? 0) > 1_000_000);
  tabs[2].stream.tryNow();
  (await server.request()).stream(opening(10)).event(1, {});
  for (const tab of tabs) await tab.state("connected");
  assert.equal(server.pending, 0);
});

test("asking while the stream is open, or over, does nothing", async () => {
  const witness = watch();
  witness.stream.tryNow();
  const request = await server.request();
  request.stream(opening(10)).event(1, {});
  await witness.state("connected");
  witness.stream.tryNow();
  request.control("done");
  await witness.state("complete");
  witness.stream.tryNow();
  assert.deepEqual(witness.states, ["connecting", "connected", "complete"]);
  assert.equal(server.pending, 0);
});

test("a stream is late once two heartbeats are missing, in every tab, and on time again with the next byte", async () => {
  const tabs = [watch(), watch()];
  const request = await server.request();
  request.stream(opening(5)).event(1, {});
  for (const tab of tabs) await tab.state("connected");
  for (const { stream } of tabs) assert.equal(stream.isLate, false);
  for (const { stream } of tabs) await soon(() => stream.isLate);
  for (const { stream } of tabs) {
    assert.equal(stream.state, "connected");
    assert.ok(stream.silent_ms >= 11_000 && stream.silent_ms < 30_000, `${stream.silent_ms}`);
  }
  request.write(":\n\n");
  for (const { stream } of tabs) await soon(() => !stream.isLate);
  for (const tab of tabs) assert.deepEqual(tab.states, ["connecting", "connected"]);
});

test("a server that announces no heartbeats is never late", async () => {
  const { stream, ...witness } = watch();
  (await server.request()).stream().event(1, {});
  await soon(() => stream.state === "connected");
  const until = witness.environment.now() + 25_000;
  await soon(() => witness.environment.now() > until);
  assert.equal(stream.isLate, false);
});
