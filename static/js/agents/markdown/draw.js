// @ts-check
// A tree on the page. Drawn again, it changes only what differs, so that text grows in place, and what somebody has
// selected or opened stays.

import { element } from "../../components/element.js";
import { growCode, makeCode } from "./code-block.js";
import { makeFormula } from "./formula.js";

/** @typedef {import("./tree.js").Piece} Piece */
/** @typedef {import("./tree.js").Branch} Branch */

/** @returns {Node} */
function make(/** @type {Piece} */ piece) {
  if (typeof piece === "string") return document.createTextNode(piece);
  if ("code" in piece) return (piece.dom = makeCode(piece));
  if ("tex" in piece) return (piece.dom = makeFormula(piece));
  const made = element(piece.tag, piece.attributes);
  for (const child of piece.children) made.append(make(child));
  return (piece.dom = made);
}

/**
 * @param {Element} parent
 * @param {Piece[]} before what stands there
 * @param {Piece[]} after what is to stand there
 * @param {number} [offset] how many children of the parent stand before
 */
export function draw(parent, before, after, offset = 0) {
  const common = Math.min(before.length, after.length);
  for (let place = 0; place < common; place += 1) {
    if (!change(parent, place + offset, before[place], after[place]))
      parent.childNodes[place + offset].replaceWith(make(after[place]));
  }
  for (let place = before.length; place > common; place -= 1) parent.childNodes[place - 1 + offset].remove();
  if (after.length > common) parent.append(...after.slice(common).map(make));
}

/** @returns {boolean} whether the old one could become the new one */
function change(
  /** @type {Element} */ parent,
  /** @type {number} */ place,
  /** @type {Piece} */ old,
  /** @type {Piece} */ piece,
) {
  if (typeof old === "string" || typeof piece === "string") {
    if (typeof old !== "string" || typeof piece !== "string") return false;
    if (old !== piece) changeText(/** @type {Text} */ (parent.childNodes[place]), old, piece);
    return true;
  }
  piece.dom = old.dom;
  if ("code" in old && "code" in piece) return growCode(old, piece);
  if ("tex" in old && "tex" in piece)
    return old.tex === piece.tex && old.isDisplay === piece.isDisplay && old.isOpen === piece.isOpen;
  if (!("tag" in old) || !("tag" in piece) || old.tag !== piece.tag || !sameAttributes(old, piece)) return false;
  draw(piece.dom, old.children, piece.children);
  return true;
}

function changeText(/** @type {Text} */ node, /** @type {string} */ old, /** @type {string} */ text) {
  if (text.startsWith(old)) node.appendData(text.slice(old.length));
  else node.data = text;
}

function sameAttributes(/** @type {Branch} */ one, /** @type {Branch} */ other) {
  const names = Object.keys(one.attributes);
  return (
    names.length === Object.keys(other.attributes).length &&
    names.every((name) => one.attributes[name] === other.attributes[name])
  );
}
