/**
 * `node follower.js CLIENT URL [BEARER]`: one of other people's JavaScript clients follows a stream. Each is used as
 * its own documentation shows; a JSON line for every event that the library gives; the end with `done`, or at a `204`.
 */

import { fetchEventSource } from "@microsoft/fetch-event-source/lib/cjs/index.js";
import { EventSource } from "eventsource";
import EventSource2 from "eventsource-2";
import { createEventSource } from "eventsource-client";
import { EventSourceParserStream } from "eventsource-parser/stream";

const NAMES = ["message", "note", "heartbeat", "gap", "token_expiring", "closing", "done"];
const [client, url, bearer] = process.argv.slice(2);
const headers = bearer ? { Authorization: `Bearer ${bearer}` } : {};

function hear(name, id, data) {
  process.stdout.write(`${JSON.stringify({ name, id, data })}\n`);
  if (name === "done") process.exit(0);
}

function listen(source) {
  for (const name of NAMES)
    source.addEventListener(name, ({ type, lastEventId, data }) => hear(type, lastEventId, data));
  source.onerror = ({ code, status }) => (code ?? status) === 204 && process.exit(0);
}

const CLIENTS = {
  eventsource: () =>
    listen(
      new EventSource(url, {
        fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
      }),
    ),

  "eventsource-2": () => listen(new EventSource2(url, { headers })),

  async "eventsource-client"() {
    const source = createEventSource({ url, headers });
    for await (const { event, id, data } of source) hear(event ?? "message", id, data);
    process.exit(0);
  },

  async "eventsource-parser"() {
    for (let last = {}; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
      try {
        const { status, body } = await fetch(url, { headers: { ...headers, ...last } });
        if (status === 204) process.exit(0);
        for await (const { event, id, data } of body
          .pipeThrough(new TextDecoderStream())
          .pipeThrough(new EventSourceParserStream())) {
          if (id) last = { "Last-Event-ID": id };
          hear(event ?? "message", id, data);
        }
      } catch {
        // The connection broke; it is asked for again.
      }
    }
  },

  async "fetch-event-source"() {
    globalThis.window = globalThis;
    globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
    await fetchEventSource(url, {
      headers,
      // it would ask for ever: "onopen" has to know
      onopen: async ({ status }) => void (status === 204 && process.exit(0)),
      onmessage: ({ event, id, data }) =>
        event === "" && data === "" ? undefined : hear(event || "message", id, data), // a lone `retry:`
      onclose() {
        throw new Error("again"); // as its documentation says
      },
    });
  },
};

await CLIENTS[client]();
