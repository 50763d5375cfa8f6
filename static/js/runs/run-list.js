// @ts-check
// A list of runs, kept live over one stream: the rows of running runs move, new runs appear and deleted ones go, in
// every tab. The server draws every row: when something has begun, ended or gone, the list asks for itself again.

import { announce } from "../components/announcer.js";
import { connectionBadge } from "../components/connection-badge.js";
import { setText } from "../components/element.js";
import { plural } from "../components/number.js";
import { signedOut } from "../components/signed-out.js";
import { showTimes } from "../components/time.js";
import { connect } from "../tailrace/index.js";
import { addressOfList, applyFilter, watchFilter } from "./run-filter.js";
import { renewRows, rowsOf } from "./run-rows.js";

/** @typedef {import("./run.js").RunStatus} RunStatus */

/**
 * How a face reads its events: the state of a run before any, and after one more.
 *
 * @template {{status: RunStatus, progress: number}} State
 * @typedef {object} Reading
 * @property {(known: {status: RunStatus, progress: number}) => State} initialState
 * @property {(state: State, event: {type: string, [key: string]: any}) => State} reduce
 */

const CHANNELS_MAX = 50;
/** The list asks for itself at most this often, whatever happens. */
const RENEWAL_MS = 1000;
const UNHURRIED_MS = 1500;

/**
 * @template {{status: RunStatus, progress: number}} State
 * @param {Reading<State>} reading
 * @param {string} [name] of the list, on a page with several
 */
export function watchRunList(reading, name = "") {
  const panel = panelOf(document, name);
  if (!panel) return;
  watchFilter();
  const list = new RunList(panel, reading);
  // Whoever only passes through a page on which nothing moves costs the server no stream.
  if (list.isMoving) list.follow();
  else if (document.readyState === "complete") setTimeout(() => list.follow(), UNHURRIED_MS);
  else addEventListener("load", () => setTimeout(() => list.follow(), UNHURRIED_MS), { once: true });
}

/** @template {{status: RunStatus, progress: number}} State */
class RunList {
  #list;
  #reading;
  #badge = connectionBadge();
  /** The runs that are followed, by channel. @type {Map<string, State>} */ #states = new Map();
  /** @type {import("../tailrace/stream.js").Stream | null} */ #stream = null;
  /** @type {ReturnType<typeof setTimeout> | null} */ #renewal = null;
  #isRenewing = false;
  #renewed_ms = 0;

  /**
   * @param {HTMLElement} list
   * @param {Reading<State>} reading
   */
  constructor(list, reading) {
    this.#list = list;
    this.#reading = reading;
    document.addEventListener("visibilitychange", () => this.#renewal !== null && this.#renewSoon());
  }

  /** The runs that are followed, beside the announcements. */
  get #live() {
    const live = rowsOf(this.#list).filter(
      ({ dataset }) => dataset.status === "queued" || dataset.status === "running",
    );
    return live.slice(0, CHANNELS_MAX - 1);
  }

  get isMoving() {
    return this.#live.length > 0;
  }

  /** Follow the announcements, and every run in the list that is live. */
  follow() {
    const live = this.#live;
    const channels = live.map((row) => row.dataset.runRow ?? "");
    if (this.#stream && channels.every((channel) => this.#states.has(channel))) return;
    this.#states = new Map(
      live.map((row, place) => [channels[place], this.#states.get(channels[place]) ?? this.#read(row)]),
    );
    const query = [this.#list.dataset.announcedOn ?? "", ...channels].map(
      (channel) => `channel=${encodeURIComponent(channel)}`,
    );
    const isFirst = this.#stream === null;
    this.#stream?.disconnect();
    this.#stream = connect(`${document.documentElement.dataset.root ?? "/"}api/v1/stream?${query.join("&")}`, {
      from: this.#list.dataset.after ?? "start", // the rows say what happened before that
      persist: false,
      // One stream takes the place of another without a word.
      onStatus: (status) =>
        status.state === "closed" || (status.state === "connecting" && !isFirst) || this.#badge.show(status),
      onEvent: (event) => this.#take(event),
    });
    this.#stream.addEventListener("gap", () => this.#renewSoon());
    this.#badge.follow(this.#stream);
  }

  #read(/** @type {HTMLElement} */ row) {
    const status = /** @type {RunStatus} */ (row.dataset.status);
    return this.#reading.initialState({ status, progress: barOf(row)?.value ?? 0 });
  }

  #take(/** @type {import("../tailrace/frame.js").StreamEvent} */ { id, channel, data, eventType: type }) {
    if (id === null || !channel) return;
    this.#badge.flow();
    const before = this.#states.get(channel);
    if (!before) return this.#renewSoon(); // an announcement
    const state = this.#reading.reduce(before, { ...data, type });
    this.#states.set(channel, state);
    if (state.status !== before.status) this.#renewSoon();
    else this.#moveBar(channel, state.progress);
  }

  #moveBar(/** @type {string} */ channel, /** @type {number} */ progress) {
    const row = rowsOf(this.#list).find(({ dataset }) => dataset.runRow === channel);
    const bar = barOf(row);
    if (!row || !bar) return;
    bar.value = Math.max(bar.value, progress);
    setText(row.querySelector("[data-row-percent]"), `${Math.floor(bar.value * 100)} %`);
  }

  /** However much happens meanwhile, one renewal follows. A hidden tab waits until somebody looks. */
  #renewSoon() {
    if (this.#renewal !== null) clearTimeout(this.#renewal);
    const wait_ms = Math.max(0, this.#renewed_ms + RENEWAL_MS - Date.now());
    this.#renewal = setTimeout(() => document.hidden || this.#isRenewing || void this.#renew(), wait_ms);
  }

  async #renew() {
    this.#renewal = null;
    this.#renewed_ms = Date.now();
    this.#isRenewing = true;
    const isDone = await this.#load().catch(() => false);
    this.#isRenewing = false;
    if (!isDone || this.#renewal !== null) this.#renewSoon();
  }

  /** @returns {Promise<boolean>} whether there is nothing to try again */
  async #load() {
    const answer = await fetch(addressOfList(), { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok) return answer.status < 500 && answer.status !== 429;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = panelOf(page, this.#list.dataset.runList ?? "");
    if (!fresh) {
      if (answer.redirected) signedOut();
      return true;
    }
    this.#list.dataset.after = fresh.dataset.after;
    const added = renewRows(this.#list, fresh);
    if (added) announce(plural(added, "%(num)s new run in the list", "%(num)s new runs in the list"));
    renewAround(page);
    applyFilter();
    showTimes();
    this.follow();
    return true;
  }
}

/** @returns {HTMLElement | null} */
function panelOf(/** @type {ParentNode} */ page, /** @type {string} */ name) {
  return page.querySelector(`[data-run-list="${name}"]`);
}

function barOf(/** @type {Element | null | undefined} */ row) {
  return /** @type {HTMLProgressElement | null} */ (row?.querySelector("[data-row-progress]") ?? null);
}

/** What depends on how many runs there are: the count in the head, the pager, who filters. */
function renewAround(/** @type {Document} */ page) {
  setText(
    document.querySelector("[data-page-subtitle]"),
    page.querySelector("[data-page-subtitle]")?.textContent ?? "",
  );
  const pager = page.querySelector("[data-pager]");
  if (pager) document.querySelector("[data-pager]")?.replaceWith(document.importNode(pager, true));
  document
    .querySelector("[data-run-filter]")
    ?.toggleAttribute("data-ask-server", page.querySelector("[data-run-filter][data-ask-server]") !== null);
}
