// @ts-check
// The form that publishes, and the answer to every request: the ids, or the error with its cause and its fix.

import { announce } from "../components/announcer.js";
import { ask } from "../components/dialog.js";
import { element, find, icon, setText } from "../components/element.js";
import { notice } from "../components/notice.js";
import { bytes, count, plural } from "../components/number.js";
import { request, RequestError } from "../components/request.js";
import { _ } from "../components/text.js";
import { freshChannel, parseChannels, patternOf } from "./channel.js";
import { FLASK, tokenCommand } from "./snippet.js";

const TYPE = /^[A-Za-z][A-Za-z0-9._:-]{0,63}$/;
const SERIES_MS = 200;
const SHOWN_IDS = 3;

/** @typedef {{channel: string, type: string, data: Record<string, unknown>}} Draft */
/**
 * @typedef {object} Options
 * @property {string} root
 * @property {string} username
 * @property {(draft: Partial<Draft>) => void} onChange
 * @property {(channel: string) => void} onFresh
 */

export class PublishForm {
  #form = /** @type {HTMLFormElement} */ (find("[data-publish]"));
  #channel = /** @type {HTMLInputElement} */ (find("#publish-channel"));
  #type = /** @type {HTMLInputElement} */ (find("#publish-type"));
  #data = /** @type {HTMLTextAreaElement} */ (find("#publish-data"));
  #check = find("[data-publish-check]");
  #keyed = /** @type {HTMLInputElement} */ (find("[data-publish-keyed]"));
  #key = "";
  /** @type {string} the ids that the server returned for the key */ #answered = "";
  #options;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.publish();
    });
    this.#form.addEventListener("input", () => this.#validate());
    this.#data.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.publish();
    });
    this.#keyed.addEventListener("change", () => this.#newKey());
    find("[data-key-new]").addEventListener("click", () => this.#newKey());
    find("[data-series]").addEventListener("click", () => void this.#series(10));
    find("[data-burst]").addEventListener("click", () => void this.#burst(100));
    find("[data-close-channel]").addEventListener("click", () => void this.#close());
    this.#validate();
  }

  get channel() {
    return this.#channel.value.trim();
  }

  set channel(name) {
    this.#channel.value = name;
    this.#validate();
  }

  /** @returns {Promise<boolean>} whether the event was kept */
  async publish() {
    const draft = this.#validate(true);
    if (!draft) return false;
    const headers = this.#keyed.checked ? { "Idempotency-Key": this.#key } : undefined;
    const ids = await this.#send(draft, headers);
    if (!ids) return false;
    const isRepeated = headers !== undefined && String(ids) === this.#answered;
    if (headers) this.#answered = String(ids);
    if (isRepeated)
      this.#answer("ok", _("201, with the same id as before"), [
        _("%(ids)s: the server knows this key, and stored nothing a second time.", { ids: idText(ids) }),
      ]);
    return true;
  }

  async #series(/** @type {number} */ number) {
    const draft = this.#validate(true);
    if (!draft) return;
    const button = /** @type {HTMLButtonElement} */ (find("[data-series]"));
    button.disabled = true;
    for (let n = 1; n <= number; n += 1) {
      if (!(await this.#send(numbered(draft, n)))) break;
      if (n < number) await new Promise((resolve) => setTimeout(resolve, SERIES_MS));
    }
    button.disabled = false;
  }

  async #burst(/** @type {number} */ number) {
    const draft = this.#validate(true);
    if (!draft) return;
    await this.#send(Array.from({ length: number }, (_, place) => numbered(draft, place + 1)));
  }

  /**
   * @param {Draft | Draft[]} body
   * @param {Record<string, string>} [headers]
   * @returns {Promise<number[] | null>}
   */
  async #send(body, headers) {
    const began_ms = performance.now();
    try {
      const { ids } = await request("POST", `${this.#options.root}api/v1/publish`, { json: body, headers });
      const took = `${Math.max(1, Math.round(performance.now() - began_ms))} ms`;
      this.#answer(
        "ok",
        ids.length === 1
          ? _("201, kept")
          : _("201, %(events)s kept in one batch", { events: plural(ids.length, "%(num)s event", "%(num)s events") }),
        [_("%(ids)s · answered in %(time)s", { ids: idText(ids), time: took })],
      );
      return ids;
    } catch (error) {
      this.#refused(error);
      return null;
    }
  }

  async #close() {
    const channel = this.channel;
    const { error } = parseChannels(channel);
    if (error) return this.#answer("bad", _("Not sent"), [error]);
    const isSure = await ask({
      title: _("Close %(channel)s?", { channel }),
      text: _(
        "Its streams end with “done”, and nothing can be published to it again, ever. What it holds can still be read.",
      ),
      confirm: _("Close the channel"),
      cancel: _("Leave it open"),
      danger: true,
    });
    if (!isSure) return;
    try {
      const { id } = await request("POST", `${this.#options.root}api/v1/channels/${encodeURIComponent(channel)}/close`);
      this.#answer(
        "ok",
        _("201, closed"),
        [_("The end of %(channel)s has id %(id)s. To go on, take a fresh channel.", { channel, id: count(id) })],
        this.#freshButton(channel),
      );
    } catch (failure) {
      this.#refused(failure);
    }
  }

  #refused(/** @type {unknown} */ error) {
    if (!(error instanceof RequestError)) throw error;
    const title = error.status ? `${error.status} ${error.code}` : _("No answer");
    const channel = this.channel;
    if (error.status === 403) {
      const grant = `${FLASK} user grant ${this.#options.username} --publish '${patternOf(channel)}'`;
      return this.#answer(
        "bad",
        title,
        [error.message, ...whyForbidden(channel)],
        commands([
          [_("For your account, on the server:"), grant],
          [_("For a program:"), tokenCommand({ channels: [channel], channel })],
        ]),
      );
    }
    if (error.status === 409) return this.#answer("bad", title, [error.message], this.#freshButton(channel));
    if (error.status === 422)
      return this.#answer("bad", title, [error.message, _("Make a new key, or send what you sent before.")]);
    this.#answer("bad", title, [error.message]);
  }

  #freshButton(/** @type {string} */ channel) {
    const fresh = freshChannel(channel);
    return element(
      "button",
      { class: "button button--small", type: "button", onclick: () => this.#options.onFresh(fresh) },
      icon("plus"),
      element("span", {}, _("Use a fresh channel")),
    );
  }

  /**
   * @param {"ok" | "bad"} kind
   * @param {string} title
   * @param {string[]} lines
   * @param {Node} [more]
   */
  #answer(kind, title, lines, more) {
    find("[data-answer]").replaceChildren(
      notice(
        kind,
        title,
        lines.map((line) => element("p", { class: "number" }, line)),
        more,
      ),
    );
  }

  #newKey() {
    this.#key = crypto.randomUUID?.() ?? `playground-${Math.random().toString(36).slice(2)}`;
    this.#answered = "";
    find("[data-publish-key]").hidden = !this.#keyed.checked;
    setText(find("[data-key-value]"), this.#key);
    if (this.#keyed.checked) announce(_("The next requests carry one key."));
  }

  /** @returns {Draft | null} the event, if it can be sent; mistakes show while the person types */
  #validate(isSending = false) {
    const { error } = parseChannels(this.channel);
    const isOne = this.channel !== "" && !/[\s,]/.test(this.channel);
    const type = this.#type.value.trim();
    const { data, problem } = parseData(this.#data.value);
    mark(this.#channel, error !== "" || !isOne);
    mark(this.#type, !TYPE.test(type));
    mark(this.#data, data === null);
    const wrong =
      error ||
      (isOne ? "" : _("An event goes to one channel.")) ||
      (TYPE.test(type) ? "" : "A type has 1 to 64 of A–Z, a–z, 0–9 and . _ : -, a letter first.") ||
      problem;
    setText(this.#check, wrong || `${bytes(new Blob([this.#data.value]).size)} of JSON`);
    this.#check.classList.toggle("publish__wrong", wrong !== "");
    this.#options.onChange(wrong === "" && data ? { channel: this.channel, type, data } : {});
    if (wrong === "" && data) return { channel: this.channel, type, data };
    if (isSending) this.#answer("bad", _("Not sent"), [wrong]);
    return null;
  }
}

/** @returns {{data: Record<string, unknown> | null, problem: string}} */
function parseData(/** @type {string} */ text) {
  try {
    const data = JSON.parse(text);
    if (data !== null && typeof data === "object" && !Array.isArray(data)) return { data, problem: "" };
    return { data: null, problem: _("The data is an object: { … }.") };
  } catch (error) {
    return { data: null, problem: _("Not JSON yet: %(why)s", { why: error instanceof Error ? error.message : "" }) };
  }
}

/** With a running number first, where a narrow log still shows it. */
function numbered(/** @type {Draft} */ draft, /** @type {number} */ n) {
  return { ...draft, data: Object.assign({ n }, draft.data, { n }) };
}

function mark(/** @type {HTMLElement} */ field, /** @type {boolean} */ isWrong) {
  if (isWrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function idText(/** @type {number[]} */ ids) {
  return ids.length <= SHOWN_IDS
    ? _("id %(ids)s", { ids: ids.join(", ") })
    : _("ids %(first)s to %(last)s", { first: ids[0], last: ids[ids.length - 1] });
}

/** Why a channel is forbidden: prefixes reserved for Tailrace. Empty if it is allowed. */
function whyForbidden(/** @type {string} */ channel) {
  const [prefix] = channel.split(".");
  const reserved = find("[data-playground]").dataset.reserved?.split(" ") ?? [];
  if (!reserved.includes(prefix)) return [];
  return [
    _("Only Tailrace itself speaks on %(prefix)s channels: even an admin needs a grant that names them.", { prefix }),
  ];
}

/** Commands, each with a copy button. */
export function commands(/** @type {[string, string][]} */ lines) {
  return element(
    "div",
    { class: "commands" },
    ...lines.map(([label, command]) =>
      element(
        "div",
        { class: "commands__item" },
        element("span", { class: "muted" }, label),
        element(
          "button",
          { class: "copy copy--block", type: "button", "data-copy": command, title: "Copy" },
          element("span", { class: "mono" }, command),
          icon("copy"),
        ),
      ),
    ),
  );
}
