// @ts-check
// Tokens as a tree of what to draw: plain values, which a test can read and a page can compare. Only what stands here
// can ever become an element.

import { _ } from "../../components/text.js";
import { isArtifact, isOwnPath, ownAddress } from "./address.js";

/** @typedef {import("./parser.js").Token} Token */
/**
 * `dom` is what stands on the page for it.
 * @typedef {{tag: string, attributes: Record<string, string>, children: Piece[], dom?: any}} Branch
 * @typedef {{code: string, language: string, isClosed: boolean, dom?: any}} Code
 * @typedef {{tex: string, source: string, isDisplay: boolean, isOpen: boolean, dom?: any}} Formula
 * @typedef {string | Branch | Code | Formula} Piece
 */

/** Elements that a token may become, and the classes that they get. */
const TAGS = new Set(
  "p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr strong em s code a table thead tbody tr th td br".split(" "),
);
/** An answer stands below the page's title and its asker's question. */
const HEADING = { h1: "h3", h2: "h3", h3: "h4", h4: "h5", h5: "h5", h6: "h5" };
const TASK = /^\[([ xX])\][ \t]/;

/**
 * @param {Token[]} tokens
 * @returns {Piece[]}
 */
export function treeOf(tokens) {
  /** @type {Piece[]} */
  const top = [];
  /** @type {Piece[][]} */
  const open = [top];
  for (const token of tokens) {
    const here = open[open.length - 1];
    if (token.type === "inline") addAll(here, treeOf(token.children ?? []));
    else if (token.nesting === -1) open.pop();
    else {
      const piece = pieceOf(token);
      add(here, token.tag === "table" ? tableBox(piece) : piece);
      if (token.nesting === 1) open.push(typeof piece === "object" && "children" in piece ? piece.children : []);
    }
  }
  return top;
}

/** @returns {Piece} */
function pieceOf(/** @type {Token} */ token) {
  switch (token.type) {
    case "text":
      return token.content;
    case "softbreak":
      return "\n";
    case "code_inline":
      return branch("code", { class: "inline-code" }, [token.content]);
    case "fence":
      return codeOf(token);
    case "code_block":
      return { code: token.content, language: "", isClosed: true };
    case "formula": {
      const { isDisplay, isOpen = false, source } = token.meta;
      return { tex: token.content, source, isDisplay, isOpen };
    }
    case "link_open":
      return branch("a", linkAttributes(token.attrGet("href") ?? ""));
    case "image":
      return pictureOf(token);
    default:
      return TAGS.has(token.tag)
        ? branch(HEADING[/** @type {"h1"} */ (token.tag)] ?? token.tag, attributesOf(token))
        : "";
  }
}

/** @returns {Code} */
function codeOf(/** @type {Token} */ token) {
  const language = token.info.trim().split(/\s/, 1)[0].slice(0, 40);
  return { code: token.content, language, isClosed: token.meta?.isOpen !== true };
}

function attributesOf(/** @type {Token} */ token) {
  /** @type {Record<string, string>} */
  const attributes = {};
  const start = token.tag === "ol" ? token.attrGet("start") : null;
  if (start !== null) attributes.start = start;
  const align = /right|center/.exec(token.attrGet("style") ?? "")?.[0];
  if (align) attributes.class = `is-${align}`;
  return attributes;
}

/** @returns {Record<string, string>} */
function linkAttributes(/** @type {string} */ href) {
  const rel = "noopener noreferrer nofollow";
  return isOwnPath(href) ? { href: ownAddress(href), rel } : { href, rel, target: "_blank", title: href };
}

/** A picture from elsewhere would tell its server who reads this: it is a link, which somebody chooses to follow. */
function pictureOf(/** @type {Token} */ token) {
  const src = token.attrGet("src") ?? "";
  const alt = plain(token.children ?? []);
  if (isArtifact(src)) return branch("img", { src: ownAddress(src), alt, loading: "lazy" });
  return branch("a", linkAttributes(src), [alt || src]);
}

function plain(/** @type {Token[]} */ tokens) {
  /** @type {string[]} */
  const words = tokens.map((token) => (token.children ? plain(token.children) : token.content));
  return words.join("");
}

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {Piece[]} [children]
 * @returns {Branch}
 */
function branch(tag, attributes = {}, children = []) {
  return { tag, attributes, children };
}

/** A wide table scrolls in a box of its own, also by keys. */
function tableBox(/** @type {Piece} */ table) {
  return branch("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": _("Table") }, [table]);
}

function addAll(/** @type {Piece[]} */ here, /** @type {Piece[]} */ pieces) {
  for (const piece of pieces) add(here, piece);
}

function add(/** @type {Piece[]} */ here, /** @type {Piece} */ piece) {
  if (piece === "") return;
  const last = here.length - 1;
  if (typeof piece === "string" && typeof here[last] === "string") here[last] += piece;
  else here.push(piece);
}

/** Items that begin with `[ ]` or `[x]` are tasks. */
export function withTasks(/** @type {Piece[]} */ pieces) {
  for (const piece of pieces) {
    if (typeof piece === "string" || !("children" in piece)) continue;
    withTasks(piece.children);
    if (piece.tag === "li") makeTask(piece);
  }
  return pieces;
}

function makeTask(/** @type {Branch} */ item) {
  const holder = item.children[0];
  if (typeof holder !== "object" || !("tag" in holder) || holder.tag !== "p") return;
  const [text] = holder.children;
  const found = typeof text === "string" ? TASK.exec(text) : null;
  if (!found) return;
  /** @type {Record<string, string>} */
  const attributes = { type: "checkbox", disabled: "" };
  if (found[1] !== " ") attributes.checked = "";
  attributes["aria-label"] = found[1] === " " ? _("to do") : _("done");
  item.attributes.class = "task";
  holder.children[0] = /** @type {string} */ (text).slice(found[0].length);
  holder.children.unshift(branch("input", attributes));
}
