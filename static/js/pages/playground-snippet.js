// @ts-check
// The same two things, follow and publish, in the reader's own language, with this server and these channels. A token is only ever
// named. Pure.

import { patternOf, streamPath } from "./playground-channel.js";

/** @typedef {{root: string, channels: string[], channel: string, type: string, data: Record<string, unknown>}} Subject `root`: this server's address, with a slash at its end */
/** @typedef {{language: string, note: string, code: string}} Snippet */

/** @type {Record<string, (subject: Subject) => Snippet>} */
export const SNIPPETS = { curl, python, requests, javascript, react };

/** @returns {Snippet} */
function curl(/** @type {Subject} */ subject) {
  const { root, channels, channel, type, data } = subject;
  return {
    language: "bash",
    note: `A token for programs is made on the server: ${tokenCommand(subject)}`,
    code: `export TAILRACE_TOKEN=…   # a service token

# Follow, from the beginning (-N: don’t buffer)
curl -N -H "Authorization: Bearer $TAILRACE_TOKEN" \\
  "${root}${streamPath(channels)}&last_event_id=0"

# Publish
curl -H "Authorization: Bearer $TAILRACE_TOKEN" -H "Content-Type: application/json" \\
  -d ${shellText(JSON.stringify({ channel, type, data }))} \\
  "${root}api/v1/publish"
`,
  };
}

/** @returns {Snippet} */
function python(/** @type {Subject} */ { root, channels, channel, type, data }) {
  return {
    language: "python",
    note: "The package comes with Tailrace: pip install ./deploy/python. It retries with idempotency keys, and resumes behind the last event it gave you.",
    code: `import os

from tailrace_client import Publisher

publisher = Publisher(${JSON.stringify(root.replace(/\/$/, ""))}, os.environ["TAILRACE_TOKEN"])

# Publish: returns the id when the event is on the server’s disk
publisher.publish(${JSON.stringify(channel)}, ${JSON.stringify(type)}, ${pythonText(data)})

# Report progress
with publisher.progress(${JSON.stringify(channel)}, total=3) as progress:
    for part in ("read", "checked", "written"):
        progress.advance(message=part)

# Follow, from the beginning
for event in publisher.subscribe(${pythonText(channels)}, last_event_id=0):
    print(event.id, event.type, event.data)
`,
  };
}

/** @returns {Snippet} */
function requests(/** @type {Subject} */ { root, channel, type, data }) {
  return {
    language: "python",
    note: "Without our package: one request publishes. The key makes it safe to send the same request again.",
    code: `import os
import uuid

import requests

answer = requests.post(
    ${JSON.stringify(`${root}api/v1/publish`)},
    headers={
        "Authorization": f"Bearer {os.environ['TAILRACE_TOKEN']}",
        "Idempotency-Key": uuid.uuid4().hex,
    },
    json={"channel": ${JSON.stringify(channel)}, "type": ${JSON.stringify(type)}, "data": ${pythonText(data)}},
    timeout=10,
)
answer.raise_for_status()
print(answer.json()["ids"])
`,
  };
}

/** @returns {Snippet} */
function javascript(/** @type {Subject} */ { root, channels }) {
  return {
    language: "javascript",
    note: "No token in the page: it is asked for with the session, for five minutes and these channels alone. One connection serves all tabs.",
    code: `import { connect } from ${JSON.stringify(`${root}static/js/tailrace/index.js`)};

const stream = connect(${JSON.stringify(root + streamPath(channels))}, {
  onEvent: ({ id, eventType, channel, data }) => console.log(id, eventType, channel, data),
  onStatus: ({ state, attempt, retry_in_ms }) => console.log(state, attempt, retry_in_ms),
});

stream.addEventListener("gap", ({ data }) => console.warn("not kept any more:", data));
// stream.disconnect() ends it; connect() again resumes where it was.
`,
  };
}

/** @returns {Snippet} */
function react(/** @type {Subject} */ { root, channels }) {
  return {
    language: "javascript",
    note: "Mounting twice, as StrictMode does, or in two components, makes no second connection: a stream stays for a second after its last user.",
    code: `import { useEffect, useRef, useState } from "react";
import { connect } from ${JSON.stringify(`${root}static/js/tailrace/index.js`)};

const streams = new Map(); // url → { stream, users }

function acquire(url, options) {
  const entry = streams.get(url) ?? { stream: connect(url, options), users: 0 };
  entry.users += 1;
  streams.set(url, entry);
  return entry;
}

function release(url, entry) {
  entry.users -= 1;
  setTimeout(() => {
    if (entry.users > 0 || streams.get(url) !== entry) return;
    streams.delete(url);
    entry.stream.disconnect();
  }, 1000);
}

export function useStream(url, onEvent, options) {
  const [status, setStatus] = useState({ state: "connecting" });
  const listener = useRef(onEvent);
  useEffect(() => void (listener.current = onEvent));

  useEffect(() => {
    const entry = acquire(url, options);
    const { stream } = entry;
    const hear = (event) => listener.current(event);
    const show = () => setStatus(stream.status);
    stream.addEventListener("event", hear);
    stream.addEventListener("status", show);
    show();
    return () => {
      stream.removeEventListener("event", hear);
      stream.removeEventListener("status", show);
      release(url, entry);
    };
  }, [url]);

  return status;
}

export function Events() {
  const [events, setEvents] = useState([]);
  const { state } = useStream(${JSON.stringify(root + streamPath(channels))}, (event) =>
    setEvents((all) => [...all.slice(-99), event]),
  );
  return <ul aria-busy={state !== "connected"}>{events.map(({ id, text }) => id && <li key={id}>{text}</li>)}</ul>;
}
`,
  };
}

/** The command that makes a token for these channels. */
export function tokenCommand(/** @type {{channels: string[], channel: string}} */ { channels, channel }) {
  const read = [...new Set(channels.map(patternOf))].map((pattern) => `--subscribe '${pattern}'`);
  return `flask --app app token create --publish '${patternOf(channel)}' ${read.join(" ")}`;
}

/** A word of the shell, whatever is in it. */
export function shellText(/** @type {string} */ text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A JSON value as Python writes it.
 * @param {unknown} value
 * @returns {string}
 */
export function pythonText(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${pythonText(inner)}`)
    .join(", ")}}`;
}
