// @ts-check
// A dialog that asks for a text: a new title, or a question in other words.

import { find } from "../components/element.js";
import { isSendKey } from "./composer.js";

/**
 * @param {{title: string, note: string, label: string, text: string, confirm: string}} about
 * @returns {Promise<string | null>} null: they left it as it is
 */
export function askText({ title, note, label, text, confirm }) {
  const dialog = /** @type {HTMLDialogElement} */ (find("#edit-dialog"));
  const field = /** @type {HTMLTextAreaElement} */ (find("[data-edit-text]", dialog));
  find("[data-edit-title]", dialog).textContent = title;
  find("[data-edit-note]", dialog).textContent = note;
  find("[data-edit-label]", dialog).textContent = label;
  find("[data-edit-confirm]", dialog).textContent = confirm;
  field.value = text;
  dialog.returnValue = "";
  field.onkeydown = (event) => {
    if (!isSendKey(event)) return;
    event.preventDefault();
    dialog.close("confirm");
  };
  dialog.showModal();
  field.focus();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "confirm" && field.value.trim() ? field.value : null),
      { once: true },
    );
  });
}
