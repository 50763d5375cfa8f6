// @ts-check
// Tables of analyses: search and state filter in place, and the rows of running ones kept live over one stream.

import { connect } from "../tailrace/index.js";
import { initialState, reduce } from "../pages/scan-state.js";
import { find, setText } from "./element.js";
import { showTime } from "./time.js";

const CHANNELS_MAX = 50;

export function watchScanTable() {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector("[data-scan-table]"));
  if (!table) return;
  watchFilter(table);
  const live = /** @type {HTMLElement[]} */ ([...table.querySelectorAll('[data-status="queued"][data-scan-row], [data-status="running"][data-scan-row]')]);
  if (live.length) followRows(live.slice(0, CHANNELS_MAX));
}

function watchFilter(/** @type {HTMLTableElement} */ table) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-history-filter]"));
  if (!form) return;
  const apply = () => {
    const { q = "", status = "" } = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    let shown = 0;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("[data-scan-row]"))) {
      row.hidden = !(row.dataset.name ?? "").includes(q.trim().toLowerCase()) || Boolean(status && row.dataset.status !== status);
      if (!row.hidden) shown += 1;
    }
    table.hidden = shown === 0;
    find("[data-history-empty]").hidden = shown > 0;
    const address = new URL(location.href);
    for (const [name, value] of [["q", q.trim()], ["status", status]]) value ? address.searchParams.set(name, value) : address.searchParams.delete(name);
    history.replaceState(null, "", address);
  };
  // What the server left out cannot be shown by hiding less: then it is asked again.
  if (form.hasAttribute("data-ask-server")) form.addEventListener("change", () => form.requestSubmit());
  else {
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  document.querySelector("[data-history-clear]")?.addEventListener("click", () => {
    form.querySelectorAll("input, select").forEach((field) => (/** @type {HTMLInputElement} */ (field).value = ""));
    location.assign(location.pathname);
  });
}

function followRows(/** @type {HTMLElement[]} */ rows) {
  const channels = rows.map((row) => `scan.${row.dataset.scanRow}`);
  const byChannel = new Map(rows.map((row, place) => [channels[place], { row, state: initialState({ status: /** @type {any} */ (row.dataset.status), progress: progressOf(row) }) }]));
  const root = document.documentElement.dataset.root ?? "/";
  const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join("&");
  connect(`${root}api/v1/stream?${query}`, {
    channels,
    from: "start",
    persist: false,
    onEvent(event) {
      const entry = byChannel.get(event.channel ?? "");
      if (!entry) return;
      const before = entry.state;
      entry.state = reduce(before, { ...event.data, type: event.eventType });
      if (entry.state.status !== before.status) void renewRow(entry.row.dataset.scanRow ?? "");
      else showProgress(entry.row.dataset.scanRow ?? "", entry.state.progress);
    },
  });
}

function progressOf(/** @type {HTMLElement} */ row) {
  return /** @type {HTMLProgressElement | null} */ (row.querySelector("[data-row-progress]"))?.value ?? 0;
}

function rowOf(/** @type {string} */ id) {
  return document.querySelector(`[data-scan-row="${CSS.escape(id)}"]`);
}

function showProgress(/** @type {string} */ id, /** @type {number} */ progress) {
  const row = rowOf(id);
  const bar = /** @type {HTMLProgressElement | null} */ (row?.querySelector("[data-row-progress]"));
  if (!row || !bar) return;
  bar.value = Math.max(bar.value, progress);
  setText(row.querySelector("[data-row-percent]"), `${Math.floor(bar.value * 100)} %`);
}

/** A scan that has changed its state is shown as the server renders it. */
async function renewRow(/** @type {string} */ id) {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(`[data-scan-row="${CSS.escape(id)}"]`);
  const row = rowOf(id);
  if (!fresh || !row) return;
  row.replaceWith(document.importNode(fresh, true));
  document.querySelectorAll("time[data-time]").forEach((node) => showTime(/** @type {HTMLTimeElement} */ (node)));
}
