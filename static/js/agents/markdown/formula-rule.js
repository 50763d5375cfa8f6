// @ts-check
// What is a formula in Markdown: only `\(…\)`, `\[…\]` and `$$…$$`. A lone dollar is money, and code stays code.

const LONGEST = 4096;
const BACKSLASH = 0x5c;
const DOLLAR = 0x24;

/** @type {Record<string, string>} */
const CLOSING = { "\\(": "\\)", "\\[": "\\]", $$: "$$" };

/** The formula rules, for a markdown-it. */
export function addFormulas(/** @type {any} */ markdown) {
  markdown.inline.ruler.before("escape", "formula", inlineFormula);
  const alt = ["paragraph", "reference", "blockquote", "list"];
  markdown.block.ruler.before("fence", "formula", blockFormula, { alt });
}

/** Within a line of text. */
function inlineFormula(/** @type {any} */ state, /** @type {boolean} */ silent) {
  const { src, pos } = state;
  const first = src.charCodeAt(pos);
  if (first !== BACKSLASH && first !== DOLLAR) return false;
  const opening = src.slice(pos, pos + 2);
  const closing = CLOSING[opening];
  if (!closing) return false;
  const end = closingPlace(state, closing, pos + 2);
  if (end < 0) return false;
  const tex = src.slice(pos + 2, end);
  if (!tex.trim()) return false;
  if (!silent) {
    const token = state.push("formula", "math", 0);
    token.content = tex;
    token.meta = { isDisplay: opening !== "\\(", source: src.slice(pos, end + 2) };
  }
  state.pos = end + 2;
  return true;
}

/** Looked for once where there is none: thousands of openings that never close cost one look. */
function closingPlace(/** @type {any} */ state, /** @type {string} */ closing, /** @type {number} */ from) {
  const none = (state.cache.noFormulaFrom ??= {});
  if (none[closing] !== undefined && from >= none[closing]) return -1;
  const end = state.src.indexOf(closing, from);
  if (end < 0) none[closing] = from;
  return end >= 0 && end - from <= LONGEST ? end : -1;
}

/**
 * On lines of its own, where a line that begins with `+` or `=` is part of it and starts no list. One that is still
 * being written is a formula too, until a blank line says that it is none.
 * @param {any} state
 * @param {number} startLine
 * @param {number} endLine
 * @param {boolean} silent
 */
function blockFormula(state, startLine, endLine, silent) {
  if (state.sCount[startLine] - state.blkIndent >= 4) return false;
  const begin = state.bMarks[startLine] + state.tShift[startLine];
  const opening = state.src.slice(begin, begin + 2);
  if (opening !== "\\[" && opening !== "$$") return false;
  const closing = CLOSING[opening];
  /** @type {string[]} */
  const lines = [];
  let length = 0;
  let isClosed = false;
  let line = startLine;
  for (; line < endLine && !isClosed; line += 1) {
    if (state.isEmpty(line) || state.sCount[line] < state.blkIndent) return false;
    const from = state.bMarks[line] + state.tShift[line] + (line === startLine ? 2 : 0);
    const text = state.src.slice(from, state.eMarks[line]);
    const end = text.indexOf(closing);
    isClosed = end >= 0;
    if (isClosed && text.slice(end + 2).trim()) return false; // words follow: the inline rule sees to it
    lines.push(isClosed ? text.slice(0, end) : text);
    length += text.length;
    if (length > LONGEST) return false;
  }
  if (!isClosed && line < state.lineMax) return false;
  if (isClosed && !lines.join("").trim()) return false;
  if (silent) return true;
  const token = state.push("formula", "math", 0);
  token.block = true;
  token.content = lines.join("\n");
  const source = opening + token.content + (isClosed ? closing : "");
  token.meta = { isDisplay: true, isOpen: !isClosed, source };
  token.map = [startLine, line];
  state.line = line;
  return true;
}
