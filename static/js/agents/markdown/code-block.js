// @ts-check
// A block of code: its language, a copy button, and its text in parts, so that a long one costs its last lines when it
// grows. It gets its colours when its fence closes, from a worker: colouring takes its time.

import { copyText } from "../../components/copy.js";
import { element, icon } from "../../components/element.js";
import { _ } from "../../components/text.js";
import { linesInColour } from "./colour.js";
import { later } from "./frame-time.js";

/** @typedef {import("./tree.js").Code} Code */

/** Of a part. */
const LINES = 50;
const CHARACTERS = 4096;
const LONGEST_LINE = 16_384;

/** @returns {HTMLElement} */
export function makeCode(/** @type {Code} */ piece) {
  const text = element("code");
  const copy = element(
    "button",
    { class: "button button--quiet button--small", type: "button" },
    icon("copy"),
    element("span", {}, _("Copy")),
  );
  copy.addEventListener("click", () => void copyText(text.textContent.replace(/\n$/, ""), copy));
  const head = element("div", { class: "code-block__head" }, element("span", {}, piece.language || _("Code")), copy);
  const box = element("pre", { tabindex: "0", role: "region", "aria-label": label(piece.language) }, text);
  const made = element("div", { class: "code-block" }, head, box);
  grow(text, piece.code);
  if (piece.isClosed) colour(text, piece);
  return made;
}

function label(/** @type {string} */ language) {
  return language ? _("Code in %(language)s", { language }) : _("Code");
}

/** @returns {boolean} whether the old one could grow into the new one */
export function growCode(/** @type {Code} */ old, /** @type {Code} */ piece) {
  if (old.language !== piece.language || !piece.code.startsWith(old.code)) return false;
  const text = piece.dom.querySelector("code");
  if (old.isClosed && piece.code === old.code) return true;
  if (old.isClosed) return false;
  grow(text, piece.code.slice(old.code.length));
  if (piece.isClosed) colour(text, piece);
  return true;
}

/** Add to the end. */
function grow(/** @type {HTMLElement} */ text, /** @type {string} */ more) {
  let part = /** @type {HTMLElement | null} */ (text.lastElementChild);
  let held = part?.textContent ?? "";
  for (const line of linesOf(more)) {
    if (!part || isFull(held)) {
      text.append((part = element("span", { class: "code-block__part" })));
      held = "";
    }
    if (part.lastChild instanceof Text) part.lastChild.appendData(line);
    else part.append(line);
    held += line;
  }
}

/** Lines with their ends; one that is far too long, in pieces. */
function* linesOf(/** @type {string} */ text) {
  for (let begin = 0; begin < text.length;) {
    const newline = text.indexOf("\n", begin);
    const end = Math.min(newline < 0 ? text.length : newline + 1, begin + LONGEST_LINE);
    yield text.slice(begin, end);
    begin = end;
  }
}

/** A part ends at the end of a line, unless that line never ends. */
function isFull(/** @type {string} */ held) {
  if (held.length >= LONGEST_LINE) return true;
  return held.endsWith("\n") && (held.length >= CHARACTERS || held.split("\n").length > LINES);
}

/** Part by part, so that each costs the browser a few lines. */
function colour(/** @type {HTMLElement} */ text, /** @type {Code} */ { code, language }) {
  if (!language || !code.trim()) return;
  void linesInColour(code, language).then((lines) => {
    const parts = [...text.children];
    let place = 0;
    later(() => {
      const part = lines && parts.shift();
      if (!part) return false;
      const end = place + part.textContent.split("\n").length - 1;
      if (end === place && parts.length > 0) return false; // a line that takes several parts
      const made = lines
        .slice(place, parts.length > 0 ? end : undefined)
        .flatMap((runs) => [...runs.map(inColour), "\n"]);
      if (parts.length === 0) made.pop(); // what follows the last line end is an empty line
      part.replaceChildren(...made);
      place = end;
      return parts.length > 0;
    });
  });
}

function inColour(/** @type {import("../../components/highlight.js").Run} */ { text, kind }) {
  return kind ? element("span", { class: `token-${kind.replace(/[^a-z_]/g, "")}` }, text) : text;
}
