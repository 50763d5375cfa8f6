// @ts-check
// What every page has: shortcuts, moments, copy buttons, menus, appearance.

import { watchAppearance } from "../components/appearance.js";
import { watchCopies } from "../components/copy.js";
import { watchMenus } from "../components/menu.js";
import { showShortcuts, watchShortcuts } from "../components/shortcut.js";
import { watchTimes } from "../components/time.js";

watchAppearance();
watchCopies();
watchMenus();
watchShortcuts();
watchTimes();
document.querySelector("[data-shortcuts-button]")?.addEventListener("click", () => {
  /** @type {HTMLElement | null} */ (document.querySelector("#account-menu"))?.hidePopover();
  showShortcuts();
});
// By then the scripts of the page itself have run.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    document.querySelectorAll("[data-awaits-script]")
  )) {
    button.removeAttribute("data-awaits-script");
    button.disabled = false;
  }
});
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-focus]"))) {
  button.addEventListener("click", () => document.getElementById(button.dataset.focus ?? "")?.focus());
}
