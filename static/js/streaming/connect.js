// @ts-check
// Which channels to follow and where to start, checked before any request and remembered for the next visit.

import { find, setIcon, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { parseChannels } from "./channel.js";

/**
 * @typedef {object} Options
 * @property {string} user
 * @property {string} fallback
 * @property {(wanted: {channels: string[], from: string}) => void} onConnect
 * @property {() => void} onDisconnect
 * @property {(channels: string[]) => void} onChange
 */

export class ConnectForm {
  #form = /** @type {HTMLFormElement} */ (find("[data-connect]"));
  #field = /** @type {HTMLInputElement} */ (find("#channels"));
  #from = /** @type {HTMLSelectElement} */ (find("[name=from]", this.#form));
  #after = /** @type {HTMLInputElement} */ (find("#after"));
  #isOpen = false;
  #options;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#field.value = this.#firstChannels();
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.toggle();
    });
    this.#from.addEventListener("change", () => (find("[data-after]").hidden = this.#from.value !== "after"));
    this.#field.addEventListener("input", () => this.#tell(""));
    this.#field.addEventListener("change", () => {
      const { channels, error } = parseChannels(this.#field.value);
      this.#tell(error);
      if (!error) options.onChange(channels);
    });
  }

  /** The form's channels, or the page's own channel while the form's text is unusable. */
  get channels() {
    const { channels, error } = parseChannels(this.#field.value);
    return error ? [this.#options.fallback] : channels;
  }

  set(/** @type {string[]} */ channels) {
    this.#field.value = channels.join(", ");
    this.#from.value = "now";
    find("[data-after]").hidden = true;
    this.#options.onChange(channels);
  }

  toggle() {
    if (this.#isOpen) this.#options.onDisconnect();
    else this.connect();
  }

  connect() {
    const { channels, error } = parseChannels(this.#field.value);
    const after = this.#after.value.trim();
    const wrong =
      error ||
      (this.#from.value === "after" && !/^[0-9]{1,19}$/.test(after)
        ? _("An id is a number, such as 0 for the beginning.")
        : "");
    this.#tell(wrong);
    if (wrong) return (error ? this.#field : this.#after).focus();
    this.#remember(channels);
    this.#options.onConnect({ channels, from: { now: "", start: "start", after }[this.#from.value] ?? "" });
  }

  /** While a stream is open, the form describes it and cannot be changed. */
  setOpen(/** @type {boolean} */ isOpen, /** @type {string} */ position) {
    if (this.#isOpen && !isOpen && position) this.#after.value = position;
    this.#isOpen = isOpen;
    this.#field.readOnly = isOpen;
    this.#from.disabled = this.#after.disabled = isOpen;
    const button = find("[data-connect-button]");
    button.classList.toggle("button--primary", !isOpen);
    setText(button.querySelector("span"), isOpen ? "Disconnect" : "Connect");
    setIcon(button.querySelector("svg"), isOpen ? "unplug" : "plug");
  }

  #tell(/** @type {string} */ error) {
    const box = find("[data-connect-error]");
    box.hidden = error === "";
    setText(box.querySelector("span"), error);
    if (error) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
  }

  get #key() {
    return `tailrace:playground:${this.#options.user}`;
  }

  #remember(/** @type {string[]} */ channels) {
    try {
      localStorage.setItem(this.#key, channels.join(", "));
    } catch {
      // Storage is blocked or full: nothing is remembered.
    }
  }

  /** Those in the page's address, otherwise the last ones used, otherwise the page's own. */
  #firstChannels() {
    const asked = new URLSearchParams(location.search).getAll("channel").join(", ");
    for (const text of [asked, this.#remembered()]) if (text && !parseChannels(text).error) return text;
    return this.#options.fallback;
  }

  #remembered() {
    try {
      return localStorage.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }
}
