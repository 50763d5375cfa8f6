// @ts-check
// Pictures on an axis of time: round times of the reader's zone, and what is under the pointer or chosen by arrow keys.

import { setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { offsetText, ticks, zoneText } from "./time-axis.js";

const SVG = "http://www.w3.org/2000/svg";
const LABEL_PX = 68;

/**
 * What a picture tells of a part of its axis, in Unix seconds.
 * @typedef {[since: number, until: number, text: string]} Reading
 */

const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const withDay = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Draw the times of all pictures again. */
export function drawPictures() {
  for (const picture of /** @type {NodeListOf<SVGSVGElement>} */ (document.querySelectorAll("[data-picture]")))
    for (const group of picture.querySelectorAll("[data-ticks]"))
      drawTicks(picture, /** @type {SVGGElement} */ (group));
  tellAgain();
  tellZone();
  for (const clock of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-clock]")))
    setText(clock, clockText(Date.parse(clock.dateTime)));
}

/** Follow the pointer and the arrow keys over all pictures, also those that come later. */
export function watchPictures() {
  drawPictures();
  addEventListener("resize", drawPictures);
  document.addEventListener("pointermove", tellAtPointer);
  document.addEventListener("pointerdown", tellAtPointer);
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch") return; // what was touched stays told until something else is
    const picture = pictureAt(event);
    if (picture && !picture.contains(/** @type {Node | null} */ (event.relatedTarget))) silence(picture);
  });
  document.addEventListener("focusout", (event) => {
    const picture = event.relatedTarget && pictureAt(event); // nobody left it if it makes room for a newer one
    if (picture) silence(picture);
  });
  document.addEventListener("keydown", (event) => {
    const picture = pictureAt(event);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!picture || !by) return;
    event.preventDefault();
    const last = readingsOf(picture).length - 1;
    const here = picture.dataset.shown === undefined ? (by < 0 ? last + 1 : -1) : Number(picture.dataset.shown);
    tell(picture, Math.min(Math.max(here + by, 0), last));
  });
}

function tellAtPointer(/** @type {PointerEvent} */ event) {
  const picture = pictureAt(event);
  if (!picture) return;
  const box = picture.getBoundingClientRect();
  const { from, to } = span(picture);
  const share = (event.clientX - box.left) / box.width;
  tell(picture, placeAt(readingsOf(picture), from + share * (to - from)));
}

const pictureAt = (/** @type {Event} */ event) =>
  /** @type {SVGSVGElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-readings]"));

const span = (/** @type {SVGSVGElement} */ picture) => ({
  from: Number(picture.dataset.from),
  to: Number(picture.dataset.to),
});

/** @returns {Reading[]} */
const readingsOf = (/** @type {SVGSVGElement} */ picture) => JSON.parse(picture.dataset.readings ?? "[]");

/** Which reading a time lies in; -1 if nothing is known of it. */
function placeAt(/** @type {Reading[]} */ readings, /** @type {number} */ at_s) {
  return readings.findIndex(([since, until]) => since <= at_s && at_s < until);
}

/** A time, with its day where that is not today. */
function clockText(/** @type {number} */ at_ms) {
  return (new Date(at_ms).toDateString() === new Date().toDateString() ? minute : withDay).format(at_ms);
}

/**
 * From when to when, with the day where it is not today's, and with the zone's offset where the clocks change.
 * @param {number} since_s
 * @param {number} until_s
 * @param {boolean} withOffset
 */
function spanText(since_s, until_s, withOffset) {
  const [since, until] = [new Date(since_s * 1000), new Date(until_s * 1000)];
  const isToday = since.toDateString() === new Date().toDateString();
  const first = isToday ? minute.format(since) : withDay.format(since);
  const last = since.toDateString() === until.toDateString() ? minute.format(until) : withDay.format(until);
  const offset = (/** @type {Date} */ at) => (withOffset ? ` ${offsetText(at.getTime())}` : "");
  return `${first}${offset(since)} – ${last}${offset(until)}`;
}

/**
 * What is told at the moment: it stays so when the server draws the page anew.
 * @type {{id: string, at_s: number} | null}
 */
let told = null;

function tellAgain() {
  const picture = told && pictureOf(told.id);
  if (picture && told) tell(picture, placeAt(readingsOf(picture), told.at_s));
}

const pictureOf = (/** @type {string} */ id) =>
  /** @type {SVGSVGElement | null} */ (document.getElementById(id)?.querySelector("[data-readings]") ?? null);

const subjectOf = (/** @type {SVGSVGElement} */ picture) => picture.closest("figure, [data-strip]");

function tell(/** @type {SVGSVGElement} */ picture, /** @type {number} */ place) {
  const words = subjectOf(picture)?.querySelector("[data-reading]");
  const cross = picture.querySelector("[data-cross]");
  if (!words) return;
  picture.dataset.shown = String(place);
  const reading = readingsOf(picture)[place];
  if (!reading) {
    setText(words, _("Nothing is known of this time"));
    cross?.setAttribute("visibility", "hidden");
    return;
  }
  const [since, until, text] = reading;
  const id = subjectOf(picture)?.id ?? "";
  const before = told && told.id !== id ? pictureOf(told.id) : null;
  if (before) silence(before);
  told = { id, at_s: (since + until) / 2 };
  const { from, to } = span(picture);
  const changes = zoneText(from * 1000, to * 1000).change_ms !== null;
  setText(words, `${spanText(since, until, changes)}: ${text || _("nothing measured")}`);
  const share = Math.min(1, Math.max(0, ((since + until) / 2 - from) / (to - from)));
  for (const name of ["x1", "x2"]) cross?.setAttribute(name, `${(100 * share).toFixed(2)}%`);
  cross?.setAttribute("visibility", "visible");
}

function silence(/** @type {SVGSVGElement} */ picture) {
  if (!picture.isConnected) return; // it makes room for a newer one
  told = null;
  delete picture.dataset.shown;
  setText(subjectOf(picture)?.querySelector("[data-reading]") ?? null, "");
  picture.querySelector("[data-cross]")?.setAttribute("visibility", "hidden");
}

function drawTicks(/** @type {SVGSVGElement} */ picture, /** @type {SVGGElement} */ group) {
  const { from, to } = span(picture);
  const width = picture.getBoundingClientRect().width;
  const top = Number(group.dataset.top);
  const bottom = Number(group.dataset.bottom);
  const drawn = ticks(from * 1000, to * 1000, Math.max(2, Math.floor(width / LABEL_PX))).flatMap(({ at_ms, text }) => {
    const share = (at_ms / 1000 - from) / (to - from);
    const x = `${(100 * share).toFixed(2)}%`;
    const line = svg("line", { class: "picture__tick", x1: x, x2: x, y1: top, y2: bottom });
    const label = svg("text", { class: "picture__time", x, y: bottom + 14 });
    if (share * width < LABEL_PX / 2) label.dataset.edge = "start";
    if ((1 - share) * width < LABEL_PX / 2) label.dataset.edge = "end";
    label.textContent = text;
    return [line, label];
  });
  group.replaceChildren(...drawn);
}

function tellZone() {
  const node = document.querySelector("[data-zone]");
  const picture = /** @type {SVGSVGElement | null} */ (document.querySelector("[data-picture]"));
  if (!node || !picture) return;
  const { from, to } = span(picture);
  const { zone, before, after, change_ms } = zoneText(from * 1000, to * 1000);
  const values = { zone, before, after, time: change_ms === null ? "" : minute.format(change_ms) };
  setText(
    node,
    change_ms === null
      ? _("Times of %(zone)s (%(before)s)", values)
      : _("Times of %(zone)s (%(before)s, and %(after)s from %(time)s on: the clocks change)", values),
  );
}

function svg(/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
