import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @type {SseServer} */ let server;
/** @type {Witness} */ let witness;
let tab;
let refused;

const STREAM = "/api/v1/stream";
const POLL = "/api/v1/channels/jobs.1/events";
const page = (events, more = {}) => ({
  events: events.map((id) => ({ id, channel: "jobs.1", type: "step", data: { n: id }, at: 1 })),
  ...{ next: events.at(-1) ?? 0, gap: null, done: false, ...more },
});

beforeEach(async () => {
  server = await SseServer.start();
  tab = new Tab(server.origin);
  refused = 0;
});

afterEach(async () => {
  witness.stream.disconnect();
  await server.close();
});

/** A server whose streams break as soon as they are asked for. */
function breakStreams() {
  server.routes.set(STREAM, (request) => {
    refused += 1;
    request.reset();
  });
}

function watch(query = "?channel=jobs.1", options = {}) {
  const stream = connect(STREAM + query, { token: null, from: "10", environment: tab.environment, ...options });
  witness = new Witness(stream);
  return witness;
}

test("after five failures in a row it polls from its position, and returns to the stream when that works", async () => {
  breakStreams();
  watch();
  const first = await server.request(POLL);
  assert.equal(refused, 5);
  assert.equal(witness.stream.state, "polling");
  assert.deepEqual([...new Set(witness.statuses.map(({ attempt }) => attempt).filter(Boolean))], [1, 2, 3, 4]);
  assert.deepEqual(Object.fromEntries(first.url.searchParams), { after: "10", limit: "1000", wait: "25" });
  first.answer(200, page([11, 12]));
  await witness.count(2);
  assert.deepEqual(
    witness.events.map(({ eventType, channel, data }) => [eventType, channel, data.n]),
    [
      ["step", "jobs.1", 11],
      ["step", "jobs.1", 12],
    ],
  );
  const second = await server.request(POLL);
  assert.equal(second.url.searchParams.get("after"), "12");
  server.routes.delete(STREAM);
  const stream = await server.request(STREAM);
  assert.equal(stream.headers["last-event-id"], "12");
  stream.stream(": here\n\n").event(12, { type: "step" }).event(13, { type: "step" });
  await witness.state("connected");
  await second.isGone;
  await witness.count(3);
  assert.deepEqual(witness.ids, [11, 12, 13]);
});

test("polling hears of gaps and of the end", async () => {
  breakStreams();
  watch();
  (await server.request(POLL)).answer(
    200,
    page([31], { gap: { channel: "jobs.1", from: 10, to: 30, reason: "trimmed" }, done: true }),
  );
  await witness.state("complete");
  assert.equal(witness.gaps[0].data.to, 30);
  assert.deepEqual(witness.ids, [31]);
});

test("when polling fails too, it says so, and still finds a server that comes back", async () => {
  breakStreams();
  server.routes.set(POLL, (request) => request.answer(500));
  watch();
  await witness.state("failed");
  assert.equal(witness.stream.status.reason, "unreachable");
  assert.ok(witness.stream.status.retry_in_ms >= 30_000);
  server.routes.clear();
  (await server.request(STREAM)).stream().event(11, {});
  await witness.count(1);
  assert.equal(witness.stream.state, "connected");
});

test("a poll that is never answered is given up and asked again: its connection may have died in silence", async () => {
  breakStreams();
  watch("?channel=jobs.1", { stallMs: 6000 });
  const unanswered = await server.request(POLL);
  await unanswered.isGone;
  (await server.request(POLL)).answer(200, page([11]));
  await witness.count(1);
  assert.equal(witness.stream.state, "polling");
});

test("a refusal while polling is final", async () => {
  breakStreams();
  watch();
  (await server.request(POLL)).answer(403, { error: { code: "forbidden", message: "Not yours." } });
  await witness.state("failed");
  assert.equal(witness.stream.status.http_status, 403);
  assert.equal(witness.stream.status.retry_in_ms, undefined);
});

test("without a known channel it never polls, and never gives up", async () => {
  server.routes.set("/events", (request) => (refused += 1) && request.reset());
  witness = new Witness(connect("/events", { token: null, environment: tab.environment }));
  await witness.until(() => refused >= 8);
  assert.deepEqual(witness.states, ["connecting", "reconnecting"]);
});

test("without network, failures count for nothing, and its return is used at once", async () => {
  breakStreams();
  tab.online = false;
  watch();
  await witness.until(() => refused >= 8);
  assert.equal(witness.stream.state, "reconnecting");
  assert.equal(witness.stream.status.offline, true);
  server.routes.delete(STREAM);
  tab.online = true;
  tab.fire("window", "online");
  (await server.request(STREAM)).stream();
  await witness.state("connected");
});

test("several channels: events come in the order of ids, though one arrives while the others are being read", async () => {
  breakStreams();
  watch("?channel=jobs.1&channel=jobs.2");
  const other = "/api/v1/channels/jobs.2/events";
  const [one, two] = [await server.request(POLL), await server.request(other)];
  one.answer(200, page([])); // 14 is published to jobs.1 after this answer ...
  two.answer(200, page([13, 15])); // ... and before this one
  const again = await server.request(POLL);
  again.answer(200, page([14, 16], { done: true }));
  await witness.count(3);
  assert.deepEqual(witness.ids, [13, 14, 15]); // 16 may have something before it in jobs.2: it waits for the next round
  const next = await server.request(POLL);
  assert.equal(next.url.searchParams.get("after"), "15");
});

test("a proxy that opens streams and lets nothing through is a failure like any other", async () => {
  server.routes.set(STREAM, (request) => {
    refused += 1;
    request.response.writeHead(200, { "Content-Type": "text/event-stream" });
    request.response.flushHeaders();
  });
  watch("?channel=jobs.1", { stallMs: 6000 });
  (await server.request(POLL)).answer(200, page([11]));
  await witness.count(1);
  assert.ok(refused >= 5);
  assert.equal(witness.stream.state, "polling");
});
