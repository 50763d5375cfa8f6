// @ts-check
/** A wait that can be cut short. */

/** @typedef {import("./environment.js").Environment} Environment */

export class Pause {
  #environment;
  /** @type {(() => void) | null} */ #end = null;
  /** Until when the server asked to be left alone. */
  not_before = 0;

  /** @param {Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  get isOn() {
    return this.#end !== null;
  }

  /**
   * @param {number} ms
   * @returns {Promise<void>} resolves when the time is up or end() is called
   */
  wait(ms) {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#environment.setTimeout(() => this.end(), ms);
      this.#end = () => {
        this.#environment.clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the wait, unless the server asked for it. */
  hurry() {
    if (this.#environment.now() >= this.not_before) this.end();
  }

  end() {
    const end = this.#end;
    this.#end = null;
    end?.();
  }
}
