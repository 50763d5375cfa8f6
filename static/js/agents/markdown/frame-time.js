// @ts-check
// Work in small pieces: so much time of each frame. Laying out what was drawn takes several times as long, and the rest
// of the frame is the reader's.

const FRAME_MS = 5;
/** A hidden page gets no frames. */
const HIDDEN_MS = 250;

/** @type {(() => boolean)[]} */
const waiting = [];
let isAsked = false;

/**
 * Do this piece by piece.
 * @param {() => boolean} work one piece, of a few milliseconds at most; says whether there is more
 */
export function later(work) {
  waiting.push(work);
  ask();
}

function ask() {
  if (isAsked) return;
  isAsked = true;
  if (document.hidden) setTimeout(run, HIDDEN_MS);
  else {
    // Whichever comes first: a page that is hidden meanwhile gets no frame any more.
    let isRun = false;
    const once = () => {
      if (isRun) return;
      isRun = true;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      run();
    };
    const frame = requestAnimationFrame(once);
    const timer = setTimeout(once, HIDDEN_MS);
  }
}

/** Each in turn, so that one that takes long holds up no other. */
function run() {
  isAsked = false;
  const until_ms = performance.now() + FRAME_MS;
  while (waiting.length > 0 && performance.now() < until_ms) {
    const work = /** @type {() => boolean} */ (waiting.shift());
    if (work()) waiting.push(work);
  }
  if (waiting.length > 0) ask();
}
