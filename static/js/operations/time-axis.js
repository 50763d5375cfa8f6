// @ts-check
// Round times on an axis, in a zone whose clocks may be put forward or back on the way. What is round is the time that
// the clock shows there: no tick stands at an hour that there never was, and two that show the same hour say which.

/**
 * @typedef {object} Tick
 * @property {number} at_ms
 * @property {string} text
 */

const MINUTE_MS = 60_000;
const EVERY_MIN = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440];
const GRID_MIN = 15; // offsets of zones are multiples of it

/**
 * The ticks between two times: at most so many, at times that are round in the zone.
 * @param {number} from_ms
 * @param {number} to_ms
 * @param {number} most
 * @param {string} [zone] the reader's, if none is named
 * @returns {Tick[]}
 */
export function ticks(from_ms, to_ms, most, zone) {
  const length_min = (to_ms - from_ms) / MINUTE_MS;
  const every = EVERY_MIN.find((minutes) => length_min / minutes <= most) ?? 1440;
  const clock = new Clock(zone);
  const grid_ms = Math.min(every, GRID_MIN) * MINUTE_MS;
  const found = [];
  for (let at_ms = Math.ceil(from_ms / grid_ms) * grid_ms; at_ms <= to_ms; at_ms += grid_ms) {
    const shown = clock.read(at_ms);
    if (shown.minute % every === 0) found.push({ at_ms, ...shown });
  }
  const times = found.map((tick) => tick.day + tick.time);
  let day = clock.read(from_ms).day;
  return found.map((tick, place) => {
    const isTwice = times.indexOf(times[place]) !== times.lastIndexOf(times[place]);
    let text = isTwice ? `${tick.time} ${clock.offset(tick.at_ms)}` : tick.time;
    if (tick.day !== day) text = tick.minute === 0 ? tick.day : `${tick.day} ${text}`;
    day = tick.day;
    return { at_ms: tick.at_ms, text };
  });
}

/**
 * The zone in words, with what changes on the way: `Europe/Berlin, GMT+1`, `Europe/Berlin, GMT+1, from 03:00 on GMT+2`.
 * @param {number} from_ms
 * @param {number} to_ms
 * @param {string} [zone]
 */
export function zoneText(from_ms, to_ms, zone) {
  const clock = new Clock(zone);
  const before = clock.offset(from_ms);
  const change_ms = changeOf(clock, from_ms, to_ms);
  return { zone: clock.zone, before, after: clock.offset(to_ms), change_ms };
}

/** `GMT+2`, as the clocks of a zone stand at a time. */
export const offsetText = (/** @type {number} */ at_ms, /** @type {string | undefined} */ zone = undefined) =>
  new Clock(zone).offset(at_ms);

/** When the clocks change on the way, to the minute; null if they do not. */
function changeOf(/** @type {Clock} */ clock, /** @type {number} */ from_ms, /** @type {number} */ to_ms) {
  if (clock.offset(from_ms) === clock.offset(to_ms)) return null;
  let [low, high] = [Math.floor(from_ms / MINUTE_MS), Math.ceil(to_ms / MINUTE_MS)];
  const before = clock.offset(low * MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock.offset(middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

/** What the clocks of a zone show. */
class Clock {
  /** @param {string} [zone] */
  constructor(zone) {
    const options = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.zone = zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.time = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    this.day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: zone });
    this.zoned = new Intl.DateTimeFormat("en-GB", { timeZoneName: "shortOffset", timeZone: zone });
  }

  /** `minute` counts from midnight, as the clock shows it. */
  read(/** @type {number} */ at_ms) {
    const time = this.time.format(at_ms);
    return { time, minute: 60 * Number(time.slice(0, 2)) + Number(time.slice(3)), day: this.day.format(at_ms) };
  }

  /** `GMT+2` */
  offset(/** @type {number} */ at_ms) {
    return this.zoned.formatToParts(at_ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
  }
}
