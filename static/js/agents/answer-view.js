// @ts-check
// An answer on the page: who gives it, its steps, its text as it grows, what it made, and how it ended.

import { copyText } from "../components/copy.js";
import { element, icon, setText } from "../components/element.js";
import { notice } from "../components/notice.js";
import { duration, plural } from "../components/number.js";
import { _ } from "../components/text.js";
import { timeNode } from "../components/time.js";
import { isLive, nextBest } from "./answer.js";
import { ArtifactList } from "./artifact-list.js";
import { MarkdownView } from "./markdown/view.js";
import { asking, branchArrows, letAsk, smallButton } from "./message-foot.js";
import { routingLine } from "./routing-line.js";
import { StepList } from "./step-list.js";

/** @typedef {import("./answer.js").Message} Message */
/** @typedef {import("./message-action.js").MessageActions} MessageActions */

export class AnswerView {
  #who = element("h2", { class: "message__who" });
  #routing = element("div", { class: "message__routing" });
  #steps = new StepList();
  #text = element("div", { class: "markdown" });
  #typing = element(
    "p",
    { class: "typing", hidden: true },
    element("span", { class: "typing__mark" }),
    element("span"),
  );
  #artifacts;
  #ending = element("div", { class: "message__ending" });
  #foot = element("div", { class: "message__foot" });
  /** @type {MarkdownView | null} */ #view = null;
  #written = "";
  #isEnded = false;
  #onDrawn;
  #isOwn;
  /** As it was last shown. @type {Message} */ #message;
  node;

  /**
   * @param {Message} message
   * @param {MessageActions} actions
   * @param {{onDrawn: () => void, isOwn: boolean}} place
   */
  constructor(message, actions, { onDrawn, isOwn }) {
    this.actions = actions;
    this.#message = message;
    this.#onDrawn = onDrawn;
    this.#isOwn = isOwn;
    this.#artifacts = new ArtifactList(isOwn);
    this.node = element(
      "article",
      { class: "message message--agent", "data-message": message.id },
      this.#who,
      this.#routing,
      this.#steps.node,
      this.#text,
      this.#artifacts.node,
      this.#typing,
      this.#ending,
      this.#foot,
    );
  }

  show(/** @type {Message} */ message, /** @type {Message[]} */ siblings) {
    const live = isLive(message);
    this.#message = message;
    this.node.dataset.state = message.state;
    this.node.setAttribute("aria-busy", String(live));
    this.#showWho(message, live);
    this.#steps.show(message.steps ?? [], live);
    this.#write(message.text, live);
    this.#artifacts.show(message.artifacts ?? []);
    this.#typing.hidden = !live;
    setText(this.#typing.querySelector("span:last-child"), waitingFor(message));
    this.#showEnding(message);
    this.#showFoot(message, siblings);
    letAsk([this.#ending, this.#foot], this.actions.mayWrite());
  }

  #showWho(/** @type {Message} */ message, /** @type {boolean} */ live) {
    const { agent_name, agent_id, routing } = message;
    const name =
      agent_name || (agent_id ? this.actions.nameOf(agent_id) : "") || (live ? _("Choosing an agent…") : _("No agent"));
    if (this.#who.textContent !== name) this.#who.replaceChildren(icon("bot"), element("span", {}, name));
    this.node.setAttribute("aria-label", _("Answer of %(agent)s", { agent: name }));
    const key = JSON.stringify(routing ?? null);
    if (this.#routing.dataset.key !== key) {
      this.#routing.dataset.key = key;
      this.#routing.replaceChildren(...(routing ? [routingLine(routing, this.actions.nameOf)] : []));
    }
    const fold = this.#routing.querySelector("details");
    if (fold && fold.dataset.touched === undefined) fold.open = live && !message.text;
  }

  #write(/** @type {string} */ text, /** @type {boolean} */ live) {
    if (!this.#view || !text.startsWith(this.#written) || (this.#isEnded && text !== this.#written)) {
      this.#text.replaceChildren();
      this.#view = new MarkdownView(this.#text, this.#onDrawn);
      this.#written = "";
      this.#isEnded = false;
    }
    if (text.length > this.#written.length) this.#view.add(text.slice(this.#written.length));
    this.#written = text;
    if (!live && !this.#isEnded) {
      this.#isEnded = true;
      this.#view.end();
    }
  }

  /** Drawn when it changes, and not again: a screen reader would hear it twice. */
  #showEnding(/** @type {Message} */ message) {
    const isEmpty = !message.text && (message.artifacts ?? []).length === 0;
    const { state, cut, error, prompt } = message;
    // What events tell and what is read back leave out different things.
    const key = JSON.stringify([state, Boolean(cut), error ?? "", prompt ?? "", isEmpty]);
    if (this.#ending.dataset.key === key) return;
    this.#ending.dataset.key = key;
    this.#ending.replaceChildren(...this.#endingOf(message, isEmpty));
  }

  #showFoot(/** @type {Message} */ message, /** @type {Message[]} */ siblings) {
    const { state, prompt, seconds, tokens_in, tokens_out } = message;
    const isSaid = Boolean(message.text || prompt);
    const key = JSON.stringify([state, isSaid, seconds, tokens_in, tokens_out, ...siblings.map(({ id }) => id)]);
    if (this.#foot.dataset.key === key) return;
    this.#foot.dataset.key = key;
    const arrows = branchArrows(message, siblings, this.actions);
    if (isLive(message)) return this.#foot.replaceChildren(...arrows);
    this.#foot.replaceChildren(
      ...arrows,
      ...(isSaid ? [this.#copyButton()] : []),
      ...(this.#isOwn ? [asking(smallButton("rotate-cw", _("Answer again"), () => this.#again()))] : []),
      element("span", { class: "message__facts" }, factsOf(message)),
      timeNode(message.created_at),
    );
  }

  #copyButton() {
    const words = () => this.#message.text || this.#message.prompt || "";
    const copy = smallButton("copy", _("Copy the answer"), () => void copyText(words(), copy));
    return copy;
  }

  /** Without an agent it is the one that answered here. */
  #again(agentId = this.#message.agent_id ?? undefined) {
    this.actions.again(this.#message, agentId);
  }

  /** @returns {Node[]} */
  #endingOf(/** @type {Message} */ message, /** @type {boolean} */ isEmpty) {
    const { state, cut, error, prompt } = message;
    if (state === "input_required") {
      const asked = element("p", {}, prompt || _("The agent needs to know more."));
      return [element("div", { class: "asks" }, icon("circle-question-mark"), asked)];
    }
    if (state === "complete" && cut) {
      const goOn = this.#isOwn ? button(_("Go on"), () => this.actions.goOn(this.#message)) : null;
      return [notice("info", _("The answer was cut at its limit"), [_("The agent had more to say.")], goOn)];
    }
    if (state === "complete" && isEmpty) return [element("p", { class: "muted" }, _("The agent said nothing."))];
    if (state === "cancelled") return [element("p", { class: "message__stopped" }, icon("circle-stop"), _("Stopped"))];
    if (state !== "failed" && state !== "broken_off") return [];
    const title = state === "broken_off" ? _("The answer broke off here") : _("There is no answer");
    return [notice("bad", title, [error ?? ""], this.#isOwn ? this.#mends(message) : null)];
  }

  #mends(/** @type {Message} */ message) {
    const made = document.createDocumentFragment();
    made.append(button(_("Ask again"), () => this.#again()));
    const next = nextBest(message);
    if (next) {
      const name = next.agent_name ?? this.actions.nameOf(next.agent_id);
      made.append(button(_("Ask %(agent)s", { agent: name }), () => this.#again(next.agent_id)));
    }
    return made;
  }
}

function button(/** @type {string} */ label, /** @type {() => void} */ onclick) {
  return asking(element("button", { class: "button button--small", type: "button", onclick }, label));
}

function waitingFor(/** @type {Message} */ { agent_id, text }) {
  if (text) return _("Writing…");
  return agent_id ? _("Working on it…") : _("Finding out who knows…");
}

function factsOf(/** @type {Message} */ { seconds, tokens_in, tokens_out }) {
  const facts = [];
  if (seconds) facts.push(duration(seconds));
  if (tokens_in) facts.push(plural(tokens_in, "%(num)s token read", "%(num)s tokens read"));
  if (tokens_out) facts.push(plural(tokens_out, "%(num)s token written", "%(num)s tokens written"));
  return facts.join(" · ");
}
