// @ts-check
// The conversation of this page: its messages, which branch of them is shown, and the answers that are being written.

import { ask, askAgain, readConversation, stop } from "./api.js";
import { beginning, isLive, reduce } from "./answer.js";
import { branchOf } from "./branch.js";
import { keep, kept } from "./kept.js";
import { randomKey } from "./key.js";
import { followRun } from "./run-stream.js";

/** @typedef {import("./answer.js").Message} Message */
/** @typedef {import("./answer.js").RunEvent} RunEvent */
/** @typedef {import("./api.js").Conversation} Conversation */
/** @typedef {import("../tailrace/stream.js").Stream} Stream */
/** @typedef {import("../tailrace/state.js").Status} Status */

/**
 * @typedef {object} SessionHooks
 * @property {() => void} onChange messages came or went, or another branch is shown
 * @property {(message: Message, event: RunEvent) => void} onEvent an answer went on
 * @property {(message: Message) => void} onEnded
 * @property {(status: Status, stream: Stream) => void} onStatus
 * @property {() => void} onIdle no answer is being written any more
 */

const CHANGED = "tailrace:conversation-changed";

export class Session {
  /** @type {Conversation | null} */ conversation;
  /** @type {string | null} */ #leaf = null;
  /** What was sent and is not yet kept. @type {Message | null} */ #sending = null;
  #isAskingAgain = false;
  #key = { of: "", value: "" };
  /** @type {Map<string, Stream>} */ #streams = new Map();
  /** Runs that somebody stopped here and that have not ended yet. @type {Set<string>} */ #stopping = new Set();
  #bus = new BroadcastChannel(CHANGED);

  /**
   * @param {Conversation | null} conversation
   * @param {string} user
   * @param {SessionHooks} hooks
   */
  constructor(conversation, user, hooks) {
    this.conversation = conversation;
    this.user = user;
    this.hooks = hooks;
    this.#leaf = this.#keptLeaf() ?? conversation?.messages.at(-1)?.id ?? null;
    this.#bus.onmessage = ({ data }) => data === this.conversation?.id && void this.refresh().catch(() => {});
  }

  get messages() {
    return this.conversation?.messages ?? [];
  }

  get branch() {
    const shown = branchOf(this.messages, this.#leaf);
    if (!this.#sending) return shown;
    const end = shown.findIndex(({ id }) => id === this.#sending?.parent_id);
    return [...shown.slice(0, end + 1), this.#sending];
  }

  /** The answer under way in the shown branch. */
  get live() {
    return this.branch.find(isLive) ?? null;
  }

  get isSending() {
    return this.#sending !== null || this.#isAskingAgain;
  }

  get isStopping() {
    return this.#stopping.has(this.live?.run_id ?? "");
  }

  /** The answer at the end of the shown branch, if its agent asked back. */
  get asking() {
    return this.#asksIn(this.branch.at(-1)?.id ?? null);
  }

  choose(/** @type {Message} */ message) {
    this.#leaf = message.id;
    this.#keepLeaf();
    this.hooks.onChange();
  }

  /** Follow every answer that is being written. */
  follow() {
    for (const message of this.messages) if (isLive(message)) this.#follow(message);
  }

  /**
   * Ask. An agent that asked back in the message before gets this one, whatever was chosen. Resolves when the server
   * has the question.
   * @param {string} text
   * @param {string} agentId "" for whoever knows
   * @param {string | null} [parent_id] the message that it follows, by default the last of the shown branch
   */
  async send(text, agentId, parent_id = this.branch.at(-1)?.id ?? null) {
    const question = {
      message: text,
      ...(this.conversation ? { conversation_id: this.conversation.id, parent_id } : {}),
      ...(agentId && !this.#asksIn(parent_id) ? { agent_id: agentId } : {}),
    };
    this.#sending = { id: "sending", parent_id, role: "user", text, state: "complete", created_at: Date.now() / 1000 };
    this.hooks.onChange();
    try {
      await this.#begun(await ask(question, this.#keyFor(question)));
      this.#key = { of: "", value: "" };
    } finally {
      this.#sending = null;
      this.hooks.onChange();
    }
  }

  /** Another answer to the question of an ended one. */
  async again(/** @type {Message} */ answer, /** @type {string | undefined} */ agentId) {
    this.#isAskingAgain = true;
    this.hooks.onChange();
    try {
      await this.#begun(await askAgain(answer.run_id ?? "", agentId));
    } finally {
      this.#isAskingAgain = false;
      this.hooks.onChange();
    }
  }

  async stop() {
    const runId = this.live?.run_id;
    if (!runId) return;
    this.#stopping.add(runId);
    this.hooks.onChange();
    try {
      await stop(runId);
    } catch (error) {
      this.#stopping.delete(runId);
      this.hooks.onChange();
      throw error;
    }
  }

  /** Read what the server keeps; answers that are being written stay as far as they are here. */
  async refresh() {
    if (!this.conversation) return;
    this.#take(await readConversation(this.conversation.id));
    this.follow();
    this.hooks.onChange();
  }

  /** Something about it was changed. */
  adopt(/** @type {Conversation} */ changed) {
    this.#take(changed);
    this.hooks.onChange();
  }

  /** The same question sent again, after an answer that never came, is the same question. */
  #keyFor(/** @type {object} */ question) {
    const of = JSON.stringify(question);
    if (this.#key.of !== of) this.#key = { of, value: randomKey() };
    return this.#key.value;
  }

  async #begun(/** @type {import("./api.js").Started} */ { run_id, conversation_id }) {
    const read = await readConversation(conversation_id);
    this.#take(read);
    const answer = read.messages.find((message) => message.run_id === run_id);
    this.#leaf = answer?.id ?? this.#leaf;
    this.#sending = null;
    this.#keepLeaf();
    this.follow();
    this.#bus.postMessage(conversation_id);
  }

  #take(/** @type {Conversation} */ read) {
    const here = new Map(this.messages.map((message) => [message.id, message]));
    const messages = read.messages.map((message) => {
      const known = here.get(message.id);
      return known && isLive(message) && this.#streams.has(message.run_id ?? "") ? known : message;
    });
    this.conversation = { ...read, messages };
  }

  #follow(/** @type {Message} */ message) {
    const runId = message.run_id ?? "";
    if (this.#streams.has(runId)) return;
    this.#replace(beginning(message));
    const stream = followRun(runId, this.user, {
      onEvent: (event) => {
        const before = this.#find(message.id);
        if (!before) return;
        const after = reduce(before, event);
        if (after === before) return;
        this.#replace(after);
        this.hooks.onEvent(after, event);
      },
      onGap: () => void this.refresh().catch(() => {}),
      onStatus: (status) => this.hooks.onStatus(status, stream),
      onComplete: () => void this.#ended(message.id, runId),
    });
    this.#streams.set(runId, stream);
  }

  /** What the server keeps of an answer is how it ended, also where its events were forgotten. */
  async #ended(/** @type {string} */ id, /** @type {string} */ runId) {
    this.#streams.delete(runId);
    this.#stopping.delete(runId);
    const told = this.#find(id);
    if (told) this.hooks.onEnded(told);
    if (this.#streams.size === 0) this.hooks.onIdle();
    await this.refresh().catch(() => {});
    this.#bus.postMessage(this.conversation?.id);
  }

  #asksIn(/** @type {string | null} */ id) {
    const message = this.#find(id ?? "");
    return message?.state === "input_required" ? message : null;
  }

  #find(/** @type {string} */ id) {
    return this.messages.find((message) => message.id === id);
  }

  #replace(/** @type {Message} */ message) {
    if (!this.conversation) return;
    const messages = this.messages.map((one) => (one.id === message.id ? message : one));
    this.conversation = { ...this.conversation, messages };
  }

  #keptLeaf() {
    const id = kept(`tailrace:branch:${this.conversation?.id}`);
    return this.#find(id ?? "") ? id : null;
  }

  #keepLeaf() {
    keep(`tailrace:branch:${this.conversation?.id}`, this.#leaf ?? "");
  }
}
