// @ts-check
// Where a message is written: it grows with its text, Enter sends, and what is not sent yet is kept for each
// conversation of this tab, with the chosen agent, over reloads.

import { find, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { keep, kept } from "./kept.js";

/** The key code of keys that belong to an input method; some systems send Enter with it after the composition. */
const COMPOSING = 229;
const LARGEST_REM = 14;

/** Whether a key press sends what was written. */
export function isSendKey(
  /** @type {{key: string, shiftKey: boolean, altKey?: boolean, ctrlKey?: boolean, metaKey?: boolean,
    isComposing: boolean, keyCode: number}} */ event,
) {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  return !event.isComposing && event.keyCode !== COMPOSING;
}

export class Composer {
  #form = /** @type {HTMLFormElement} */ (find("[data-composer]"));
  #text = /** @type {HTMLTextAreaElement} */ (find("[data-message-text]"));
  #agent = /** @type {HTMLSelectElement} */ (find("[data-agent]"));
  #send = /** @type {HTMLButtonElement} */ (find("[data-send]"));
  #stop = /** @type {HTMLButtonElement} */ (find("[data-stop]"));
  #reply = find("[data-reply]");
  #key = "";
  #isComposing = false;

  /**
   * @param {string} user
   * @param {{onSend: (text: string, agentId: string) => void, onStop: () => void}} listeners
   */
  constructor(user, { onSend, onStop }) {
    this.user = user;
    this.#text.addEventListener("compositionstart", () => (this.#isComposing = true));
    this.#text.addEventListener("compositionend", () => (this.#isComposing = false));
    this.#text.addEventListener("keydown", (event) => {
      if (this.#isComposing || !isSendKey(event)) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    this.#text.addEventListener("input", () => {
      this.#grow();
      this.#keep();
    });
    this.#agent.addEventListener("change", () => this.#keep());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value;
      if (text.trim() && !this.#send.disabled) onSend(text, this.#agent.value);
    });
    this.#stop.addEventListener("click", onStop);
  }

  /** Show what is kept for a conversation; null is the new one. */
  open(/** @type {string | null} */ conversationId) {
    this.#key = `tailrace:draft:${this.user}:${conversationId ?? "new"}`;
    const { text = "", agent = "" } = readDraft(this.#key);
    this.#text.value = text;
    this.#agent.value = [...this.#agent.options].some(({ value }) => value === agent) ? agent : "";
    this.#grow();
  }

  /** The new conversation has got its name; what is written and chosen belongs to it now. */
  rename(/** @type {string} */ conversationId) {
    keep(this.#key, "");
    this.#key = `tailrace:draft:${this.user}:${conversationId}`;
    this.#keep();
  }

  clear() {
    this.#text.value = "";
    this.#grow();
    this.#keep();
  }

  write(/** @type {string} */ text) {
    this.#text.value = text;
    this.#grow();
    this.#keep();
    this.focus();
  }

  get text() {
    return this.#text.value;
  }

  get agent() {
    return this.#agent.value;
  }

  focus() {
    this.#text.focus();
  }

  /**
   * @param {{isLive: boolean, isSending: boolean, isStopping: boolean, asking: string | null}} state `asking`: the
   *   agent that waits for the message
   */
  show({ isLive, isSending, isStopping, asking }) {
    this.#send.disabled = isLive || isSending;
    this.#send.hidden = isLive;
    this.#stop.hidden = !isLive;
    this.#stop.disabled = isStopping;
    setText(this.#stop.querySelector("span"), isStopping ? _("Stopping…") : _("Stop"));
    this.#reply.hidden = !asking;
    if (asking) setText(this.#reply.querySelector("span"), _("%(agent)s is waiting for your reply", { agent: asking }));
    this.#text.placeholder = asking ? _("Reply to %(agent)s", { agent: asking }) : _("Ask something");
    this.#agent.disabled = Boolean(asking);
  }

  #grow() {
    this.#text.style.height = "auto";
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.#text.style.height = `${Math.min(this.#text.scrollHeight + 2, LARGEST_REM * rem)}px`;
  }

  #keep() {
    const draft = { text: this.#text.value, agent: this.#agent.value };
    keep(this.#key, draft.text || draft.agent ? JSON.stringify(draft) : "");
  }
}

/** @returns {{text?: string, agent?: string}} */
function readDraft(/** @type {string} */ key) {
  try {
    return JSON.parse(kept(key) ?? "{}");
  } catch {
    return {};
  }
}
