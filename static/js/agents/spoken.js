// @ts-check
// An answer for a screen reader: whole sentences, at most one announcement in three seconds.

const EVERY_MS = 3000;
const LONGEST = 400;
const FENCE = "```";
const END = /[.!?…:]["'”’)\]]{0,3}(?=\s)|[。！？]|\n\n/g;

/**
 * What there is to say of a text that may still grow: its whole sentences, without marks.
 * @param {string} text
 * @param {number} from how much of it was said
 * @param {boolean} isOver nothing follows
 * @returns {{sentences: string, to: number}}
 */
export function sentencesOf(text, from, isOver) {
  let to = isOver ? text.length : from;
  if (!isOver) for (const found of text.slice(from).matchAll(END)) to = from + found.index + found[0].length;
  const isInCode = text.slice(0, from).split(FENCE).length % 2 === 0;
  return { sentences: withoutMarks((isInCode ? FENCE : "") + text.slice(from, to)), to };
}

/** Markdown as one would read it aloud. Code is not read. */
function withoutMarks(/** @type {string} */ text) {
  const outsideCode = text.split(FENCE).filter((_, place) => place % 2 === 0);
  const words = outsideCode
    .join(" ")
    .replace(/\]\([^()[\]\s]*\)/g, "")
    .replace(/^[ >]*(?:[-+*]|#{1,6}|\d{1,9}[.)])[ ]/gm, "")
    .replace(/[*_`|[\]~]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words;
}

export class Speaker {
  #say;
  #now;
  #text = "";
  #to = 0;
  #said_ms = -Infinity;
  /** @type {string[]} */ #first = [];
  #last = "";
  #isOver = false;
  #timer = /** @type {ReturnType<typeof setTimeout> | null} */ (null);

  /**
   * @param {(sentence: string) => void} say
   * @param {() => number} [now]
   */
  constructor(say, now = () => performance.now()) {
    this.#say = say;
    this.#now = now;
  }

  /** A sentence about the answer, before its own. */
  begin(/** @type {string} */ sentence) {
    this.#first.push(sentence);
    this.#soon();
  }

  /** The answer so far. */
  hear(/** @type {string} */ text) {
    this.#text = text;
    this.#soon();
  }

  end(/** @type {string} */ sentence) {
    this.#isOver = true;
    this.#last = sentence;
    this.#soon();
  }

  stop() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #soon() {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#speak(), Math.max(0, this.#said_ms + EVERY_MS - this.#now()));
  }

  #speak() {
    this.#timer = null;
    const { sentences, to } = sentencesOf(this.#text, this.#to, this.#isOver);
    this.#to = to;
    const whole = [...this.#first.splice(0), sentences, this.#isOver ? this.#last : ""].filter(Boolean).join(" ");
    if (this.#isOver) this.#last = "";
    if (!whole) return;
    this.#said_ms = this.#now();
    this.#say(whole);
  }
}
