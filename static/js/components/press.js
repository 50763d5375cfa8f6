// @ts-check
// Whether a button or a link is being pressed. Were it drawn anew between press and release, nothing would be clicked.

let isPressed = false;
/** @type {(() => void)[]} */
let waiting = [];

addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => setTimeout(release), true);

// After the click, which follows the release.
function release() {
  isPressed = false;
  const due = waiting;
  waiting = [];
  for (const resume of due) resume();
}

/** @returns {Promise<void>} kept once nothing is pressed; at once if nothing is */
export function released() {
  return isPressed ? new Promise((resume) => waiting.push(resume)) : Promise.resolve();
}
