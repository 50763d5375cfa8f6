/** The client on its own: a server made with better-sse, and the shapes of stream that other servers send. */

import assert from "node:assert/strict";
import http from "node:http";
import { afterEach, test } from "node:test";
import { createChannel, createSession } from "better-sse";
import { connect } from "../../../static/js/tailrace/index.js";
import { Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

const cleanups = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function watch(origin, options = {}) {
  const stream = connect("/events", { token: null, environment: new Tab(origin).environment, ...options });
  cleanups.push(() => stream.disconnect());
  return new Witness(stream);
}

/** better-sse: heartbeats are comments, events are named, ids are words; a history of our own, as its guide shows. */
async function betterSse() {
  const channel = createChannel();
  const history = [];
  const asked = [];
  const server = http.createServer(async (request, response) => {
    const session = await createSession(request, response, { keepAlive: 20 });
    asked.push(session.lastId);
    const from = history.findIndex(({ id }) => id === session.lastId) + 1;
    if (session.lastId) for (const { id, n } of history.slice(from)) session.push({ n }, "note", id);
    channel.register(session);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  const publish = (n) => {
    history.push({ id: `note/${n}`, n });
    channel.broadcast({ n }, "note", { eventId: `note/${n}` });
  };
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    publish,
    asked,
    cut: () => server.closeAllConnections(),
  };
}

test("better-sse: each event once, across a broken connection; its comments are signs of life", async () => {
  const server = await betterSse();
  const witness = watch(server.origin, { stallMs: 5000 }); // 200 ms, on this clock
  await witness.state("connected");
  await new Promise((resolve) => setTimeout(resolve, 400));
  for (const n of [1, 2]) server.publish(n);
  await witness.count(2);
  assert.equal(witness.stream.counts.stalls, 0);
  server.cut();
  await witness.state("reconnecting");
  for (const n of [3, 4]) server.publish(n);
  await witness.count(4);
  server.publish(5);
  await witness.count(5);
  assert.deepEqual(
    witness.events.map(({ eventType, id, data }) => [eventType, id, data.n]),
    [1, 2, 3, 4, 5].map((n) => ["note", `note/${n}`, n]),
  );
  assert.deepEqual(server.asked, ["", "note/2"]);
  assert.ok(!witness.states.includes("polling"));
});

for (const [name, end] of Object.entries({ CRLF: "\r\n", CR: "\r" })) {
  test(`${name}, a byte order mark, comments, and events that are alike and have no ids`, async () => {
    const server = await SseServer.start();
    cleanups.push(() => server.close());
    const witness = watch(server.origin);
    const request = await server.request();
    request.stream(
      `\ufeff: hello\n\nretry: 10\n\ndata: same\n\ndata: same\n\n: ping\n\nevent: named\ndata: a\ndata: b\n\n`.replaceAll(
        "\n",
        end,
      ),
    );
    await witness.count(3);
    assert.deepEqual(
      witness.events.map(({ eventType, id, text }) => [eventType, id, text]),
      [
        ["message", null, "same"],
        ["message", null, "same"],
        ["named", null, "a\nb"],
      ],
    );
    request.reset();
    const again = await server.request();
    assert.equal(again.headers["last-event-id"], undefined);
  });
}

test("a server that is silent while nothing happens is left in peace with stallMs: Infinity", async () => {
  const server = await SseServer.start();
  cleanups.push(() => server.close());
  const witness = watch(server.origin, { stallMs: Infinity });
  const request = await server.request();
  request.stream();
  await witness.state("connected");
  await new Promise((resolve) => setTimeout(resolve, 1600)); // 40 s, on this clock
  request.event("a", { n: 1 });
  await witness.count(1);
  assert.deepEqual([witness.states, witness.stream.counts.stalls, server.pending], [["connecting", "connected"], 0, 0]);
});
