// @ts-check
// The list of executions: rows that are shown move at once, what is new comes from the server. While somebody reads
// (has scrolled down, or is over the list) nothing is put above their eyes: a pill says how many are new.

import { oncePerFrame } from "../components/animation-frame.js";
import { announce } from "../components/announcer.js";
import { find, setText } from "../components/element.js";
import { plural, wholeDuration } from "../components/number.js";
import { pageTime_ms } from "../components/signed-out.js";
import { showTimes } from "../components/time.js";
import { showStatus } from "./word.js";

/** @typedef {import("./event-stream.js").Execution} Execution */

const SCROLLED_PX = 120;
const KNOWN_MAX = 5000;
/** Rows that are drawn in one frame, so that none takes much longer than 12 ms (docs/dashboard.md). */
const AT_ONCE = 6;
/** If more are new at once, none of them is pointed out. */
const SHOWN_AS_NEW = 5;

export class LiveList {
  #list;
  #isNewest;
  /** What has happened since the last frame, by id. @type {Map<string, Execution>} */ #moved = new Map();
  /** What the server drew last, held back while somebody reads. @type {Element | null} */ #held = null;
  /** State and alert of those heard of, shown or not: what only moves on another page is none of this one's. */
  #looks = /** @type {Map<string, string>} */ (new Map());
  #drawSoon = oncePerFrame(() => this.#draw());
  #placing = 0;

  /**
   * @param {HTMLElement} list
   * @param {boolean} isNewest whether this is the page on which new ones appear
   */
  constructor(list, isNewest) {
    this.#list = list;
    this.#isNewest = isNewest;
    find("[data-show-new]").addEventListener("click", () => {
      scrollTo({ top: 0 });
      this.#showHeld();
    });
    const pill = find("[data-new-pill]");
    list.addEventListener("pointerleave", ({ relatedTarget: to }) => {
      const isOnPill = to instanceof Node && pill.contains(to); // it must not vanish from under the pointer
      if (scrollY < SCROLLED_PX && !isOnPill) this.#showHeld();
    });
    list.addEventListener("click", (event) => this.#unfold(/** @type {Element} */ (event.target)));
    setInterval(() => this.#tick(), 1000);
  }

  /**
   * Moves the row of an execution.
   * @param {Execution} execution
   * @returns {boolean} whether only the server can draw what has changed
   */
  take(execution) {
    this.#moved.set(execution.id, execution);
    this.#drawSoon();
    const look = `${execution.status} ${execution.alert}`;
    const row = this.#row(execution.id);
    const before = this.#looks.get(execution.id) ?? (row && `${row.dataset.status} ${row.dataset.alert}`);
    if (this.#looks.size > KNOWN_MAX) this.#looks.clear();
    this.#looks.set(execution.id, look);
    return before !== look;
  }

  /** Takes over the list as the server draws it now. */
  renew(/** @type {Document} */ page) {
    const fresh = page.querySelector("[data-list]");
    if (!fresh) return;
    const added = [...fresh.querySelectorAll("[data-execution]")].filter((row) => !this.#row(idOf(row)));
    if (added.length > 0 && !this.#isNewest) return;
    this.#held = fresh;
    if (added.length > 0 && this.#isRead()) this.#offer(added.length);
    else this.#showHeld();
    if (added.length > 0) announce(plural(added.length, "%(num)s new execution", "%(num)s new executions"));
  }

  #isRead() {
    if (this.#list.querySelector("tbody") === null) return false;
    return scrollY >= SCROLLED_PX || this.#list.matches(":hover") || this.#list.contains(document.activeElement);
  }

  #offer(/** @type {number} */ number) {
    find("[data-new-pill]").hidden = false;
    setText(find("[data-show-new] span"), plural(number, "%(num)s new", "%(num)s new"));
  }

  #showHeld() {
    const fresh = this.#held;
    this.#held = null;
    find("[data-new-pill]").hidden = true;
    if (!fresh) return;
    cancelAnimationFrame(this.#placing);
    const body = this.#list.querySelector("tbody");
    const drawn = /** @type {HTMLElement[]} */ ([...fresh.querySelectorAll("tbody > tr")]);
    if (!body || drawn.length === 0)
      return void this.#list.replaceChildren(...document.importNode(fresh, true).childNodes);
    const ids = new Set(drawn.map(idOf));
    const isBurst = drawn.filter((row) => !this.#row(idOf(row))).length > SHOWN_AS_NEW;
    this.#place(body, drawn, ids, isBurst);
  }

  /**
   * Some rows, and the others in the next frames: however many have changed, no frame takes long. A new row stands in
   * for one that is gone, so that nothing below moves twice.
   * @param {Element} body
   * @param {HTMLElement[]} drawn
   * @param {Set<string>} ids of all that are drawn
   * @param {boolean} isBurst so many are new that none is pointed out
   * @param {number} [first]
   */
  #place(body, drawn, ids, isBurst, first = 0) {
    let here = /** @type {Element | null} */ (body.children[first] ?? null);
    let changed = 0;
    for (let place = first; place < drawn.length; place += 1) {
      if (changed === AT_ONCE) {
        this.#placing = requestAnimationFrame(() => this.#place(body, drawn, ids, isBurst, place));
        return;
      }
      const old = this.#row(idOf(drawn[place]));
      const row = this.#standing(old, drawn[place], isBurst);
      if (row !== old) changed += 1;
      if (old === here && old) here = row;
      else if (old) {
        while (here && here !== row && !ids.has(idOf(here))) here = next(here, (gone) => gone.remove());
        if (here !== row) body.insertBefore(row, here);
      } else if (here && !ids.has(idOf(here))) here = next(here, (gone) => gone.replaceWith(row));
      else body.insertBefore(row, here);
      if (here === row) here = row.nextElementSibling;
    }
    while (here) here = next(here, (gone) => gone.remove());
    showTimes();
  }

  /** The old row if it says the same, with its focus and its moving bar; or one in its place. */
  #standing(/** @type {HTMLElement | null} */ old, /** @type {HTMLElement} */ drawn, /** @type {boolean} */ isBurst) {
    if (old && old.dataset.look === drawn.dataset.look && old.dataset.within === drawn.dataset.within) return old;
    const row = document.importNode(drawn, true);
    if (!old && !isBurst) row.dataset.new = "";
    const hadFocus = old?.contains(document.activeElement);
    old?.replaceWith(row);
    if (hadFocus) row.querySelector("a")?.focus();
    return row;
  }

  #draw() {
    for (const execution of this.#moved.values()) {
      const row = this.#row(execution.id);
      if (row) move(row, execution);
    }
    this.#moved.clear();
  }

  /** How long those that run have been running. */
  #tick() {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll("tr[data-since]"))) {
      const since_s = Number(row.dataset.since);
      if (since_s) setText(find("[data-row-took]", row), wholeDuration(pageTime_ms() / 1000 - since_s));
    }
  }

  #unfold(/** @type {Element} */ target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-unfold]"));
    if (!button) return;
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    const within = CSS.escape(button.dataset.unfold ?? "");
    for (const row of this.#list.querySelectorAll(`[data-within="${within}"]`))
      /** @type {HTMLElement} */ (row).hidden = isOpen;
  }

  #row(/** @type {string} */ id) {
    return document.getElementById(`execution-${id}`);
  }
}

/** What stands behind an element, before something is done to it. */
function next(/** @type {Element} */ element, /** @type {(element: Element) => void} */ change) {
  const behind = element.nextElementSibling;
  change(element);
  return behind;
}

const idOf = (/** @type {Element} */ row) => row.getAttribute("data-execution") ?? "";

/**
 * @param {HTMLElement} row
 * @param {Execution} execution
 */
function move(row, { status, progress, stage, message, finished_at }) {
  row.dataset.status = status;
  showStatus(row.querySelector(".badge"), status);
  const bar = /** @type {HTMLProgressElement | null} */ (row.querySelector("[data-row-progress]"));
  if (bar) {
    bar.value = Math.max(bar.value, progress);
    setText(row.querySelector("[data-row-percent]"), `${Math.floor(bar.value * 100)} %`);
  }
  if (finished_at) row.dataset.since = "";
  const doing = finished_at ? "" : [stage, message].filter(Boolean).join(" · ");
  setText(row.querySelector("[data-row-doing]"), doing && ` · ${doing}`);
}
