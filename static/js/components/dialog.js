// @ts-check
// The question asked once before something is deleted.

import { find } from "./element.js";
import { _ } from "./text.js";

/**
 * @param {{title: string, text: string, confirm: string, cancel?: string, danger?: boolean}} question
 * @returns {Promise<boolean>} true if the person confirmed
 */
export function ask({ title, text, confirm, cancel = _("Keep it"), danger = false }) {
  const dialog = /** @type {HTMLDialogElement} */ (find("#confirm-dialog"));
  find("[data-dialog-title]", dialog).textContent = title;
  find("[data-dialog-text]", dialog).textContent = text;
  const yes = find("[data-dialog-confirm]", dialog);
  yes.textContent = confirm;
  yes.classList.toggle("button--danger-solid", danger);
  yes.classList.toggle("button--primary", !danger);
  const no = find("[data-dialog-cancel]", dialog);
  no.textContent = cancel;
  dialog.returnValue = "";
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true });
  });
}
