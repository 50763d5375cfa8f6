// @ts-check
// Polite announcements for screen readers, one sentence at a time.

/** @type {string[]} */
const waiting = [];
let busy = false;

/** Say one sentence. Only the last few of a burst are kept: nobody wants to hear 66 batches. */
export function announce(/** @type {string} */ sentence) {
  waiting.push(sentence);
  if (waiting.length > 3) waiting.splice(0, waiting.length - 3);
  if (!busy) next();
}

function next() {
  const region = document.getElementById("announcer");
  const sentence = waiting.shift();
  busy = Boolean(region && sentence);
  if (!region || !sentence) return;
  region.textContent = sentence;
  setTimeout(next, 1500);
}
