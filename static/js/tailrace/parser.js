// @ts-check
/**
 * The `text/event-stream` format: bytes in, blocks out (WHATWG HTML §9.2.5 "Parsing an event stream" and §9.2.6
 * "Interpreting an event stream"). Pure and incremental: chunks may be split anywhere, inside a character or between CR
 * and LF.
 *
 * A block is what lies between two blank lines. The standard dispatches those that have data; this parser also hands
 * over a block that has only an id, because it moves the position.
 */

/**
 * @typedef {object} Block
 * @property {string | null} id the block's own `id:` line, null without one
 * @property {string} event the `event:` line, "" without one (the standard's "message")
 * @property {string | null} data the `data:` lines joined with LF, null without one
 */

/**
 * @typedef {object} ParserHooks
 * @property {(block: Block) => void} onBlock
 * @property {(ms: number) => void} [onRetry] the server sets the reconnection time
 * @property {(text: string) => void} [onComment] a line that starts with a colon: often a heartbeat
 * @property {(block: Block) => void} [onOversize] a block exceeded `maxChars`: it arrives without its data
 */

const BYTE_ORDER_MARK = 0xfeff;

export class Parser {
  #hooks;
  #maxChars;
  // "Streams must be decoded using the UTF-8 decode algorithm": invalid bytes become U+FFFD.
  #decoder = new TextDecoder();
  #atStart = true;
  #afterCarriageReturn = false;
  /** The unfinished last line. */
  #rest = "";
  #lineOverflow = false;

  /** @type {string | null} */ #id = null;
  #event = "";
  /** @type {string | null} */ #data = null;
  #blockOverflow = false;

  /**
   * @param {ParserHooks} hooks
   * @param {{ maxChars?: number }} [limits] bounds the memory that a hostile or broken server can use: 1 Mi characters
   *   per block
   */
  constructor(hooks, { maxChars = 1 << 20 } = {}) {
    this.#hooks = hooks;
    this.#maxChars = maxChars;
  }

  /**
   * Takes the next piece of the stream; hooks are called before it returns. Whatever follows the last blank line when
   * the stream ends disappears with the parser: "the incomplete event is not dispatched".
   *
   * @param {Uint8Array | string} chunk
   */
  feed(chunk) {
    let text = typeof chunk === "string" ? chunk : this.#decoder.decode(chunk, { stream: true });
    if (text === "") return;
    // "Strip one leading U+FEFF BYTE ORDER MARK": for bytes, the decoder has already done so.
    if (this.#atStart && typeof chunk === "string" && text.charCodeAt(0) === BYTE_ORDER_MARK) text = text.slice(1);
    this.#atStart = false;
    // The CR has already ended the line; an LF that follows it in this chunk belongs to the same line ending.
    if (this.#afterCarriageReturn && text !== "") {
      if (text[0] === "\n") text = text.slice(1);
      this.#afterCarriageReturn = false;
    }
    this.#lines(text);
  }

  /**
   * "Lines must be separated by either CRLF, a single LF, or a single CR."
   * @param {string} text
   */
  #lines(text) {
    let start = 0;
    let lineFeed = text.indexOf("\n");
    let carriageReturn = text.indexOf("\r");
    while (lineFeed !== -1 || carriageReturn !== -1) {
      const endsWithReturn = carriageReturn !== -1 && (lineFeed === -1 || carriageReturn < lineFeed);
      const end = endsWithReturn ? carriageReturn : lineFeed;
      this.#keep(text.slice(start, end));
      this.#line(this.#rest);
      this.#rest = "";
      this.#lineOverflow = false;
      start = end + 1;
      if (endsWithReturn) {
        if (start === text.length) this.#afterCarriageReturn = true;
        else if (text[start] === "\n") start += 1;
        carriageReturn = text.indexOf("\r", start);
      }
      if (lineFeed !== -1 && lineFeed < start) lineFeed = text.indexOf("\n", start);
    }
    this.#keep(text.slice(start));
  }

  /** @param {string} piece of the current line */
  #keep(piece) {
    if (this.#lineOverflow) return;
    if (this.#rest.length + piece.length > this.#maxChars) {
      this.#lineOverflow = true;
      this.#blockOverflow = true;
      this.#rest = "";
    } else {
      this.#rest += piece;
    }
  }

  /** @param {string} line */
  #line(line) {
    if (this.#lineOverflow) return;
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    // "If the line starts with a colon: ignore the line."
    if (colon === 0) return this.#hooks.onComment?.(line.slice(1));
    // "... the whole line as the field name, and the empty string as the field value"
    if (colon === -1) return this.#field(line, "");
    // "If value starts with a U+0020 SPACE character, remove it": one, not all.
    const value = line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    this.#field(line.slice(0, colon), value);
  }

  /**
   * "Field names must be compared literally, with no case folding performed."
   * @param {string} name
   * @param {string} value
   */
  #field(name, value) {
    switch (name) {
      case "event":
        this.#event = value;
        break;
      case "data":
        this.#append(value);
        break;
      case "id":
        // "If the field value does not contain U+0000 NULL ... Otherwise, ignore the field."
        if (!value.includes("\0")) this.#id = value;
        break;
      case "retry":
        // "If the field value consists of only ASCII digits"
        if (/^[0-9]+$/.test(value)) this.#hooks.onRetry?.(Number(value));
        break;
      default: // "Otherwise: the field is ignored."
    }
  }

  /** @param {string} value */
  #append(value) {
    const data = this.#data === null ? value : `${this.#data}\n${value}`;
    if (data.length > this.#maxChars) this.#blockOverflow = true;
    else this.#data = data;
  }

  /** A blank line: "Dispatch the event". */
  #dispatch() {
    const block = { id: this.#id, event: this.#event, data: this.#blockOverflow ? null : this.#data };
    const oversize = this.#blockOverflow;
    this.#id = null;
    this.#event = "";
    this.#data = null;
    this.#blockOverflow = false;
    if (oversize) this.#hooks.onOversize?.(block);
    if (block.data !== null || block.id !== null) this.#hooks.onBlock(block);
  }
}
