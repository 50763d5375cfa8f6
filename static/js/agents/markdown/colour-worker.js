// @ts-check
// Colours code where it holds up nobody: code of somebody unknown may take a highlighter seconds.

import { highlightLines } from "../../components/highlight.js";

/** What the page is sent at once: it has to take it in while it draws. */
const LINES = 400;

addEventListener("message", ({ data: { number, code, language } }) => {
  const lines = highlightLines(code, language);
  for (let place = 0; place < lines.length; place += LINES)
    postMessage({ number, lines: lines.slice(place, place + LINES), isLast: place + LINES >= lines.length });
});
