// @ts-check
// Keyboard shortcuts: `?` shows them, `g` then a letter goes to a page, `/` searches, `Esc` closes. Pages add more.

import { find } from "./element.js";

/** @type {Map<string, (event: KeyboardEvent) => void>} */
const keys = new Map();
const SEQUENCE_MS = 1200;

/** Let a page respond to a key; keys are ignored while someone is typing. */
export function onKey(/** @type {string} */ key, /** @type {(event: KeyboardEvent) => void} */ action) {
  keys.set(key, action);
}

export function showShortcuts() {
  const dialog = /** @type {HTMLDialogElement} */ (find("#shortcut-dialog"));
  if (!dialog.open) dialog.showModal();
}

/** Inputs that take no text. */
const WORDLESS = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);

function isTyping(/** @type {EventTarget | null} */ target) {
  if (target instanceof HTMLInputElement) return !WORDLESS.has(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/** The search field of whatever is showing now. */
function searchField() {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-search]"));
  return [...fields].find((field) => field.offsetParent !== null);
}

export function watchShortcuts() {
  let went_ms = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") /** @type {HTMLElement} */ (event.target).blur();
      return;
    }
    if (event.timeStamp - went_ms < SEQUENCE_MS) {
      went_ms = -Infinity;
      const link = document.querySelector(`a[data-shortcut="${CSS.escape(event.key)}"]`);
      if (link instanceof HTMLAnchorElement) link.click();
      return;
    }
    if (event.key === "g") went_ms = event.timeStamp;
    else if (event.key === "?") showShortcuts();
    else if (event.key === "/") {
      const field = searchField();
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    } else keys.get(event.key)?.(event);
  });
}
