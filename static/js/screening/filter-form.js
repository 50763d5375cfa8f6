// @ts-check
// Search, filters and order of the ranking, kept in the address so that they can be sent to somebody.

import { find } from "../components/element.js";

/** @typedef {import("./order.js").Wanted} Wanted */

const NAMES = ["q", "recommendation", "decision", "sort"];

export class FilterForm {
  #form = /** @type {HTMLFormElement} */ (find("[data-ranking-filter]"));

  constructor(/** @type {() => void} */ onChange) {
    const asked = new URLSearchParams(location.search);
    for (const name of NAMES) {
      const field = this.#field(name);
      field.value = asked.get(name) ?? field.value;
      if (field instanceof HTMLSelectElement && field.selectedIndex < 0) field.selectedIndex = 0; // none of its choices
    }
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => {
      this.#remember();
      onChange();
    });
  }

  /** @returns {Wanted} */
  get wanted() {
    const [q, recommendation, decision, sort] = NAMES.map((name) => this.#field(name).value);
    return { q, recommendation, decision, sort };
  }

  set(/** @type {string} */ name, /** @type {string} */ value) {
    this.#field(name).value = value;
    this.#form.dispatchEvent(new Event("input"));
  }

  clear() {
    for (const name of ["q", "recommendation", "decision"]) this.#field(name).value = "";
    this.#form.dispatchEvent(new Event("input"));
  }

  #field(/** @type {string} */ name) {
    return /** @type {HTMLInputElement} */ (find(`[name="${name}"]`, this.#form));
  }

  #remember() {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(this.wanted)) {
      if (value.trim() && value !== "rank") address.searchParams.set(name, value.trim());
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
  }
}
