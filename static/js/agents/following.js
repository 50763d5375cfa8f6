// @ts-check
// Whether the log follows what is written. A person who scrolls up reads; it follows again when they are at its end.

const NEAR_PX = 24;
const UP_KEYS = new Set(["ArrowUp", "PageUp", "Home"]);

export class Following {
  #log;
  #button;
  #isOn = true;
  #touched_px = 0;
  #shown_px = 0;

  /**
   * @param {HTMLElement} log what scrolls
   * @param {HTMLElement} button leads to the end
   */
  constructor(log, button) {
    this.#log = log;
    this.#button = button;
    log.addEventListener("wheel", ({ deltaY }) => deltaY < 0 && this.#stop(), { passive: true });
    log.addEventListener("touchstart", ({ touches }) => (this.#touched_px = touches[0].clientY), { passive: true });
    log.addEventListener("touchmove", ({ touches }) => touches[0].clientY > this.#touched_px + 4 && this.#stop(), {
      passive: true,
    });
    log.addEventListener("keydown", (event) => {
      if (UP_KEYS.has(event.key) || (event.key === " " && event.shiftKey)) this.#stop();
    });
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => {
      this.toEnd();
      log.focus({ preventScroll: true });
    });
    new ResizeObserver(() => this.follow()).observe(log);
  }

  get isOn() {
    return this.#isOn;
  }

  /** Something was written. */
  follow() {
    if (this.#isOn) this.#log.scrollTop = this.#log.scrollHeight;
    this.#show();
  }

  toEnd() {
    this.#isOn = true;
    this.follow();
  }

  /** Somebody reads, or works on, what stands further up. */
  stay() {
    this.#stop();
  }

  #stop() {
    if (this.#log.scrollHeight <= this.#log.clientHeight) return;
    this.#isOn = false;
    this.#show();
  }

  /** Also by dragging the bar, or by searching the page: whoever moved up reads, whoever is at the end follows. */
  #scrolled() {
    const { scrollTop } = this.#log;
    if (scrollTop < this.#shown_px - 1 && !this.#isAtEnd) this.#isOn = false;
    else if (this.#isAtEnd && scrollTop > this.#shown_px) this.#isOn = true;
    this.#shown_px = scrollTop;
    this.#show();
  }

  get #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #show() {
    this.#button.hidden = this.#isOn || this.#isAtEnd;
  }
}
