// @ts-check
// Markdown as this page reads it: CommonMark with tables, task lists, struck text, bare addresses and formulas, and
// without HTML. It yields tokens, never markup.

import MarkdownIt from "../../../vendor/markdown-it/markdown-it.min.js";
import { isSafeAddress } from "./address.js";
import { addFormulas } from "./formula-rule.js";

/**
 * A token of markdown-it, as far as it is used here.
 * @typedef {object} Token
 * @property {string} type
 * @property {string} tag
 * @property {number} nesting
 * @property {number} level
 * @property {string} content
 * @property {string} info
 * @property {string} markup
 * @property {[number, number] | null} map
 * @property {Token[] | null} children
 * @property {any} meta
 * @property {(name: string) => string | null} attrGet
 */
/** @typedef {Record<string, unknown>} References what `[label]: address` defined so far */

/** Below this many levels text is text: each costs the browser a box in a box. */
const DEEPEST = 32;
/** A longer text without a break is shown as it is. */
export const LONGEST_INLINE = 8192;

const markdown = new /** @type {any} */ (MarkdownIt)({ html: false, linkify: true, typographer: false });
markdown.validateLink = isSafeAddress;
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
addFormulas(markdown);
markdown.block.ruler.before("table", "too_deep", tooDeep);
markdown.core.ruler.at("inline", inlines);

/**
 * @param {string} source
 * @param {References} references added to
 * @returns {Token[]}
 */
export function tokensOf(source, references) {
  return markdown.parse(source, { references });
}

/** markdown-it leaves out what is nested too deeply; nothing that somebody said is left out here. */
function tooDeep(
  /** @type {any} */ state,
  /** @type {number} */ startLine,
  /** @type {number} */ endLine,
  /** @type {boolean} */ silent,
) {
  if (state.level < DEEPEST) return false;
  if (silent) return true;
  state.line = endLine;
  const opening = state.push("paragraph_open", "p", 1);
  opening.map = [startLine, endLine];
  const inline = state.push("inline", "", 0);
  const text = state.getLines(startLine, endLine, state.blkIndent, false);
  inline.content = text;
  inline.meta = { isPlain: true };
  inline.map = [startLine, endLine];
  inline.children = [];
  state.push("paragraph_close", "p", -1);
  return true;
}

function inlines(/** @type {any} */ state) {
  for (const token of state.tokens) {
    if (token.type !== "inline") continue;
    if (token.content.length > LONGEST_INLINE || token.meta?.isPlain) token.children = [plainText(state, token)];
    else state.md.inline.parse(token.content, state.md, state.env, token.children);
  }
}

function plainText(/** @type {any} */ state, /** @type {Token} */ token) {
  const text = new state.Token("text", "", 0);
  text.content = token.content;
  return text;
}
