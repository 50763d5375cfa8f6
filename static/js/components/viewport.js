// @ts-check
// The window's size in the units of the style sheets: a row of 30 px grows with the reader's text size.

/** Whether the window is a phone's, as the style sheets have it. */
export const narrow = matchMedia("(max-width: 45em)");

/** How much larger than usual the reader wants text: 1 where a rem is 16 px. */
export function textScale() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
