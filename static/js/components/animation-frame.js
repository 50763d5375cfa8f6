// @ts-check
// Drawing batched to animation frames: however many events arrive, one drawing a frame.

/**
 * @param {() => void} draw
 * @returns {() => void} asks for a drawing in the next frame
 */
export function oncePerFrame(draw) {
  let asked = false;
  const run = () => {
    if (!asked) return;
    asked = false;
    draw();
  };
  return () => {
    if (asked) return;
    asked = true;
    // A hidden tab gets no frames; its title should still move.
    if (document.hidden) setTimeout(run, 250);
    else requestAnimationFrame(run);
  };
}
