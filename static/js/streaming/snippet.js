// @ts-check
// The same two tasks, following and publishing, in the reader's own programming language, with this server and these
// channels. Tokens are only ever named. Pure.

import { patternOf, streamPath } from "./channel.js";

/** `root`: this server's address, ending in a slash.
 *
 * @typedef {object} Subject
 * @property {string} root
 * @property {string[]} channels
 * @property {string} channel
 * @property {string} type
 * @property {Record<string, unknown>} data
 */
/** How commands start in the folder where `make run` was called. */
export const FLASK = ".venv/bin/flask --app app";

/** @typedef {{language: string, note: string, needsToken?: boolean, code: string}} Snippet */

/**
 * Also shown in docs/client.md: one stream per address, kept for as long as a component uses it and a second longer.
 */
export const HOOK = `const streams = new Map(); // url → { stream, users }

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
}`;

/** @type {Record<string, (subject: Subject) => Snippet>} */
export const SNIPPETS = { curl, python, requests, javascript, react };

/** @returns {Snippet} */
function curl(/** @type {Subject} */ { root, channels, channel, type, data }) {
  return {
    language: "bash",
    note: "In any terminal, and so in any script. First a token for it, from the machine that Tailrace runs on:",
    needsToken: true,
    code: `export TAILRACE_TOKEN="paste the token here"

# Publish: the answer is the event’s id, given when it is on the server’s disk
curl -H "Authorization: Bearer $TAILRACE_TOKEN" -H "Content-Type: application/json" \\
  -d ${shellText(JSON.stringify({ channel, type, data }))} \\
  "${root}api/v1/publish"

# Follow, from the beginning, until Ctrl-C (-N: don’t buffer)
curl -N -H "Authorization: Bearer $TAILRACE_TOKEN" \\
  "${root}${streamPath(channels)}&last_event_id=0"
`,
  };
}

/** @returns {Snippet} */
function python(/** @type {Subject} */ { root, channels, channel, type, data }) {
  return {
    language: "python",
    note:
      "Our package, from a clone of Tailrace: pip install ./clients/python. What is lost on the way is sent again, " +
      "and kept once. The token goes into TAILRACE_TOKEN:",
    needsToken: true,
    code: `import os

from tailrace_client import Publisher

publisher = Publisher(${JSON.stringify(root.replace(/\/$/, ""))}, os.environ["TAILRACE_TOKEN"])

# Publish: returns the event’s id when it is on the server’s disk
publisher.publish(${JSON.stringify(channel)}, ${JSON.stringify(type)}, ${pythonText(data)})

# Report progress
with publisher.progress(${JSON.stringify(channel)}, total=3) as progress:
    for part in ("read", "checked", "written"):
        progress.advance(message=part)

# Follow, from the beginning, until the channel is closed
for event in publisher.subscribe(${pythonText(channels)}, last_event_id=0):
    print(event.id, event.type, event.data)
`,
  };
}

/** @returns {Snippet} */
function requests(/** @type {Subject} */ { root, channel, type, data }) {
  return {
    language: "python",
    note:
      "Without our package: pip install requests. The key makes it safe to send the same request again. " +
      "The token goes into TAILRACE_TOKEN:",
    needsToken: true,
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
    note:
      "As a module in a page of this server: whoever is signed in is let in, and all tabs share one connection. " +
      "Nothing to install, nothing to build.",
    code: `import { connect } from ${JSON.stringify(`${root}static/js/tailrace/index.js`)};

const stream = connect(${JSON.stringify(root + streamPath(channels))}, {
  onEvent: ({ id, eventType, channel, data }) => console.log(id, eventType, channel, data),
  onStatus: ({ state, attempt, retry_in_ms }) => console.log(state, attempt, retry_in_ms),
  // In Node, with a copy of static/js/tailrace/: headers: { Authorization: \`Bearer \${process.env.TAILRACE_TOKEN}\` },
  // On another server's pages: token: async () => …, see docs/client.md.
});

stream.addEventListener("gap", ({ data }) => console.warn("not kept any more:", data));
// stream.disconnect() ends it; connect() again goes on where it was.
`,
  };
}

/** @returns {Snippet} */
function react(/** @type {Subject} */ { root, channels }) {
  return {
    language: "javascript",
    note:
      "Copy static/js/tailrace/ into your app. Two components, or one that StrictMode mounts twice, share one " +
      "connection: it stays for a second after its last user.",
    code: `import { useEffect, useRef, useState } from "react";
import { connect } from "./tailrace/index.js";

${HOOK}

export function Events() {
  const [events, setEvents] = useState([]);
  const { state } = useStream(${JSON.stringify(root + streamPath(channels))}, (event) =>
    setEvents((all) => [...all.slice(-99), event]),
    // An app of another server: { token: async () => … }, see docs/client.md.
  );
  return <ul aria-busy={state !== "connected"}>{events.map(({ id, text }) => id && <li key={id}>{text}</li>)}</ul>;
}
`,
  };
}

/** The command that makes a token for these channels. */
export function tokenCommand(/** @type {{channels: string[], channel: string}} */ { channels, channel }) {
  const read = [...new Set(channels.map(patternOf))].map((pattern) => `--subscribe '${pattern}'`);
  return `${FLASK} token create --publish '${patternOf(channel)}' ${read.join(" ")}`;
}

/** One shell word, whatever the text contains. */
export function shellText(/** @type {string} */ text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A JSON value in Python's notation.
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
