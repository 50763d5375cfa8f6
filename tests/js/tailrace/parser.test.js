import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Parser } from "../../../static/js/tailrace/parser.js";

/** What the standard's grammar says, in the plainest words: the whole text at once, split into blocks and lines. */
function reference(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  lines.pop(); // what follows the last line end is not complete
  const blocks = [];
  let block = { id: null, event: "", data: null };
  for (const line of lines) {
    if (line === "") {
      if (block.id !== null || block.data !== null) blocks.push(block);
      block = { id: null, event: "", data: null };
      continue;
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
    if (name === "data") block.data = block.data === null ? value : `${block.data}\n${value}`;
    if (name === "event") block.event = value;
    if (name === "id" && !value.includes("\0")) block.id = value;
  }
  return blocks;
}

function parse(chunks, limits) {
  const heard = { blocks: [], retries: [], comments: [], oversize: [] };
  const parser = new Parser(
    {
      onBlock: (block) => heard.blocks.push(block),
      onRetry: (ms) => heard.retries.push(ms),
      onComment: (text) => heard.comments.push(text),
      onOversize: (block) => heard.oversize.push(block),
    },
    limits,
  );
  for (const chunk of chunks) parser.feed(chunk);
  return heard;
}

const bytes = (text) => new TextEncoder().encode(text);
const blocks = (...chunks) => parse(chunks).blocks;
const message = (data, more = {}) => ({ id: null, event: "", data, ...more });

/** A small deterministic source of chance (mulberry32), so that a failure can be repeated. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What browsers agree on, case by case; the Python client's parser is held to the same. */
const STANDARD = JSON.parse(readFileSync(new URL("../../support/event_stream.json", import.meta.url), "utf8"));

for (const { name, text, hex, messages, retry_ms, position } of STANDARD) {
  test(`as browsers do: ${name}`, () => {
    const body = hex ? Buffer.from(hex, "hex") : bytes(text);
    for (const size of [1, 2, body.length]) {
      const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, n) =>
        body.subarray(n * size, (n + 1) * size),
      );
      const { blocks, retries } = parse(chunks);
      let last_id = "";
      const heard = blocks.map(({ id, event, data }) => ({
        last_id: (last_id = id ?? last_id),
        event: event || "message",
        data,
      }));
      assert.deepEqual(
        heard.filter(({ data }) => data !== null),
        messages,
      );
      if (position !== undefined) assert.equal(last_id, position);
      assert.equal(retries.at(-1), retry_ms);
    }
  });
}

test("the standard's own examples", () => {
  assert.deepEqual(blocks("data: YHOO\ndata: +2\ndata: 10\n\n"), [message("YHOO\n+2\n10")]);
  assert.deepEqual(
    blocks(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
    [message("first event", { id: "1" }), message("second event", { id: "" }), message(" third event")],
  );
  assert.deepEqual(blocks("data\n\ndata\ndata\n\ndata:"), [message(""), message("\n")]);
  assert.deepEqual(blocks("data:test\n\ndata: test\n\n"), [message("test"), message("test")]);
});

test("LF, CR and CRLF end lines, mixed and split between chunks", () => {
  for (const end of ["\n", "\r", "\r\n"])
    assert.deepEqual(blocks(`id: 7${end}data: a${end}${end}`), [message("a", { id: "7" })]);
  assert.deepEqual(blocks("data: a\r", "\n\r", "\ndata: b\r\r"), [message("a"), message("b")]);
  assert.deepEqual(blocks(bytes("data: a\r"), bytes(""), bytes("\ndata: b\n\n")), [message("a\nb")]);
});

test("an event is handed over at the CR of its blank line, without waiting for a LF", () => {
  assert.deepEqual(blocks("data: a\r\n\r"), [message("a")]);
});

test("one leading byte order mark is stripped, from bytes and from strings, and no other", () => {
  assert.deepEqual(blocks(new Uint8Array([0xef]), new Uint8Array([0xbb, 0xbf]), bytes("data: a\n\n")), [message("a")]);
  assert.deepEqual(blocks("\uFEFFdata: a\n\n\uFEFFdata: b\n\n"), [message("a")]);
});

test("a character split between chunks is whole, an invalid byte becomes U+FFFD", () => {
  const text = bytes("data: süß 🌊\n\n");
  assert.deepEqual(blocks(...Array.from(text, (byte) => Uint8Array.of(byte))), [message("süß 🌊")]);
  assert.deepEqual(blocks(bytes("data: "), Uint8Array.of(0xff), bytes("\n\n")), [message("\uFFFD")]);
});

test("an id with NUL is ignored; retry takes digits only; unknown fields and other cases are ignored", () => {
  assert.deepEqual(blocks("id: 1\0\ndata: a\n\n"), [message("a")]);
  assert.deepEqual(parse(["retry: 2000\nretry: 2e3\nretry: -1\nretry:\nretry: 1 \n\n"]).retries, [2000]);
  assert.deepEqual(blocks("DATA: x\nfoo: bar\nfoo\ndata: a\n\n"), [message("a")]);
});

test("a comment is reported and dispatches nothing", () => {
  const { comments, blocks } = parse([": ping\n\n:\n\n"]);
  assert.deepEqual([comments, blocks], [[" ping", ""], []]);
});

test("a block with only an id is handed over, one with only a name is not", () => {
  assert.deepEqual(blocks("id: 5\n\nevent: x\n\n"), [message(null, { id: "5" })]);
});

test("an incomplete event at the end is not dispatched", () => {
  assert.deepEqual(blocks("data: a\n\ndata: b\n"), [message("a")]);
});

test("a block over the limit comes without data, keeps its id, and the next one is whole", () => {
  const long = "x".repeat(200);
  const heard = parse([`id: 1\ndata: ${long}`, `${long}\n\nid: 2\ndata: ok\n\n`], { maxChars: 100 });
  assert.deepEqual(heard.blocks, [message(null, { id: "1" }), message("ok", { id: "2" })]);
  assert.equal(heard.oversize.length, 1);
  assert.deepEqual(
    parse(["id: 1\n", ..."data: 0123456789\n".repeat(20).split(/(?<=\n)/), "\ndata: b\n\n"], { maxChars: 100 }).blocks,
    [message(null, { id: "1" }), message("b")],
  );
});

test("fuzz: however the bytes are split, the blocks are the reference's", () => {
  const random = chance(20261121);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const pieces = [
    "data",
    "data:",
    "data: ",
    "id: 1",
    "id:",
    "id",
    "event: x",
    ":",
    ": c",
    "retry: 5",
    "🌊",
    "ü",
    "\0",
    '{"a":1}',
    " ",
    "\uFEFF",
  ];
  for (let round = 0; round < 3000; round += 1) {
    let text = "";
    for (let n = random() * 40; n > 0; n -= 1)
      text += random() < 0.45 ? pick(["\n", "\r", "\r\n", "\n\n", "\r\n\r\n"]) : pick(pieces);
    const encoded = bytes(text);
    const chunks = [];
    for (let at = 0; at < encoded.length;) {
      const size = 1 + Math.floor(random() * (random() < 0.5 ? 2 : 12));
      chunks.push(encoded.subarray(at, at + size));
      at += size;
    }
    assert.deepEqual(blocks(...chunks), reference(text), JSON.stringify({ round, text }));
  }
});
