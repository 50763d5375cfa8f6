import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { checkProgress, cleanupProgress, connect } from "../../../static/js/tailrace/index.js";
import { Tab, Witness } from "../support/browser.js";
import { SseServer } from "../support/sse_server.js";

/** @type {SseServer} */ let server;
/** @type {Tab} */ let tab;
/** @type {Witness} */ let witness;

beforeEach(async () => {
  server = await SseServer.start();
  tab = new Tab(server.origin);
  witness = new Witness(connect("/events", { token: null, environment: tab.environment }));
});

afterEach(async () => {
  witness.stream.disconnect();
  await server.close();
});

for (const [target, leave, enter] of [
  ["window", "pagehide", "pageshow"],
  ["document", "freeze", "resume"],
]) {
  test(`${leave} lets go of the connection and stores the position; ${enter} resumes`, async () => {
    const first = await server.request();
    first.stream().event(1, {});
    await witness.count(1);
    tab.fire(target, leave);
    await first.isGone;
    assert.deepEqual([...tab.storage.items.values()], ["1"]);
    tab.fire(target, enter);
    const second = await server.request();
    assert.equal(second.headers["last-event-id"], "1");
    second.stream().event(2, {});
    await witness.count(2);
    assert.deepEqual(witness.ids, [1, 2]);
  });
}

test("a hidden tab stays connected", async () => {
  const request = await server.request();
  request.stream();
  await witness.state("connected");
  tab.document.visibilityState = "hidden";
  tab.fire("document", "visibilitychange");
  request.event(1, {});
  await witness.count(1);
  assert.equal(server.pending, 0);
});

test("a connection that was silent while the network was away is made anew when it returns", async () => {
  (await server.request()).stream().event(1, {});
  await witness.count(1);
  tab.fire("window", "offline");
  assert.equal(witness.stream.status.offline, true);
  assert.equal(witness.stream.state, "connected");
  tab.fire("window", "online");
  assert.equal((await server.request()).headers["last-event-id"], "1");
});

test("a connection that was heard from while the browser thought itself offline is kept", async () => {
  const request = await server.request();
  request.stream();
  await witness.state("connected");
  tab.fire("window", "offline");
  request.event(1, {});
  await witness.count(1);
  tab.fire("window", "online");
  request.event(2, {});
  await witness.count(2);
  assert.equal(server.pending, 0);
});

test("the network's return ends the wait for the next attempt", async () => {
  (await server.request()).reset();
  await witness.state("reconnecting");
  tab.fire("window", "online");
  (await server.request()).stream();
  await witness.state("connected");
});

test("progress can be asked for and forgotten", async () => {
  const options = { environment: tab.environment };
  const status = checkProgress("u/1", options);
  const asked = await server.request("/api/v1/sse/progress/status/u%2F1");
  asked.answer(200, { completed: 1, total: 4 });
  assert.deepEqual(await status, { completed: 1, total: 4 });
  const forgotten = cleanupProgress("u1", options);
  const request = await server.request("/api/v1/sse/progress/u1");
  assert.equal(request.method, "DELETE");
  request.answer(200, { message: "Cleared." });
  assert.deepEqual(await forgotten, { message: "Cleared." });
  const refused = checkProgress("u2", options);
  (await server.request("/api/v1/sse/progress/status/u2")).answer(403, { error: { message: "Not yours." } });
  await assert.rejects(refused, { name: "StreamError", http_status: 403, message: "Not yours." });
});
