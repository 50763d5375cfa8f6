import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @type {SseServer} */ let server;
const opened = [];

beforeEach(async () => {
  server = await SseServer.start();
});

afterEach(async () => {
  for (const stream of opened.splice(0)) stream.disconnect();
  await server.close();
});

function watch(path = "/events", options = {}, tab = new Tab(server.origin)) {
  const stream = connect(path, {
    token: null,
    environment: { ...tab.environment, ...options.environment },
    ...omit(options, "environment"),
  });
  opened.push(stream);
  return Object.assign(new Witness(stream), { tab });
}

const omit = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
const opening = (head, from = null, more = {}) =>
  `retry: 100\n\ndata: ${JSON.stringify({ type: "connected", client_id: "c1", head, from, heartbeat_s: 10, ...more })}\n\n`;

test("delivers events with their type, channel, id and data, to callbacks and listeners", async () => {
  const heard = [];
  const witness = watch("/events", {
    onEvent: ({ id, eventType, channel, data }) => heard.push([id, eventType, channel, data.n]),
    onProgress: ({ n }) => heard.push(n),
  });
  witness.stream.addEventListener("progress", ({ text }) => heard.push(text));
  const request = await server.request();
  request.stream().event(1, { type: "progress", channel: "jobs.1", n: 1 });
  request.control("named", { n: 2 });
  await witness.count(2);
  assert.deepEqual(heard, [
    ["1", "progress", "jobs.1", 1],
    1,
    '{"type":"progress","channel":"jobs.1","n":1}',
    [null, "named", null, 2],
  ]);
  assert.equal(request.headers.accept, "text/event-stream");
  assert.equal(witness.stream.lastEventId, "1");
});

test("resumes after a reset from the last id, and delivers no id twice", async () => {
  const witness = watch();
  const first = await server.request();
  first.stream().event(1, {}).event(2, {});
  await witness.count(2);
  first.reset();
  const second = await server.request();
  assert.equal(second.headers["last-event-id"], "2");
  second.stream().event(1, {}).event(2, {}).event(3, {});
  await witness.count(3);
  assert.deepEqual(witness.ids, [1, 2, 3]);
  assert.equal(witness.stream.counts.duplicates, 2);
  assert.equal(witness.stream.counts.reconnects, 1);
  assert.deepEqual(witness.states, ["connecting", "connected", "reconnecting", "connected"]);
});

test("sends the position in the query to another origin, and takes ids of any form", async () => {
  const tab = new Tab("http://page.example/");
  const witness = watch(`${server.origin}/events?x=1`, { credentials: "include" }, tab);
  const first = await server.request();
  first.stream().event("b/7", {});
  await witness.count(1);
  first.end();
  const second = await server.request();
  assert.equal(second.url.searchParams.get("last_event_id"), "b/7");
  assert.equal(second.url.searchParams.get("x"), "1");
  second.stream().event("b/7", {}).event("a/1", {});
  await witness.count(2);
  assert.deepEqual(
    witness.events.map(({ id }) => id),
    ["b/7", "a/1"],
  );
});

test("sends any text as the position, in UTF-8, as browsers do", async () => {
  const witness = watch();
  for (const id of ["… 7", "süß/🌊", "é"]) {
    const request = await server.request();
    request.stream().event(id, {});
    await witness.until(({ stream }) => stream.lastEventId === id);
    request.reset();
    const next = await server.request();
    assert.equal(Buffer.from(next.headers["last-event-id"], "latin1").toString("utf8"), id);
    next.reset();
  }
});

test("stores the position, begins there next time, and forgets it when the stream is complete", async () => {
  const tab = new Tab(server.origin);
  const first = watch("/events", {}, tab);
  (await server.request()).stream().event(7, {});
  await first.count(1);
  first.stream.disconnect();
  assert.deepEqual([...tab.storage.items.values()], ["7"]);
  const second = watch("/events", {}, tab);
  const request = await server.request();
  assert.equal(request.headers["last-event-id"], "7");
  request.answer(204);
  await second.state("complete");
  assert.equal(tab.storage.items.size, 0);
});

test("begins where the program says", async () => {
  watch("/events", { from: "start" });
  assert.equal((await server.request()).headers["last-event-id"], "0");
  watch("/events", { from: "41" });
  assert.equal((await server.request()).headers["last-event-id"], "41");
});

test("a full or forbidden storage disturbs nothing", async () => {
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const witness = watch("/events", {
    environment: { storage: { getItem: refuse, setItem: refuse, removeItem: refuse } },
  });
  (await server.request()).stream().event(1, {}).control("done");
  await witness.state("complete");
  assert.deepEqual(witness.ids, [1]);
});

for (const status of [400, 401, 403, 404]) {
  test(`${status} fails for good, with the server's sentence`, async () => {
    const witness = watch();
    (await server.request()).answer(status, { error: { code: "x", message: "Because." } });
    await witness.state("failed");
    assert.deepEqual(witness.statuses.at(-1), {
      state: "failed",
      reason: "http",
      http_status: status,
      message: "Because.",
    });
    assert.equal(witness.errors[0].http_status, status);
  });
}

test("429 and 503 are retried no sooner than Retry-After says, and no page event hurries them", async () => {
  const witness = watch();
  (await server.request()).answer(429, null, { "Retry-After": "20" });
  await witness.state("reconnecting");
  assert.equal(witness.stream.status.retry_in_ms, 21_000);
  const asked = witness.tab.environment.now();
  witness.tab.fire("document", "visibilitychange");
  (await server.request()).answer(503, null, {
    "Retry-After": new Date(witness.tab.environment.now() + 9000).toUTCString(),
  });
  assert.ok(witness.tab.environment.now() - asked >= 20_000);
  (await server.request()).stream().event(1, {});
  await witness.count(1);
});

test("200 with another content type is an error and is retried", async () => {
  const witness = watch();
  const request = await server.request();
  request.response.writeHead(200, { "Content-Type": "text/html" });
  request.end();
  await witness.state("reconnecting");
  assert.equal(witness.errors[0].kind, "content_type");
  (await server.request()).stream();
  await witness.state("connected");
});

test("204 and `done` complete the stream, and nothing more is asked", async () => {
  const witness = watch();
  (await server.request()).stream().event(1, {}).control("done");
  await witness.state("complete");
  const other = watch("/other");
  (await server.request("/other")).answer(204);
  await other.state("complete");
  assert.equal(server.pending, 0);
});

test("a server without ids and without anything of Tailrace's works too", async () => {
  const witness = watch("/plain");
  const request = await server.request();
  assert.equal(request.url.search, "");
  request.stream("data: just text\n\n").write("event: tick\ndata: 1\n\n").write("data:\n\n");
  await witness.count(2);
  request.reset();
  (await server.request()).stream("data: again\n\n");
  await witness.count(3);
  assert.deepEqual(
    witness.events.map(({ eventType, data }) => [eventType, data]),
    [
      ["message", "just text"],
      ["tick", 1],
      ["message", "again"],
    ],
  );
});

test("30 s without a byte is a stall: a new connection, and the time it took", async () => {
  const witness = watch();
  (await server.request()).stream().event(1, {});
  await witness.state("stalled");
  assert.ok(witness.stream.status.silent_ms >= 30_000);
  const second = await server.request();
  assert.equal(second.headers["last-event-id"], "1");
  second.stream(": alive\n\n");
  await witness.state("connected");
  assert.deepEqual(witness.states, ["connecting", "connected", "stalled", "connected"]);
  assert.equal(witness.stream.counts.stalls, 1);
  assert.equal(witness.stream.counts.stall_recovery_ms.length, 1);
});

test("a comment is a sign of life", async () => {
  const tab = new Tab(server.origin);
  const witness = watch("/events", {}, tab);
  const request = await server.request();
  request.stream();
  const timer = setInterval(() => request.write(":\n\n"), 50);
  await new Promise((resolve) => tab.environment.setTimeout(resolve, 45_000)); // longer than a stall
  clearInterval(timer);
  assert.deepEqual(witness.states, ["connecting", "connected"]);
});

test("a server that never answers is left and asked again", async () => {
  const witness = watch();
  const first = await server.request();
  await witness.state("reconnecting");
  assert.equal(witness.errors[0].kind, "stall");
  await first.isGone;
  (await server.request()).stream();
  await witness.state("connected");
});

test("a gap is told, moves the position, and is counted as a loss", async () => {
  const witness = watch();
  const first = await server.request();
  first
    .stream(opening(90, 3))
    .event(1, {})
    .control("gap", { channel: "jobs.1", from: 1, to: 50, reason: "trimmed" }, "id: 50\n")
    .event(51, {})
    .write("id: 60\n\n");
  await witness.count(3);
  assert.deepEqual(witness.gaps[0].data, { channel: "jobs.1", from: 1, to: 50, reason: "trimmed" });
  assert.equal(witness.stream.counts.losses, 1);
  first.reset();
  assert.equal((await server.request()).headers["last-event-id"], "60");
});

test("after the log was reset, smaller ids are new again", async () => {
  const witness = watch("/events", { from: "900" });
  const request = await server.request();
  request
    .stream(opening(12, 900))
    .control("gap", { channel: null, from: 900, to: 10, reason: "reset" }, "id: 10\n")
    .event(11, {})
    .event(12, {});
  await witness.count(3);
  assert.deepEqual(witness.ids, [11, 12]);
  assert.equal(witness.stream.lastEventId, "12");
});

test("what follows an opening is delivered, though it lies below the head", async () => {
  const witness = watch("/rlm/stream/app?scan_id=1");
  (await server.request()).stream(opening(90)).event(1, {}).event(90, {}).event(91, {});
  await witness.count(4);
  assert.deepEqual(witness.ids, [1, 90, 91]);
});

for (const [from_start, resumes] of [
  [false, "77"],
  [true, undefined],
]) {
  test(`without an event heard, a stream with from_start ${from_start} resumes from ${resumes ?? "its beginning"}`, async () => {
    const witness = watch("/api/v1/stream?channel=jobs.1");
    const first = await server.request();
    first.stream(opening(77, null, { from_start }));
    await witness.count(1);
    first.reset();
    assert.equal((await server.request()).headers["last-event-id"], resumes);
  });
}

for (const reason of ["drain", "age", "expired", "of-a-later-version"]) {
  test(`closing: ${reason} reconnects when the server said`, async () => {
    const tokens = ["t1", "t2"];
    const witness = watch("/events", { token: async () => tokens.shift() });
    const first = await server.request();
    assert.equal(first.url.searchParams.get("token"), "t1");
    first.stream(opening(5)).control("closing", { reason, retry: 1500 }, "retry: 1500\n");
    await witness.state("reconnecting");
    assert.deepEqual(witness.statuses.at(-1), { state: "reconnecting", attempt: 1, retry_in_ms: 1500, reason });
    const second = await server.request();
    assert.equal(second.url.searchParams.get("token"), "t2");
    second.stream();
    await witness.state("connected");
    assert.equal(witness.errors.length, 0);
  });
}

test("closing: revoked fails for good", async () => {
  const witness = watch();
  (await server.request()).stream().control("closing", { reason: "revoked", retry: 1000 });
  await witness.state("failed");
  assert.equal(witness.stream.status.reason, "revoked");
});

test("asks Tailrace for a fresh token before every attempt, and renews in place", async () => {
  let issued = 0;
  server.routes.set("/api/v1/auth/me", (request) => request.answer(200, { user_id: "u1" }));
  server.routes.set("/api/v1/auth/stream-token", (request) => {
    assert.deepEqual(JSON.parse(request.body), { channels: ["jobs.1", "jobs.2"] });
    request.answer(200, { token: `t${(issued += 1)}`, expires_in: 300 });
  });
  const witness = watch("/api/v1/stream?channel=jobs.1&channel=jobs.2", { token: undefined });
  const first = await server.request();
  assert.equal(first.url.searchParams.get("token"), "t1");
  first.stream(opening(1)).control("token_expiring", { expires_in: 60 });
  const renewal = await server.request("/api/v1/stream/c1/renew");
  assert.deepEqual(JSON.parse(renewal.body), { token: "t2" });
  renewal.answer(204);
  first.event(2, {});
  await witness.count(2);
  first.reset();
  assert.equal((await server.request()).url.searchParams.get("token"), "t3");
});

test("a refused token fails, a broken token service is retried", async () => {
  server.routes.set("/api/v1/auth/me", (request) => request.answer(200, { user_id: "u1" }));
  const witness = watch("/api/v1/stream?channel=jobs.1", { token: undefined });
  (await server.request("/api/v1/auth/stream-token")).answer(503, null, { "Retry-After": "3" });
  await witness.state("reconnecting");
  (await server.request("/api/v1/auth/stream-token")).answer(403, {
    error: { code: "forbidden", message: "Not yours." },
  });
  await witness.state("failed");
  assert.equal(witness.stream.status.message, "Not yours.");
});

test("a server that never says who is signed in keeps nobody waiting for ever", async () => {
  const witness = watch("/api/v1/stream?channel=jobs.1", { token: undefined, stallMs: 6000 });
  await (
    await server.request("/api/v1/auth/me")
  ).isGone;
  (await server.request("/api/v1/auth/stream-token")).answer(200, { token: "t1", expires_in: 300 });
  (await server.request()).stream(opening(1));
  await witness.state("connected");
});

test("disconnect ends it at once, also from within an event", async () => {
  const witness = watch("/events", { onEvent: ({ id }) => id === "2" && witness.stream.disconnect() });
  const request = await server.request();
  request.stream().event(1, {}).event(2, {}).event(3, {});
  await witness.state("closed");
  await request.isGone;
  assert.deepEqual(witness.ids, [1, 2]);
});

test("a stream that is complete stays so, whoever disconnects it afterwards", async () => {
  const witness = watch();
  (await server.request()).answer(204);
  await witness.state("complete");
  witness.stream.disconnect();
  assert.deepEqual(witness.states, ["connecting", "complete"]);
});
