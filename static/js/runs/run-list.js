// @ts-check
// A list of runs: search and state filter in place, and the rows of live runs kept moving over one stream.

import { find, setText } from "../components/element.js";
import { showTime } from "../components/time.js";
import { connect } from "../tailrace/index.js";

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

/**
 * @template {{status: RunStatus, progress: number}} State
 * @param {Reading<State>} reading
 */
export function watchRunList(reading) {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector("[data-run-table]"));
  if (!table) return;
  watchFilter(table);
  const live = /** @type {NodeListOf<HTMLElement>} */ (
    table.querySelectorAll(':is([data-status="queued"], [data-status="running"])[data-run-row]')
  );
  if (live.length) followRows([...live].slice(0, CHANNELS_MAX), table.dataset.after ?? "start", reading);
}

function watchFilter(/** @type {HTMLTableElement} */ table) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-run-filter]"));
  if (!form) return;
  const apply = () => {
    const { q = "", status = "" } = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    let shown = 0;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("[data-run-row]"))) {
      const name = row.querySelector("a")?.textContent?.toLowerCase() ?? "";
      row.hidden = !name.includes(q.trim().toLowerCase()) || Boolean(status && row.dataset.status !== status);
      if (!row.hidden) shown += 1;
    }
    table.hidden = shown === 0;
    find("[data-run-filter-empty]").hidden = shown > 0;
    const address = new URL(location.href);
    for (const [name, value] of Object.entries({ q: q.trim(), status })) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
  };
  // What the server left out cannot be shown by hiding less: then it is asked again.
  if (form.hasAttribute("data-ask-server")) form.addEventListener("change", () => form.requestSubmit());
  else {
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  document.querySelector("[data-run-filter-clear]")?.addEventListener("click", () => {
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input, select")))
      field.value = "";
    location.assign(location.pathname);
  });
}

/**
 * @template {{status: RunStatus, progress: number}} State
 * @param {HTMLElement[]} rows
 * @param {string} after the position of the event log when the rows were read
 * @param {Reading<State>} reading
 */
function followRows(rows, after, { initialState, reduce }) {
  const states = new Map(
    rows.map((row) => [
      channelOf(row),
      initialState({ status: /** @type {RunStatus} */ (row.dataset.status), progress: barOf(row)?.value ?? 0 }),
    ]),
  );
  const channels = [...states.keys()];
  const root = document.documentElement.dataset.root ?? "/";
  const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join("&");
  connect(`${root}api/v1/stream?${query}`, {
    from: after, // the rows say what happened before that
    persist: false,
    onEvent({ channel, data, eventType: type }) {
      const before = states.get(channel ?? "");
      if (!channel || !before) return;
      const state = reduce(before, { ...data, type });
      states.set(channel, state);
      if (state.status !== before.status) void renewRow(channel);
      else moveBar(channel, state.progress);
    },
  });
}

const channelOf = (/** @type {HTMLElement} */ row) => row.dataset.runRow ?? "";
const selectorOf = (/** @type {string} */ channel) => `[data-run-row="${CSS.escape(channel)}"]`;

function barOf(/** @type {Element | null} */ row) {
  return /** @type {HTMLProgressElement | null} */ (row?.querySelector("[data-row-progress]") ?? null);
}

function moveBar(/** @type {string} */ channel, /** @type {number} */ progress) {
  const row = document.querySelector(selectorOf(channel));
  const bar = barOf(row);
  if (!row || !bar) return;
  bar.value = Math.max(bar.value, progress);
  setText(row.querySelector("[data-row-percent]"), `${Math.floor(bar.value * 100)} %`);
}

/** A run whose state has changed is shown as the server renders it. */
async function renewRow(/** @type {string} */ channel) {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(selectorOf(channel));
  const row = document.querySelector(selectorOf(channel));
  if (!fresh || !row) return;
  row.replaceWith(document.importNode(fresh, true));
  document.querySelectorAll("time[data-time]").forEach((node) => showTime(/** @type {HTMLTimeElement} */ (node)));
}
