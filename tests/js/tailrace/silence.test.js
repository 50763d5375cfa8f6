import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @type {SseServer} */ let server;
/** @type {Witness} */ let witness;
/** @type {Tab} */ let tab;
/** Questions that the server was asked while a stream said nothing. */
let asked;
let isReachable;

const STREAM = "/api/v1/stream";
const POLL = "/api/v1/channels/jobs.1/events";
const opening = (heartbeat_s = 10) =>
  `data: ${JSON.stringify({ type: "connected", client_id: "c1", head: 10, from: null, heartbeat_s })}\n\n`;
const page = (...ids) => ({
  events: ids.map((id) => ({ id, channel: "jobs.1", type: "step", data: { n: id }, at: 1 })),
  ...{ next: ids.at(-1) ?? 10, gap: null, done: false },
});

beforeEach(async () => {
  server = await SseServer.start();
  tab = new Tab(server.origin);
  [asked, isReachable] = [0, true];
  server.routes.set("/healthz", (request) => {
    asked += 1;
    if (isReachable) request.answer(200, { status: "ok" });
    else request.reset();
  });
});

afterEach(async () => {
  witness.stream.disconnect();
  await server.close();
});

function watch(query = "?channel=jobs.1", options = {}) {
  const stream = connect(STREAM + query, { token: null, from: "10", environment: tab.environment, ...options });
  witness = new Witness(stream);
  return witness;
}

/** The tab's clock goes on, for `ms`, in real time a twenty-fifth of it. */
const pass = (ms) => new Promise((resolve) => tab.environment.setTimeout(resolve, ms));

test("a stream that misses a heartbeat is looked after: what it should have brought comes by poll, and it is replaced", async () => {
  watch();
  const first = await server.request(STREAM);
  first.stream(opening()).event(11, { n: 11 });
  const look = await server.request(POLL);
  assert.equal(look.url.searchParams.get("after"), "11");
  assert.equal(look.url.searchParams.has("wait"), false);
  assert.equal(witness.stream.state, "connected");
  look.answer(200, page(12, 13));
  const second = await server.request(STREAM);
  await first.isGone;
  assert.equal(second.headers["last-event-id"], "13");
  second.stream(opening()).event(13, {}).event(14, {});
  await witness.until(({ ids }) => ids.at(-1) === 14);
  assert.deepEqual(witness.ids, [11, 12, 13, 14]);
  assert.equal(witness.stream.counts.reconnects, 1);
});

test("a stream that is merely quiet is kept, and asked after ever more rarely", async () => {
  let looks = 0;
  server.routes.set(POLL, (request) => (looks += 1) && request.answer(200, page()));
  watch();
  const request = await server.request(STREAM);
  request.stream(opening(6)).event(11, {});
  const beats = setInterval(() => request.control("heartbeat"), 240); // of the tab's time: every 6 s
  await pass(30_000);
  clearInterval(beats);
  assert.equal(looks, 0);
  request.event(12, {});
  await witness.count(3);
  assert.equal(server.pending, 0);
  assert.equal(witness.stream.state, "connected");
});

test("a server that answers, but not on the stream, for two heartbeats: the stream is replaced", async () => {
  server.routes.set(POLL, (request) => request.answer(200, page()));
  watch();
  (await server.request(STREAM)).stream(opening(4)).event(11, {});
  const second = await server.request(STREAM);
  assert.equal(second.headers["last-event-id"], "11");
  assert.equal(witness.stream.counts.stalls, 0);
});

test("the network's return is noticed in the middle of a long wait", async () => {
  watch();
  const first = await server.request(STREAM);
  first.stream(opening()).event(11, {});
  await witness.count(2);
  isReachable = false;
  server.routes.set(STREAM, (request) => request.reset());
  server.routes.set(POLL, (request) => request.reset());
  first.reset();
  await witness.state("failed");
  assert.ok(witness.stream.status.retry_in_ms >= 30_000);
  const before = asked;
  await pass(8000);
  assert.ok(asked > before, "it goes on asking");
  server.routes.delete(STREAM);
  isReachable = true;
  const back_at = tab.environment.now();
  (await server.request(STREAM)).stream(opening()).event(12, {});
  await witness.until(({ ids }) => ids.at(-1) === 12);
  assert.ok(tab.environment.now() - back_at < 60_000);
});

test("streams that break on a network that works are tried no sooner for it", async () => {
  let attempts = 0;
  watch();
  const first = await server.request(STREAM);
  first.stream(opening()).event(11, {});
  await witness.count(2);
  server.routes.set(STREAM, (request) => (attempts += 1) && request.reset());
  server.routes.set(POLL, () => {});
  first.reset();
  await witness.state("polling");
  assert.deepEqual([...new Set(witness.statuses.map(({ attempt }) => attempt).filter(Boolean))], [1, 2, 3, 4]);
  await pass(12_000);
  assert.ok(attempts <= 6, `${attempts} attempts`);
});

test("a proxy that holds a stream back is polled around within seconds, until the stream comes through", async () => {
  watch("?channel=jobs.1", { token: undefined, user: "u1" });
  server.routes.set("/api/v1/auth/stream-token", (request) => request.answer(200, { token: "t", expires_in: 300 }));
  const began_at = tab.environment.now();
  const stream = await server.request(STREAM);
  stream.response.writeHead(200, { "Content-Type": "text/event-stream" });
  stream.response.flushHeaders();
  (await server.request(POLL)).answer(200, page(11));
  await witness.count(1);
  assert.ok(tab.environment.now() - began_at < 60_000);
  assert.equal(witness.stream.state, "polling");
  assert.equal(witness.stream.status.reason, "buffered");
  stream.write(opening()).event(11, {}).event(12, {});
  await witness.state("connected");
  await witness.until(({ ids }) => ids.at(-1) === 12);
  assert.deepEqual(witness.ids, [11, 12]);
});

test("an attempt that hangs since before the network returned is made anew", async () => {
  watch();
  const first = await server.request(STREAM);
  first.stream(opening()).event(11, {});
  await witness.count(2);
  isReachable = false;
  first.reset();
  const hanging = await server.request(STREAM);
  const before = asked;
  while (asked === before) await pass(1000);
  await pass(500);
  isReachable = true;
  await hanging.isGone;
  (await server.request(STREAM)).stream(opening()).event(12, {});
  await witness.until(({ ids }) => ids.at(-1) === 12);
});

test("after `closing` nobody is asked: the server has said when to come", async () => {
  watch();
  (await server.request(STREAM)).stream(opening()).control("closing", { reason: "drain", retry: 20_000 });
  await witness.state("reconnecting");
  await pass(15_000);
  assert.equal(asked, 0);
});

test("a server that is not Tailrace is asked nothing", async () => {
  watch("?channel=jobs.1", { stallMs: 20_000 });
  (await server.request(STREAM)).stream().event(11, {});
  await witness.state("stalled");
  assert.equal(asked, 0);
});
