import assert from "node:assert/strict";
import { test } from "node:test";
import { apiOf, channelsOf, channelsOfToken } from "../../../static/js/tailrace/channel.js";

const url = (path) => new URL(path, "https://example.net");

test("the URL of a plain stream names its channels; no other URL is guessed at", () => {
  assert.deepEqual(channelsOf(url("/api/v1/stream?channel=a&channel=b")), ["a", "b"]);
  assert.deepEqual(channelsOf(url("/rlm/stream/app?scan_id=7")), []);
  assert.deepEqual(channelsOf(url("/events")), []);
});

test("the claims of a stream token name its channels; another server's token says nothing", () => {
  const claims = Buffer.from(JSON.stringify({ aud: "stream", channels: ["jobs.ü", "jobs.b"] }));
  const token = `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.${claims.toString("base64url")}.x-_x`;
  assert.deepEqual(channelsOfToken(token)?.length, 2);
  assert.equal(channelsOfToken(token)[1], "jobs.b");
  for (const other of ["", "abc", "a.b.c", "a.bnVsbA.c"]) assert.equal(channelsOfToken(other) ?? null, null);
});

test("the API is found below the prefix of a proxy", () => {
  const elsewhere = "https://cdn.example/static/js/tailrace/environment.js";
  assert.equal(apiOf(url("/api/v1/stream"), elsewhere).href, "https://example.net/api/v1/");
  assert.equal(apiOf(url("/tools/tailrace/api/v1/stream"), elsewhere).pathname, "/tools/tailrace/api/v1/");
  assert.equal(apiOf(url("/rlm/stream/app"), elsewhere).pathname, "/api/v1/");
});

test("the API is beside the client where the same server serves both", () => {
  const own = "https://example.net/tools/static/js/tailrace/environment.js";
  assert.equal(apiOf(url("/tools/rlm/stream/app"), own).pathname, "/tools/api/v1/");
  assert.equal(
    apiOf(url("/rlm/stream/app"), "https://example.net/static/js/tailrace/environment.js").pathname,
    "/api/v1/",
  );
  assert.equal(apiOf(url("/rlm/stream/app"), "https://example.net/vendored/tailrace.js").pathname, "/api/v1/");
  assert.equal(apiOf(url("/rlm/stream/app"), "file:///srv/static/js/tailrace/environment.js").pathname, "/api/v1/");
});
