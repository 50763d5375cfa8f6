// @ts-check
// A run's events as they came, newest first: for those who want to see the stream itself.

import { oncePerFrame } from "../components/animation-frame.js";
import { element, find, setText } from "../components/element.js";
import { count } from "../components/number.js";
import { _ } from "../components/text.js";

const KEPT = 500;
const SHOWN_CHARACTERS = 240;

export class EventLog {
  /** @type {import("./stream.js").RunEvent[]} */ #events = [];
  #total = 0;
  #drawSoon = oncePerFrame(() => this.draw());

  add(/** @type {import("./stream.js").RunEvent} */ event) {
    this.#total += 1;
    this.#events.unshift(event);
    this.#events.length = Math.min(this.#events.length, KEPT);
    this.#drawSoon();
  }

  draw() {
    setText(find("[data-event-total]"), this.#total ? count(this.#total) : "");
    if (find("#panel-events").hidden) return;
    const log = find("[data-event-log]");
    if (this.#total === 0)
      log.replaceChildren(
        element(
          "p",
          { class: "empty__text event-log__empty" },
          _("This run has ended: its stream is closed and is not read again."),
        ),
      );
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
