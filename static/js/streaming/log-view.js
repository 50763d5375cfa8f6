// @ts-check
// The raw events on the page, newest first. Rows being read stay where they are: while the log is paused or scrolled,
// new events wait behind a pill.

import { oncePerFrame } from "../components/animation-frame.js";
import { codeText } from "../components/code-text.js";
import { copyText } from "../components/copy.js";
import { element, find, icon, setIcon, setText } from "../components/element.js";
import { count } from "../components/number.js";
import { _ } from "../components/text.js";
import { narrow } from "../components/viewport.js";
import { windowedList } from "../components/windowed-list.js";
import { append, emptyLog, KEPT, newerThan, pretty, toLine, toLines, visible } from "./log.js";

/** @typedef {import("./log.js").Entry} Entry */

const LINE_PX = 18;
const MOST_LINES = 16;
const SHOWN_CHARACTERS = 400;
const COLOURED_CHARACTERS = 20_000;
const ICON = {
  heartbeat: "radio",
  gap: "triangle-alert",
  token_expiring: "key-round",
  closing: "circle-stop",
  done: "circle-check",
  connected: "plug",
  reconnecting: "unplug",
  stalled: "volume-x",
  failed: "circle-x",
  polling: "rotate-cw",
  closed: "minus",
};
/** @type {[string, string]} */
const NOTHING_MATCHES = [_("Nothing matches"), _("Of what has been received, the filter lets nothing through.")];
/** @type {[string, string]} */
const CLEARED = [_("The log is clear"), _("What comes from now on shows here. The counters go on.")];
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

export class LogView {
  #log = emptyLog();
  /** What is on screen: the log as it is now, or as it was when reading began. */
  #shown = this.#log;
  #isPaused = false;
  #filter = { text: "", show: "" };
  /** @type {Set<number>} */ #open = new Set();
  #scroll = find("[data-log]");
  #pill = find("[data-log-pill]");
  #list = windowedList(this.#scroll, {
    height: (/** @type {Entry} */ entry) => this.#height(entry),
    render: (/** @type {Entry} */ entry) => this.#row(entry),
    key: (/** @type {Entry} */ entry) => String(entry.seq),
  });
  #drawSoon = oncePerFrame(() => this.#draw());

  constructor() {
    const form = /** @type {HTMLFormElement} */ (find("[data-log-filter]"));
    const text = /** @type {HTMLInputElement} */ (find("[name=text]", form));
    const show = /** @type {HTMLSelectElement} */ (find("[name=show]", form));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      this.#filter = { text: text.value, show: show.value };
      this.#drawSoon();
    });
    this.#scroll.addEventListener("scroll", () => (this.#isReading ? this.#drawSoon() : this.#follow()), {
      passive: true,
    });
    this.#pill.addEventListener("click", () => this.#toNewest());
    find("[data-filter-clear]").addEventListener("click", () => {
      form.reset();
      form.dispatchEvent(new Event("input"));
      text.focus();
    });
    find("[data-log-pause]").addEventListener("click", () => this.toggle());
    find("[data-log-clear]").addEventListener("click", () => this.clear());
    const copy = find("[data-log-copy]");
    copy.addEventListener("click", () => copyText(toLines(visible(this.#shown, this.#filter)), copy));
  }

  /** @param {import("./log.js").Arrival[]} arrivals */
  add(arrivals) {
    const types = this.#log.types.size;
    this.#log = append(this.#log, arrivals);
    if (this.#log.types.size !== types) this.#offerTypes();
    if (!this.#isPaused && !this.#isReading) this.#shown = this.#log;
    this.#drawSoon();
  }

  toggle() {
    this.#isPaused = !this.#isPaused;
    const button = find("[data-log-pause]");
    button.setAttribute("aria-pressed", String(this.#isPaused));
    setText(button.querySelector("span"), this.#isPaused ? "Resume" : "Pause");
    setIcon(button.querySelector("svg"), this.#isPaused ? "play" : "pause");
    if (!this.#isPaused) this.#toNewest();
    else this.#drawSoon();
  }

  clear() {
    this.#log = this.#shown = { ...this.#log, entries: [] };
    this.#open.clear();
    this.#drawSoon();
  }

  get #isReading() {
    return this.#scroll.scrollTop > 8;
  }

  #follow() {
    if (!this.#isPaused) this.#shown = this.#log;
    this.#drawSoon();
  }

  #toNewest() {
    if (this.#isPaused) return this.toggle();
    this.#shown = this.#log;
    this.#scroll.scrollTop = 0;
    this.#drawSoon();
  }

  #draw() {
    const items = visible(this.#shown, this.#filter);
    this.#list.setItems(items);
    const waiting = newerThan(
      this.#log,
      this.#shown.entries[0]?.seq ?? (this.#shown === this.#log ? Infinity : 0),
      this.#filter,
    );
    this.#pill.hidden = waiting === 0;
    setText(this.#pill, `${count(waiting)}${this.#log.entries.length === KEPT && waiting === KEPT ? "+" : ""} new`);
    const { total } = this.#log;
    const isCut = total > this.#log.entries.length && this.#log.entries.length === KEPT;
    const isFiltered = items.length !== this.#shown.entries.length;
    setText(
      find("[data-log-total]"),
      total === 0
        ? ""
        : isFiltered
          ? _("%(shown)s of %(total)s", { shown: count(items.length), total: count(this.#shown.entries.length) })
          : isCut
            ? _("the last %(shown)s of %(total)s", { shown: count(KEPT), total: count(total) })
            : count(this.#shown.entries.length),
    );
    const isEmpty = items.length === 0;
    find("[data-log-empty]").hidden = !isEmpty;
    this.#scroll.dataset.empty = String(isEmpty);
    if (isEmpty && total > 0) this.#explain(isFiltered);
  }

  /** Explains why the log is empty although events have arrived; before any arrive, it offers the first step. */
  #explain(/** @type {boolean} */ isFiltered) {
    const [title, text] = isFiltered ? NOTHING_MATCHES : CLEARED;
    setIcon(find("[data-log-empty] svg"), isFiltered ? "search" : "radio");
    setText(find("[data-log-empty] .empty__title"), title);
    setText(find("[data-log-empty] .empty__text"), text);
    find("[data-first]").hidden = true;
    find("[data-filter-clear]").hidden = !isFiltered;
  }

  #offerTypes() {
    const select = find("[data-log-filter] [name=show]");
    const offered = new Set([...select.querySelectorAll("option")].map((option) => option.value));
    for (const type of this.#log.types.keys()) {
      if (!offered.has(`type:${type}`) && offered.size < 60)
        select.append(element("option", { value: `type:${type}` }, type));
    }
  }

  #height(/** @type {Entry} */ entry) {
    const row = narrow.matches ? 48 : 30;
    return this.#open.has(entry.seq) ? row + this.#codeHeight(entry) : row;
  }

  #codeHeight(/** @type {Entry} */ { text }) {
    return Math.min(pretty(text).split("\n").length, MOST_LINES) * LINE_PX + 24;
  }

  #row(/** @type {Entry} */ entry) {
    const { kind, type, id, channel, text, at } = entry;
    const isOpen = this.#open.has(entry.seq);
    const mark = ICON[/** @type {keyof typeof ICON} */ (type)];
    const fold = element(
      "button",
      {
        class: "entry__fold",
        type: "button",
        "aria-expanded": String(isOpen),
        "aria-label": _("Details of %(type)s", { type }),
      },
      icon("chevron-right"),
    );
    const copy = element(
      "button",
      { class: "entry__copy", type: "button", "aria-label": _("Copy this event"), title: _("Copy this event") },
      icon("copy"),
    );
    const line = element(
      "div",
      { class: "entry__line" },
      fold,
      element("span", { class: "entry__time number", title: new Date(at).toISOString() }, clock.format(at)),
      element("span", { class: "entry__id number" }, id ?? ""),
      element(
        "span",
        { class: "entry__type truncate", title: type },
        kind !== "event" && mark ? icon(mark) : null,
        type,
      ),
      element(
        "span",
        { class: "entry__data truncate" },
        kind === "event" ? published(text, type, channel) : text.slice(0, SHOWN_CHARACTERS),
      ),
      kind === "note" ? null : copy,
    );
    const row = element(
      "div",
      { class: "entry", "data-kind": kind, "data-type": kind === "event" ? null : type, "data-open": String(isOpen) },
      line,
    );
    line.addEventListener("click", (event) => {
      const { target } = event;
      if (target instanceof Element && target.closest(".entry__copy")) void copyText(toLine(entry), copy);
      else if (String(getSelection()) === "") this.#toggleEntry(entry, row, fold);
    });
    if (isOpen) row.append(this.#details(entry));
    return row;
  }

  #toggleEntry(/** @type {Entry} */ entry, /** @type {HTMLElement} */ row, /** @type {HTMLElement} */ fold) {
    const isOpen = !this.#open.delete(entry.seq);
    if (isOpen) this.#open.add(entry.seq);
    fold.setAttribute("aria-expanded", String(isOpen));
    row.dataset.open = String(isOpen);
    if (isOpen) row.append(this.#details(entry));
    else row.querySelector(".entry__details")?.remove();
    this.#drawSoon();
  }

  #details(/** @type {Entry} */ entry) {
    const text = pretty(entry.text);
    const code = element("pre", {
      class: "entry__details",
      role: "group",
      tabindex: "0",
      "aria-label": _("Data of %(type)s", { type: entry.type }),
    });
    code.append(text.length > COLOURED_CHARACTERS ? text : codeText(text, "json"));
    code.style.height = `${this.#codeHeight(entry) / 16}rem`;
    return code;
  }
}

/** The data without the two keys that the row shows elsewhere. */
function published(/** @type {string} */ text, /** @type {string} */ type, /** @type {string | null} */ channel) {
  const prefix = `{"type":${JSON.stringify(type)},"channel":${JSON.stringify(channel)}`;
  const rest = text.startsWith(prefix) ? `{${text.slice(prefix.length).replace(/^,/, "")}` : text;
  return rest.slice(0, SHOWN_CHARACTERS);
}
