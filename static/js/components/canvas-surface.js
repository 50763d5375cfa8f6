// @ts-check
// A canvas that is sharp on every screen and knows its size in CSS pixels.

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} onResize
 */
export function canvasSurface(canvas, onResize) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const size = { width: 0, height: 0 };

  function fit() {
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = Math.min(devicePixelRatio || 1, 2);
    if (width === 0 || height === 0) return;
    if (canvas.width === Math.round(width * scale) && canvas.height === Math.round(height * scale)) return;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    Object.assign(size, { width, height });
    onResize();
  }

  new ResizeObserver(fit).observe(canvas);
  fit();
  return { context, size };
}

/** The text, shortened with … until it fits; empty if nothing sensible fits. */
export function fitText(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {string} */ text,
  /** @type {number} */ width,
) {
  const full = context.measureText(text).width;
  if (full <= width) return text;
  const kept = Math.floor((text.length * (width - 10)) / full);
  return kept < 3 ? "" : `${text.slice(0, kept).replace(/[._-]{1,8}$/, "")}…`;
}
