// @ts-check
// The window's size in the units of the style sheets: a row of 30 px grows with the reader's text size.

/** Whether the window is phone-sized, at the style sheets' breakpoint. */
export const narrow = matchMedia("(max-width: 45em)");

/** How much larger than usual the reader's text is: 1 if a rem is 16 px. */
export function textScale() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
