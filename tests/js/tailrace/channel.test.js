import assert from "node:assert/strict";
import { test } from "node:test";
import { apiOf, channelsOf, startAtBeginning } from "../../../static/js/tailrace/channel.js";

const url = (path) => new URL(path, "https://example.net");

test("channels are read from the URLs of Tailrace's streams", () => {
  assert.deepEqual(channelsOf(url("/api/v1/stream?channel=a&channel=b")), ["a", "b"]);
  assert.deepEqual(channelsOf(url("/rlm/stream/app?scan_id=7")), ["scan.7"]);
  assert.deepEqual(channelsOf(url("/t/api/v1/chat/stream/r1")), ["chat.r1"]);
  assert.deepEqual(channelsOf(url("/api/v1/sse/progress/stream/u1")), ["progress.u1"]);
  assert.deepEqual(channelsOf(url("/rlm/stream/app")), []);
  assert.deepEqual(channelsOf(url("/events")), []);
});

test("the API is found below the prefix of a proxy", () => {
  assert.equal(apiOf(url("/api/v1/stream")).pathname, "/api/v1/");
  assert.equal(apiOf(url("/tools/tailrace/rlm/stream/app?scan_id=7")).pathname, "/tools/tailrace/api/v1/");
  assert.equal(apiOf(url("/dashboard/api/events")).pathname, "/api/v1/");
});

test("only the faces' own channels are told from the beginning", () => {
  assert.equal(startAtBeginning(["scan.1", "chat.2"]), true);
  assert.equal(startAtBeginning(["scan.1", "jobs.2"]), false);
  assert.equal(startAtBeginning([]), false);
});
