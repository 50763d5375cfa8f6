// @ts-check
// The chat page: brings the conversation to life that the server has drawn.

import { announce } from "../components/announcer.js";
import { connectionBadge } from "../components/connection-badge.js";
import { element, find, setText } from "../components/element.js";
import { notice } from "../components/notice.js";
import { sentenceOf } from "../components/request.js";
import { onKey } from "../components/shortcut.js";
import { _ } from "../components/text.js";
import { isLive } from "./answer.js";
import { pageUrl } from "./api.js";
import { Composer } from "./composer.js";
import { ConversationList } from "./conversation-list.js";
import { showConversationMenu, watchConversationMenu } from "./conversation-menu.js";
import { Following } from "./following.js";
import { later } from "./markdown/frame-time.js";
import { MessageList } from "./message-list.js";
import { Session } from "./session.js";
import { Speaker } from "./spoken.js";
import { askText } from "./text-dialog.js";

/** @typedef {import("./answer.js").Message} Message */

const GO_ON = _("Go on.");
const page = find("[data-chat]");
const user = page.dataset.user ?? "";
const island = document.getElementById("conversation");
/** @type {{id: string, name: string}[]} */
const agents = JSON.parse(find("#agents").textContent ?? "[]");
const names = new Map(agents.map(({ id, name }) => [id, name]));
const nameOf = (/** @type {string} */ id) => names.get(id) ?? id;

const badge = connectionBadge();
const log = find("[data-log]");
const following = new Following(log, find("[data-to-end]"));
const notices = find("[data-notices]");
/** @type {Map<string, Speaker>} */
const speakers = new Map();

const session = new Session(island ? JSON.parse(island.textContent ?? "null") : null, user, {
  onChange: show,
  onEvent: (message) => showLater(message),
  onEnded: (message) => ended(message),
  onStatus(status, stream) {
    badge.follow(stream);
    badge.show(status);
  },
  onIdle: () => idle(),
});

const list = new MessageList(
  find("[data-messages]"),
  {
    mayWrite: () => !session.live && !session.isSending,
    nameOf,
    choose(sibling) {
      following.stay();
      session.choose(sibling);
    },
    edit: (question) => void edit(question),
    again: (answer, agentId) => void attempt(() => session.again(answer, agentId)),
    goOn: (answer) => void send(GO_ON, answer.agent_id ?? "", answer.id),
  },
  { onDrawn: () => following.follow(), isOwn: true },
);
const conversations = new ConversationList(() => session.conversation?.id ?? null);
const composer = new Composer(user, {
  onSend: (text, agentId) => void send(text, agentId),
  onStop: () => void attempt(() => session.stop()),
});

// -- showing ----------------------------------------------------------------------------------------------------------

function show() {
  const { branch, messages, conversation, live, asking } = session;
  find("[data-welcome]").hidden = branch.length > 0;
  list.show(messages, branch);
  showConversationMenu(conversation);
  if (conversation) {
    setText(find("[data-page-title]"), conversation.title);
    document.title = `${conversation.title} · Tailrace`;
  }
  composer.show({
    isLive: live !== null,
    isSending: session.isSending,
    isStopping: session.isStopping,
    asking: asking ? asking.agent_name || nameOf(asking.agent_id ?? "") : null,
  });
  following.follow();
}

/** Answers that went on since the last frame. @type {Map<string, Message>} */
const changed = new Map();

function showLater(/** @type {Message} */ message) {
  badge.flow();
  speak(message);
  if (changed.size === 0) later(showChanged);
  changed.set(message.id, message);
}

function showChanged() {
  const hasEnded = [...changed.values()].some((message) => !isLive(message));
  for (const message of changed.values()) if (list.has(message.id)) list.update(message, session.messages);
  changed.clear();
  if (hasEnded) show();
  following.follow();
  return false;
}

// -- doing ------------------------------------------------------------------------------------------------------------

/** @returns {Promise<boolean>} whether it went well; if not, the page says why */
async function attempt(/** @type {() => Promise<void>} */ action) {
  notices.replaceChildren();
  try {
    await action();
    return true;
  } catch (error) {
    const again = () => void attempt(action);
    const button = element("button", { class: "button button--small", type: "button", onclick: again }, _("Try again"));
    notices.replaceChildren(notice("bad", _("That did not work"), [sentenceOf(error)], button));
    following.follow();
    return false;
  } finally {
    void conversations.renew();
  }
}

/**
 * @param {string} text
 * @param {string} agentId "" for whoever knows
 * @param {string | null} [parentId] the message that it follows, by default the last one
 */
async function send(text, agentId, parentId) {
  following.toEnd();
  const isNew = !session.conversation;
  await attempt(async () => {
    await session.send(text, agentId, parentId);
    if (composer.text === text) composer.clear();
    if (isNew && session.conversation) moveIn(session.conversation.id);
  });
}

/** The new conversation has its address now. */
function moveIn(/** @type {string} */ id) {
  history.replaceState(null, "", pageUrl(id));
  composer.rename(id);
}

async function edit(/** @type {Message} */ question) {
  const text = await askText({
    title: _("Ask in other words"),
    note: _("The earlier question and its answers stay; arrows lead back to them."),
    label: _("Question"),
    text: question.text,
    confirm: _("Ask"),
  });
  if (text !== null) await send(text, composer.agent, question.parent_id);
}

// -- speaking ---------------------------------------------------------------------------------------------------------

function speak(/** @type {Message} */ message) {
  let speaker = speakers.get(message.id);
  if (!speaker && message.agent_id) {
    speakers.set(message.id, (speaker = new Speaker(announce)));
    speaker.begin(_("%(agent)s is answering.", { agent: message.agent_name || nameOf(message.agent_id) }));
  }
  speaker?.hear(message.text);
}

function ended(/** @type {Message} */ message) {
  const speaker = speakers.get(message.id);
  if (message.state === "complete") speaker?.end(_("Answer complete."));
  else if (message.state === "input_required") speaker?.end(message.prompt ?? "");
  else if (message.state === "cancelled") speaker?.end(_("Answer stopped."));
  else speaker?.stop(); // the notice speaks for itself
}

/** Nothing is being written, so there is no connection to tell of. */
function idle() {
  badge.show({ state: "closed" });
  if (navigator.onLine) badge.hide();
  else badge.show({ state: "reconnecting", offline: true });
  void conversations.renew();
}

// -- beginning --------------------------------------------------------------------------------------------------------

watchConversationMenu(
  () => session.conversation,
  (conversation) => {
    session.adopt(conversation);
    void conversations.renew();
  },
);
for (const example of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-example]")))
  example.addEventListener("click", () => composer.write(example.dataset.example ?? ""));
onKey("n", () => location.assign(pageUrl(null)));
onKey("e", () => following.toEnd());
onKey(".", () => session.live && void attempt(() => session.stop()));
onKey("i", (event) => {
  event.preventDefault();
  composer.focus();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !session.live && !session.isSending) void session.refresh().catch(() => {});
});
for (const change of ["online", "offline"]) addEventListener(change, () => session.live || idle());
composer.open(session.conversation?.id ?? null);
find("[data-messages]").replaceChildren();
badge.show({ state: "closed" });
badge.hide();
session.follow();
show();
if (!session.conversation && matchMedia("(pointer: fine)").matches) composer.focus();
