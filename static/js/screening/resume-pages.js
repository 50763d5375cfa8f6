// @ts-check
// The résumé itself: images of its pages with a box around each quoted line; where there are no images, its text with
// the quoted lines marked. A place that is pointed at tells the explanation, and the other way round.

import { element } from "../components/element.js";
import { _ } from "../components/text.js";
import { linesOf } from "./evidence.js";

/** @typedef {import("./answer.js").Candidate} Candidate */
/** @typedef {import("./evidence.js").Place} Place */

/** Room around a line, in points: a box is easier to see, and to hit, if it does not cut the letters. */
const MARGIN_POINTS = 2;

export class ResumePages {
  #root;
  #onPoint;
  /** @type {Map<string, HTMLElement>} */ #nodes = new Map();
  /** @type {Candidate} */ #candidate;
  /** @type {Place[]} */ #places;

  /**
   * @param {HTMLElement} root
   * @param {Candidate} candidate
   * @param {Place[]} places
   * @param {{pageUrl: (number: number) => string, hasImages: boolean,
   *   onPoint: (key: string | null, isChosen: boolean) => void}} options
   */
  constructor(root, candidate, places, { pageUrl, hasImages, onPoint }) {
    this.#root = root;
    this.#candidate = candidate;
    this.#places = places;
    this.#onPoint = onPoint;
    const sizes = candidate.page_sizes;
    root.toggleAttribute("data-text", !(hasImages && sizes.length));
    const parts =
      hasImages && sizes.length
        ? sizes.map((size, place) => this.#page(size, place + 1, pageUrl(place + 1)))
        : [this.#text(candidate.lines)];
    root.replaceChildren(...parts);
  }

  /** The quoted places, in the order of the résumé. */
  get keys() {
    return this.#places.filter(({ key }) => this.#nodes.has(key)).map(({ key }) => key);
  }

  /**
   * @param {string | null} key
   * @param {{isScrolling?: boolean}} [options] bring it into view
   */
  highlight(key, { isScrolling = false } = {}) {
    for (const [name, node] of this.#nodes) node.toggleAttribute("data-on", name === key);
    const node = key === null ? null : this.#nodes.get(key);
    if (!node || !isScrolling) return;
    const { top, height } = node.getBoundingClientRect();
    const frame = this.#root.getBoundingClientRect();
    const isInView = top > frame.top + 16 && top + height < frame.bottom - 16;
    if (!isInView) this.#root.scrollTo({ top: this.#root.scrollTop + top - frame.top - frame.height / 3 });
  }

  /** @param {{width: number, height: number}} size */
  #page({ width, height }, /** @type {number} */ number, /** @type {string} */ url) {
    const image = element("img", {
      src: url,
      alt: _("Page %(number)s of the résumé", { number }),
      loading: number > 2 ? "lazy" : null,
      decoding: "async",
    });
    const boxes = this.#places
      .filter(({ page, box }) => page === number && box)
      .map((place) => this.#box(place, width, height));
    const page = element("div", { class: "page" }, image, ...boxes);
    page.style.aspectRatio = `${width} / ${height}`;
    image.addEventListener("error", () => this.#replace(page, number), { once: true });
    return page;
  }

  /** A page whose image cannot be had is shown as its text. */
  #replace(/** @type {HTMLElement} */ page, /** @type {number} */ number) {
    page.replaceWith(this.#text(this.#candidate.lines.filter((line) => line.page === number)));
  }

  #box(/** @type {Place} */ place, /** @type {number} */ width, /** @type {number} */ height) {
    const box = /** @type {import("./answer.js").Box} */ (place.box);
    const node = element("button", {
      class: "page__box",
      type: "button",
      "data-kind": place.kind,
      "aria-label": `${place.about.join(", ")}: ${place.text}`,
      title: place.about.join(", "),
    });
    const share = (/** @type {number} */ points, /** @type {number} */ of) => `${(points / of) * 100}%`;
    node.style.left = share(box.left - MARGIN_POINTS, width);
    node.style.top = share(box.top - MARGIN_POINTS, height);
    node.style.width = share(box.right - box.left + 2 * MARGIN_POINTS, width);
    node.style.height = share(box.bottom - box.top + 2 * MARGIN_POINTS, height);
    return this.#watched(node, place.key);
  }

  #text(/** @type {import("./answer.js").Line[]} */ lines) {
    const marked = linesOf(this.#places, lines);
    const text = element("div", { class: "page-text" });
    let section = "";
    lines.forEach((line, at) => {
      const isHeading = line.section !== section && line.section !== "header";
      section = line.section;
      const place = marked.get(at);
      const kind = { class: isHeading ? "page-text__section" : null };
      text.append(place ? this.#line(place, line.text) : element("p", kind, line.text));
    });
    if (lines.length === 0) text.append(element("p", { class: "muted" }, _("There is no text here.")));
    return text;
  }

  #line(/** @type {Place} */ place, /** @type {string} */ text) {
    const node = element(
      "button",
      { class: "page-text__quote", type: "button", "data-kind": place.kind, title: place.about.join(", ") },
      element("mark", {}, text),
    );
    return this.#watched(node, place.key);
  }

  #watched(/** @type {HTMLElement} */ node, /** @type {string} */ key) {
    this.#nodes.set(key, node);
    for (const name of ["pointerenter", "focus"]) node.addEventListener(name, () => this.#onPoint(key, false));
    for (const name of ["pointerleave", "blur"]) node.addEventListener(name, () => this.#onPoint(null, false));
    node.addEventListener("click", () => this.#onPoint(key, true));
    return node;
  }
}
