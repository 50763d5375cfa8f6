/** A stream whose URL does not name its channels: the server does, in three places, and the client then can poll. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { connect } from "../../../static/js/tailrace/index.js";
import { Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

const TOKEN = "/api/v1/auth/stream-token";
const STREAM = "/rlm/stream/app?scan_id=7";
let server;
let open = [];

beforeEach(async () => {
  server = await SseServer.start();
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.disconnect();
  await server.close();
});

function watch(options = {}) {
  const stream = connect(STREAM, {
    user: "u",
    share: false,
    environment: new Tab(server.origin).environment,
    ...options,
  });
  open.push(stream);
  return new Witness(stream);
}

/** Refuses streams until the client polls, and says which channel it polls. */
async function polledChannel(witness) {
  for (let failures = 0; failures < 5; failures += 1) (await server.request("/rlm/stream/app")).answer(503);
  await witness.state("polling");
  const poll = await server.request("/api/v1/channels/scan.7/events");
  poll.answer(200, {
    events: [{ id: 5, type: "note", channel: "scan.7", data: {}, at: 1 }],
    next: 5,
    gap: null,
    done: true,
  });
  await witness.state("complete");
  return witness.events[0].channel;
}

test("the server says which channels the address of a stream stands for", async () => {
  const asked = [];
  server.routes.set(TOKEN, (request) => {
    asked.push(JSON.parse(request.body));
    request.answer(200, { token: "t", expires_in: 300, channels: ["scan.7"] });
  });
  const witness = watch();
  assert.equal(await polledChannel(witness), "scan.7");
  assert.deepEqual(asked[0], { stream: STREAM });
  assert.deepEqual(asked[1], { channels: ["scan.7"] }, "what was learned stays, whichever run is the newest by now");
});

test("a program's own token tells in its claims", async () => {
  const claims = Buffer.from(JSON.stringify({ aud: "stream", channels: ["scan.7"] })).toString("base64url");
  const witness = watch({ token: async () => `e30.${claims}.x` });
  assert.equal(await polledChannel(witness), "scan.7");
});

test("the opening event tells, where nothing has before", async () => {
  const witness = watch({ token: () => "opaque" });
  const opening = { type: "connected", client_id: "c", from: null, head: 4, heartbeat_s: 10 };
  const request = await server.request("/rlm/stream/app");
  request.stream(`data: ${JSON.stringify({ ...opening, channels: ["scan.7"], from_start: true })}\n\n`);
  await witness.count(1);
  request.reset();
  for (let failures = 0; failures < 4; failures += 1) (await server.request("/rlm/stream/app")).answer(503);
  await witness.state("polling");
  await server.request("/api/v1/channels/scan.7/events");
});

test("channels that the program names win", async () => {
  const asked = [];
  server.routes.set(TOKEN, (request) => {
    asked.push(JSON.parse(request.body));
    request.answer(200, { token: "t", expires_in: 300, channels: ["scan.8"] });
  });
  const witness = watch({ channels: ["scan.7"] });
  assert.equal(await polledChannel(witness), "scan.7");
  assert.deepEqual(asked[0], { channels: ["scan.7"] });
});

test("an address that is no stream of Tailrace's is refused for good", async () => {
  server.routes.set(TOKEN, (request) => request.answer(400, { error: { code: "no_stream", message: "No stream." } }));
  const witness = watch();
  await witness.state("failed");
  assert.equal(witness.statuses.at(-1).message, "No stream.");
  assert.equal(server.pending, 0);
});
