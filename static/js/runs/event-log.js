// @ts-check
// A run's events as they came, newest first: for those who want to see the stream itself.

import { oncePerFrame } from "../components/animation-frame.js";
import { element, find, setText } from "../components/element.js";
import { count } from "../components/number.js";
import { sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { readHistory } from "./history.js";

const KEPT = 500;
const SHOWN_CHARACTERS = 240;

export class EventLog {
  /** @type {import("./stream.js").RunEvent[]} */ #events = [];
  #total = 0;
  #empty = _("Nothing has happened yet.");
  /** @type {(() => Promise<void>) | null} */ #read = null;
  #drawSoon = oncePerFrame(() => this.#show());

  add(/** @type {import("./stream.js").RunEvent} */ event) {
    this.#total += 1;
    this.#events.unshift(event);
    this.#events.length = Math.min(this.#events.length, KEPT);
    this.#drawSoon();
  }

  /** For a run that has ended: its events are read when somebody wants to see them. */
  readLater(/** @type {import("./run.js").Run} */ run) {
    this.#read = () => readHistory(run, (event) => this.add(event));
  }

  async #readNow(/** @type {() => Promise<void>} */ read) {
    this.#read = null;
    this.#total = 0;
    this.#events = [];
    this.#empty = _("Loading the events…");
    try {
      await read();
      this.#empty = _("The events of this run are no longer kept.");
    } catch (error) {
      this.#read = read;
      this.#empty = sentenceOf(error);
    }
    this.#show();
  }

  /** Also reads the events of a run that has ended, if they are to be seen. */
  draw() {
    if (this.#read && !find("#panel-events").hidden) void this.#readNow(this.#read);
    this.#show();
  }

  #show() {
    setText(find("[data-event-total]"), this.#total ? count(this.#total) : "");
    if (find("#panel-events").hidden) return;
    const log = find("[data-event-log]");
    if (this.#total === 0) log.replaceChildren(element("p", { class: "empty__text event-log__empty" }, this.#empty));
    else log.replaceChildren(...this.#events.map(row));
  }
}

function row(/** @type {import("./stream.js").RunEvent} */ event) {
  const { type, id, at, isLive, channel, repo_name, ...rest } = event;
  const text = JSON.stringify(rest);
  return element(
    "div",
    { class: "event-log__row" },
    element("span", { class: "event-log__id number" }, id ?? "–"),
    element("span", { class: "event-log__type" }, type),
    element("span", { class: "event-log__data truncate", title: text.slice(0, 2000) }, text.slice(0, SHOWN_CHARACTERS)),
  );
}
