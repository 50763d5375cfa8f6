// @ts-check
// A conversation that somebody shared: read as its owner reads it, and nothing else.

import { find } from "../components/element.js";
import { signedOut } from "../components/signed-out.js";
import { beginning, isLive } from "./answer.js";
import { branchOf } from "./branch.js";
import { MessageList } from "./message-list.js";

/** @typedef {import("./api.js").Conversation} Conversation */

/** Only its owner may follow an answer as it is written: this page asks from time to time whether it has ended. */
const ASK_MS = 5000;

let conversation = /** @type {Conversation} */ (conversationOf(document));
let leaf = conversation.messages.at(-1)?.id ?? null;

const list = new MessageList(
  find("[data-messages]"),
  {
    mayWrite: () => false,
    nameOf: (agentId) => agentId,
    choose(sibling) {
      leaf = sibling.id;
      show();
    },
    edit() {},
    again() {},
    goOn() {},
  },
  { onDrawn() {}, isOwn: false },
);

function show() {
  const messages = conversation.messages.map((message) => (isLive(message) ? beginning(message) : message));
  list.show(messages, branchOf(messages, leaf));
}

/** @returns {Conversation | null} */
function conversationOf(/** @type {Document} */ page) {
  return JSON.parse(page.getElementById("conversation")?.textContent ?? "null");
}

function askLater() {
  if (conversation.messages.some(isLive)) setTimeout(() => void ask(), ASK_MS);
}

async function ask() {
  if (!document.hidden) await renew().catch(() => {}); // without a network the next time may do
  askLater();
}

async function renew() {
  const answer = await fetch(location.href);
  if (answer.redirected) return signedOut();
  if (answer.status >= 500 || answer.status === 429) return;
  const read = conversationOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!read) return location.reload(); // it is not shared any more: the server says so
  conversation = read;
  show();
}

find("[data-messages]").replaceChildren();
show();
askLater();
