// @ts-check
// The playground's pure parts: names of channels, the log, the counters, the snippets, the words for a state.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { freshChannel, parseChannels, patternOf, streamPath } from "../../../static/js/streaming/channel.js";
import {
  availability,
  countArrivals,
  countState,
  rate,
  spark,
  startCounters,
  uptime_ms,
} from "../../../static/js/streaming/counter.js";
import { append, emptyLog, KEPT, newerThan, toLines, visible } from "../../../static/js/streaming/log.js";
import { HOOK, pythonText, shellText, SNIPPETS } from "../../../static/js/streaming/snippet.js";
import { detailOf, phaseOf, spoken } from "../../../static/js/streaming/state.js";

const event = (n, type = "step", at = 1000 * n) => ({
  kind: "event",
  type,
  id: String(n),
  channel: "jobs.a",
  text: `{"type":"${type}","channel":"jobs.a","n":${n}}`,
  at,
});
const control = (type, data, id = null, at = 0) => ({
  kind: "control",
  type,
  id,
  channel: null,
  text: JSON.stringify(data),
  at,
});
const series = (from, to) => Array.from({ length: to - from + 1 }, (_, place) => event(from + place));
const ALL = { text: "", show: "" };

test("channels are separated by commas and spaces, each once", () => {
  assert.deepEqual(parseChannels("jobs.a, jobs.b\n jobs.a"), { channels: ["jobs.a", "jobs.b"], error: "" });
});

test("what is wrong with channels is said in a sentence", () => {
  assert.match(parseChannels("  ").error, /Name a channel/);
  assert.match(parseChannels("jobs.*").error, /pattern/);
  assert.match(parseChannels("Jobs.A").error, /not a channel name/);
  assert.match(parseChannels("a".repeat(129)).error, /1 to 128/);
  assert.equal(parseChannels("a".repeat(128)).error, "");
  const names = Array.from({ length: 51 }, (_, n) => `jobs.${n}`);
  assert.match(parseChannels(names.join(" ")).error, /these are 51/);
  assert.equal(parseChannels(names.slice(1).join(" ")).error, "");
});

test("a fresh channel lies beside the closed one, and is a name", () => {
  const first = freshChannel("jobs.demo.7f", () => 0.5);
  assert.match(first, /^jobs\.demo\.7f\.[0-9a-z]{4}$/);
  assert.match(
    freshChannel(first, () => 0.1),
    /^jobs\.demo\.7f\.[0-9a-z]{4}$/,
  );
  assert.equal(parseChannels(freshChannel("a".repeat(128), () => 0)).error, "");
});

test("a pattern covers a channel and its neighbours", () => {
  assert.equal(patternOf("jobs.demo.7f"), "jobs.*");
  assert.equal(patternOf("system"), "system");
  assert.equal(streamPath(["jobs.a", "b:c"]), "api/v1/stream?channel=jobs.a&channel=b%3Ac");
});

test("the log keeps the newest thousand, newest first, and knows how many there were", () => {
  const log = append(append(emptyLog(), series(1, 700)), series(701, 1500));
  assert.equal(log.entries.length, KEPT);
  assert.equal(log.total, 1500);
  assert.equal(log.entries[0].id, "1500");
  assert.equal(log.entries.at(-1)?.id, "501");
  assert.deepEqual([...log.types], [["step", 1500]]);
});

test("a log that somebody reads stays as it was while another grows", () => {
  const read = append(emptyLog(), series(1, 5));
  const now = append(read, series(6, 8));
  assert.equal(read.entries.length, 5);
  assert.equal(newerThan(now, read.entries[0].seq, ALL), 3);
  assert.equal(newerThan(now, now.entries[0].seq, ALL), 0);
});

test("a filter asks for all of its words, in the type, id, channel or data", () => {
  const log = append(emptyLog(), [
    event(1),
    event(2, "failed"),
    control("heartbeat", { at: 5 }),
    control("gap", { from: 1, to: 2 }, "2"),
  ]);
  const ids = (filter) => visible(log, { ...ALL, ...filter }).map(({ type }) => type);
  assert.deepEqual(ids({ text: "FAILED jobs.a" }), ["failed"]);
  assert.deepEqual(ids({ text: '"n":1' }), ["step"]);
  assert.deepEqual(ids({ show: "events" }), ["failed", "step"]);
  assert.deepEqual(ids({ show: "control" }), ["gap", "heartbeat"]);
  assert.deepEqual(ids({ show: "type:step" }), ["step"]);
  assert.deepEqual(ids({ text: "nothing has this" }), []);
});

test("what is copied is one JSON line an event, oldest first", () => {
  const lines = toLines(append(emptyLog(), [event(1), { ...event(2), text: "not JSON" }]).entries)
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ id }) => id),
    [1, 2],
  );
  assert.equal(lines[0].data.n, 1);
  assert.equal(lines[1].data, "not JSON");
});

test("events, gaps and the position are counted; control events are none", () => {
  const opening = control("connected", { client_id: "c1", from: null, recovered: false, head: 40 });
  let counters = countArrivals(startCounters(0), [opening]);
  assert.equal(counters.clientId, "c1");
  assert.equal(counters.position, "40");
  assert.equal(counters.recovered, null);
  counters = countArrivals(counters, [
    event(41),
    event(42),
    control("heartbeat", {}),
    control("gap", {}, "50"),
    event(51),
  ]);
  assert.equal(counters.events, 3);
  assert.equal(counters.gaps, 1);
  assert.equal(counters.position, "51");
  counters = countArrivals(counters, [control("connected", { client_id: "c2", from: 51, recovered: true, head: 51 })]);
  assert.equal(counters.recovered, true);
  assert.equal(counters.clientId, "c2");
});

test("the rate is taken over five seconds, the line over sixty", () => {
  const counters = countArrivals(
    startCounters(0),
    Array.from({ length: 50 }, (_, n) => event(n, "step", 100_000 + n * 100)),
  );
  assert.equal(rate(counters, 104_999), 10);
  assert.equal(rate(counters, 120_000), 0);
  assert.equal(spark(counters, 104_999).length, 60);
  assert.deepEqual(spark(counters, 104_999).slice(-5), [10, 10, 10, 10, 10]);
  const later = countArrivals(counters, [event(99, "step", 400_000)]);
  assert.equal(later.bySecond.size, 1);
});

test("the uptime runs while it is live, and only then", () => {
  let counters = startCounters(0);
  for (const [state, at] of [
    ["connecting", 0],
    ["connected", 1000],
    ["connected", 1500],
    ["reconnecting", 3000],
    ["connected", 4000],
  ])
    counters = countState(counters, state, at);
  assert.equal(uptime_ms(counters, 5000), 3000);
  assert.equal(availability(counters, 5000), 0.6);
  counters = countState(counters, "closed", 5000);
  assert.equal(uptime_ms(counters, 9000), 3000);
  assert.equal(availability(counters, 9000), 0.6);
});

test("snippets hold the address and the channels, and never a token", () => {
  const subject = {
    root: "https://tailrace.example/x/",
    channels: ["jobs.a", "jobs.b"],
    channel: "jobs.a",
    type: "greeting",
    data: { text: "it's" },
  };
  for (const [name, snippet] of Object.entries(SNIPPETS)) {
    const { code } = snippet(subject);
    assert.match(code, /https:\/\/tailrace\.example\/x/, name);
    assert.match(code, /jobs\.a/, name);
    assert.doesNotMatch(code, /eyJ/, name);
  }
  assert.match(SNIPPETS.react(subject).code, /channel=jobs\.a&channel=jobs\.b/);
});

test("the guide shows the same hook", () => {
  assert.ok(readFileSync(new URL("../../../docs/client.md", import.meta.url), "utf8").includes(HOOK));
});

test("what goes into a shell or into Python means the same there", () => {
  const data = {
    text: `it's "quoted" $HOME \`id\` \\ and é`,
    yes: true,
    no: false,
    none: null,
    list: [1, { a: -2.5 }],
  };
  assert.equal(
    execFileSync("sh", ["-c", `printf %s ${shellText(JSON.stringify(data))}`], { encoding: "utf8" }),
    JSON.stringify(data),
  );
  const printed = execFileSync("python3", ["-c", `import json; print(json.dumps(${pythonText(data)}))`], {
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(printed), data);
});

test("every state belongs to one of four, and has its sentence", () => {
  const known = { since_ms: 0, silent_ms: 0, position: "7" };
  for (const [status, phase, words] of [
    [{ state: "closed" }, "closed", /disconnected after event 7/],
    [{ state: "connecting" }, "connecting", /token/],
    [{ state: "connected" }, "connected", /heard from/],
    [{ state: "stalled", silent_ms: 34_000 }, "interrupted", /34 s.*resumes after event 7/],
    [{ state: "reconnecting", attempt: 3, retry_in_ms: 4000 }, "interrupted", /4 s \(attempt 3\)/],
    [{ state: "polling" }, "interrupted", /asking every few seconds/],
    [{ state: "complete" }, "closed", /everything was delivered/],
    [{ state: "failed", http_status: 403, message: "You may not." }, "closed", /refused this stream/],
    [{ state: "failed", retry_in_ms: 9000, message: "Cannot." }, "interrupted", /9 s/],
  ]) {
    assert.equal(phaseOf(status), phase);
    assert.match(detailOf(status, known), words);
  }
  assert.match(detailOf({ state: "connected" }, { ...known, silent_ms: 20_000 }), /Silent for 20 s/);
  assert.equal(spoken({ state: "connecting" }), "");
  assert.equal(spoken({ state: "connected" }), "Live.");
});
