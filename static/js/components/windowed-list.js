// @ts-check
// A list that draws only the rows in view and scrolls with the page. It draws lists of up to 200 rows in full, so that
// the browser's own search finds them. Rows keep their elements (and focus) as long as their item stays the same
// object.

import { oncePerFrame } from "./animation-frame.js";
import { textScale } from "./viewport.js";

const ALL_UP_TO = 200;
const MARGIN_PX = 600;

/**
 * @template T
 * @param {HTMLElement} container
 * @param {{height: (item: T) => number, render: (item: T) => HTMLElement, key: (item: T) => string}} options `height`
 *   of a row, in px at the usual text size
 */
export function windowedList(container, { height, render, key }) {
  const box = document.createElement("div");
  box.className = "windowed";
  box.setAttribute("role", "list");
  container.append(box);
  /** @type {T[]} */
  let items = [];
  /** @type {number[]} tops of the rows, then the total height */
  let tops = [0];
  /** @type {Map<string, {item: T, node: HTMLElement}>} */
  let shown = new Map();

  function measure() {
    tops = new Array(items.length + 1);
    tops[0] = 0;
    const scale = textScale();
    for (let place = 0; place < items.length; place += 1) tops[place + 1] = tops[place] + height(items[place]) * scale;
    box.style.height = `${tops[items.length]}px`;
  }

  /** The row at a distance from the list's top. */
  function at(/** @type {number} */ y) {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] <= y) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, Math.max(0, items.length - 1));
  }

  function range() {
    if (items.length <= ALL_UP_TO) return [0, items.length];
    const top = box.getBoundingClientRect().top;
    return [at(-top - MARGIN_PX), Math.min(items.length, at(innerHeight - top + MARGIN_PX) + 1)];
  }

  function draw() {
    if (box.offsetParent === null && items.length > ALL_UP_TO) return;
    const [from, to] = range();
    const next = new Map();
    for (let place = from; place < to; place += 1) {
      const item = items[place];
      const id = key(item);
      const before = shown.get(id);
      const node = before?.item === item ? before.node : render(item);
      if (before && before.node !== node) before.node.remove();
      node.setAttribute("role", "listitem");
      node.setAttribute("aria-posinset", String(place + 1));
      node.setAttribute("aria-setsize", String(items.length));
      const top = `${tops[place]}px`;
      if (node.style.top !== top) node.style.top = top;
      shown.delete(id);
      next.set(id, { item, node });
    }
    for (const { node } of shown.values()) node.remove();
    shown = next;
    putInOrder();
  }

  /** Screen readers follow element order. Elements already in place are left alone: one may have focus. */
  function putInOrder() {
    let place = box.firstChild;
    for (const { node } of shown.values()) {
      if (node === place) place = place.nextSibling;
      else box.insertBefore(node, place);
    }
  }

  const drawSoon = oncePerFrame(draw);
  addEventListener("scroll", drawSoon, { passive: true });
  addEventListener("resize", () => {
    measure();
    drawSoon();
  });

  return {
    setItems(/** @type {T[]} */ given) {
      items = given;
      measure();
      draw();
    },
    /** Ask for the rows' heights again: one has changed. */
    measure() {
      measure();
      draw();
    },
    /** Draw again, once the list is visible. */
    refresh: draw,
    /** Scroll a row to just below the page's bar. */
    scrollTo(/** @type {number} */ place) {
      scrollTo({ top: scrollY + box.getBoundingClientRect().top + tops[place] - innerHeight / 3 });
      draw();
    },
    get length() {
      return items.length;
    },
  };
}
