// @ts-check
// The raw event log as a value: the newest 1,000 entries, newest first, and which of them pass a filter. Pure.

export const KEPT = 1000;

/**
 * @typedef {"event" | "control" | "note"} Kind a published event, one about the stream, or the page's own remark
 */
/**
 * @typedef {object} Arrival
 * @property {Kind} kind
 * @property {string} type
 * @property {string | null} id
 * @property {string | null} channel
 * @property {string} text the data as it was sent
 * @property {number} at when this browser received it, in ms
 */
/** @typedef {Arrival & {seq: number}} Entry `seq` counts what this page has seen, from 1 */
/** `types`: published types and how often each came.
 *
 * @typedef {object} Log
 * @property {Entry[]} entries
 * @property {number} total
 * @property {Map<string, number>} types
 */
/** @typedef {{text: string, show: string}} Filter `show`: "" all, "events", "control", or `type:NAME` */

/** @returns {Log} */
export const emptyLog = () => ({ entries: [], total: 0, types: new Map() });

/**
 * @param {Log} log
 * @param {Arrival[]} arrivals in order
 * @returns {Log} a new log; the old one is unchanged, for a reader who has paused on it
 */
export function append(log, arrivals) {
  if (arrivals.length === 0) return log;
  const types = new Map(log.types);
  const added = arrivals.map((arrival, place) => ({ ...arrival, seq: log.total + place + 1 }));
  for (const { kind, type } of added) if (kind === "event") types.set(type, (types.get(type) ?? 0) + 1);
  return { entries: [...added.reverse(), ...log.entries].slice(0, KEPT), total: log.total + arrivals.length, types };
}

/**
 * @param {Log} log
 * @param {Filter} filter
 * @returns {Entry[]}
 */
export function visible(log, { text, show }) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return log.entries.filter((entry) => isShown(entry, show) && hasWords(entry, words));
}

/** How many entries after `seq` the filter would let through: what the “n new” pill says. */
export function newerThan(/** @type {Log} */ log, /** @type {number} */ seq, /** @type {Filter} */ filter) {
  const upTo = log.entries.findIndex((entry) => entry.seq <= seq);
  const newer = upTo === -1 ? log.entries : log.entries.slice(0, upTo);
  return visible({ ...log, entries: newer }, filter).length;
}

/** One line per entry, oldest first, in a form that programs can read. */
export function toLines(/** @type {Entry[]} */ entries) {
  return [...entries].reverse().map(toLine).join("\n");
}

/** @returns {string} JSON: the id, the channel, the type, and the data as it was sent */
export function toLine(/** @type {Entry} */ { id, channel, type, text, at }) {
  return JSON.stringify({ id: id === null ? null : Number(id), channel, type, at, data: dataOf(text) });
}

/** JSON text, pretty-printed; any other text unchanged. */
export function pretty(/** @type {string} */ text) {
  const data = dataOf(text);
  return typeof data === "string" ? text : JSON.stringify(data, null, 2);
}

function isShown(/** @type {Entry} */ { kind, type }, /** @type {string} */ show) {
  if (show === "") return true;
  if (show === "events") return kind === "event";
  if (show === "control") return kind !== "event";
  return kind === "event" && `type:${type}` === show;
}

function hasWords(/** @type {Entry} */ { type, id, channel, text }, /** @type {string[]} */ words) {
  if (words.length === 0) return true;
  const all = `${id ?? ""} ${type} ${channel ?? ""} ${text}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

function dataOf(/** @type {string} */ text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
