// @ts-check
// What somebody who looks elsewhere has to hear: an execution failed, or tells of something grave. A toast, and if they
// asked for it a notification of the browser; once for each execution and ending, several at once as one, and nothing
// while the server is being worked on.

import { element, setIcon, setText } from "../components/element.js";
import { plural } from "../components/number.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { Seen } from "./seen.js";

/** @typedef {import("./event-stream.js").Execution} Execution */
/** @typedef {{key: string, id: string, title: string, text: string, isFailure: boolean}} News */

const KEPT = "tailrace.notify";
const GRAVE = new Set(["high", "critical"]);
/** What comes within this time came at once. */
const GATHER_MS = 400;
/** So many are told one by one within `BURST_MS`; more are told as one. */
const BURST = 3;
const BURST_MS = 10_000;

export class Warnings {
  #root;
  #maintenance;
  #opened_s;
  #seen = new Seen();
  /** @type {News[]} */ #waiting = [];
  /** When the last ones were told. @type {number[]} */ #times = [];
  /** The toasts that are still there. @type {HTMLElement[]} */ #toasts = [];
  /** The one for several, and for how many. @type {{box: HTMLElement, count: number} | null} */ #group = null;

  /** @param {HTMLElement} page its data say when the page was made, and where an execution's page is */
  constructor(page) {
    this.#root = page.dataset.one ?? "";
    this.#maintenance = page.dataset.maintenance ?? "";
    this.#opened_s = Number(page.dataset.now);
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("tr[data-execution]"))) {
      const { execution: id = "", status = "", alert = "" } = row.dataset;
      for (const word of [status, alert]) this.#seen.onPage(`${id} ${word}`);
    }
  }

  take(/** @type {Execution} */ execution) {
    const news = this.#news(execution);
    if (!news || this.#seen.has(news.key)) return;
    this.#seen.onPage(news.key);
    this.#waiting.push(news);
    if (this.#waiting.length === 1) setTimeout(() => void this.#tell(), this.#wait_ms());
  }

  /**
   * Nothing of what had ended before the page was made is news.
   * @param {Execution} execution
   * @returns {News | null}
   */
  #news({ id, status, alert, finished_at, false_positive, title, kind, error, message }) {
    if (false_positive || (finished_at ?? Infinity) < this.#opened_s) return null;
    const name = title || kind;
    if (status === "failed")
      return { key: `${id} failed`, id, title: _("%(name)s failed", { name }), text: error ?? "", isFailure: true };
    if (!GRAVE.has(alert)) return null;
    return { key: `${id} ${alert}`, id, title: _("Alert: %(name)s", { name }), text: message, isFailure: false };
  }

  /** After several were told as one, the next are gathered for longer. */
  #wait_ms() {
    return this.#group?.box.isConnected ? BURST_MS : GATHER_MS;
  }

  async #tell() {
    const isQuiet = await isMaintained(this.#maintenance);
    const news = this.#waiting.splice(0);
    if (isQuiet) return;
    const now = Date.now();
    this.#times = this.#times.filter((at) => now - at < BURST_MS);
    if (this.#times.length + news.length > BURST) this.#tellAsOne(news);
    else for (const one of news) this.#tellOne(one, now);
    const isHeard = isWanted() || document.visibilityState === "visible";
    if (isHeard) this.#seen.keep(news.map(({ key }) => key));
  }

  #tellOne(/** @type {News} */ { id, title, text, isFailure, key }, /** @type {number} */ now) {
    this.#times.push(now);
    const href = this.#root + encodeURIComponent(id);
    const link = element("a", { class: "button button--small", href }, _("Open"));
    this.#toasts = this.#toasts.filter((box) => box.isConnected);
    if (this.#toasts.length >= BURST) this.#toasts.shift()?.remove();
    this.#toasts.push(toast(isFailure ? "bad" : "warn", title, { text, link }));
    notify(title, text, key, href);
  }

  #tellAsOne(/** @type {News[]} */ news) {
    const before = this.#group?.box.isConnected ? this.#group.count : 0;
    if (before) this.#group?.box.remove();
    const count = before + news.length;
    const title = plural(count, "%(num)s execution failed or warned", "%(num)s executions failed or warned");
    const names = news.slice(-BURST).map((one) => one.title);
    const text = names.join(" · ") + (count > names.length ? " …" : "");
    this.#group = { box: toast("bad", title, { text }), count };
    notify(title, text, "several", this.#root.replace(/executions\/$/, ""));
  }
}

/** Whether the server is being worked on; if it does not say, what goes wrong is news. */
async function isMaintained(/** @type {string} */ url) {
  const answer = url ? await request("GET", url).catch(() => null) : null;
  return Boolean(answer?.maintenance);
}

/** A notification of the browser, for those who asked for it; a click on it leads to `href`. */
function notify(/** @type {string} */ title, /** @type {string} */ text, /** @type {string} */ tag, href = "") {
  if (!isWanted()) return;
  const shown = new Notification(title, { body: text.slice(0, 200), tag });
  shown.onclick = () => {
    window.focus();
    location.assign(href);
  };
}

const isWanted = () =>
  typeof Notification !== "undefined" && Notification.permission === "granted" && localStorage.getItem(KEPT) === "1";

/** The switch for notifications of the browser. Only a click on it asks for the permission. */
export function watchNotifySwitch(/** @type {HTMLElement | null} */ button) {
  if (!button || typeof Notification === "undefined") return;
  button.hidden = false;
  const show = () => {
    button.setAttribute("aria-pressed", String(isWanted()));
    setIcon(button.querySelector("svg"), isWanted() ? "radio" : "volume-x");
    setText(button.querySelector("span"), isWanted() ? _("Notifications are on") : _("Notify me"));
  };
  button.addEventListener("click", async () => {
    if (isWanted()) localStorage.removeItem(KEPT);
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem(KEPT, "1");
    else toast("info", _("Your browser does not allow it"), { text: _("Allow notifications for this site first.") });
    show();
  });
  show();
}
