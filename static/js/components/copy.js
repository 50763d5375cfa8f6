// @ts-check
// Copy buttons: `<button data-copy="text">`.

import { announce } from "./announcer.js";
import { setIcon } from "./element.js";
import { _ } from "./text.js";
import { toast } from "./toast.js";

/** Make every copy button on the page work, including those added later. */
export function watchCopies() {
  document.addEventListener("click", async (event) => {
    const button = /** @type {Element} */ (event.target).closest?.("[data-copy]");
    if (!(button instanceof HTMLElement)) return;
    await copyText(button.dataset.copy ?? "", button);
  });
}

/** Copy a text and confirm it on the button that was clicked. */
export async function copyText(/** @type {string} */ text, /** @type {HTMLElement} */ button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toast("warn", _("The browser does not let this page copy"), { text: _("Select the text and copy it by hand.") });
    return;
  }
  const mark = button.querySelector("svg");
  setIcon(mark, "check");
  announce(_("Copied."));
  setTimeout(() => setIcon(mark, "copy"), 1500);
}
