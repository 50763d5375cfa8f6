// @ts-check
// Batches drawing into animation frames: however many events arrive, one draw per frame.

/**
 * @param {() => void} draw
 * @returns {() => void} requests a draw in the next frame
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
