// @ts-check
// The style guide: what only shows when something happens can be made to happen here.

import { ask } from "../components/dialog.js";
import { find } from "../components/element.js";
import { watchSortableTables } from "../components/table-sort.js";
import { toast } from "../components/toast.js";

watchSortableTables();
for (const swatch of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-colour]")))
  swatch.style.background = `var(--${swatch.dataset.colour})`;
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-toast]"))) {
  button.addEventListener("click", () =>
    toast(/** @type {any} */ (button.dataset.toast), "What has happened", { text: "What is safe, and what to do." }),
  );
}
find("[data-ask]").addEventListener("click", () =>
  ask({
    title: "Delete this analysis of pallets/flask?",
    text: "Its report, its map and its copy of the source files go.",
    confirm: "Delete the analysis",
    danger: true,
  }),
);
/** @type {HTMLDialogElement} */ (find("dialog#sample-dialog")).show();
find("#content").focus();
scrollTo(0, 0);
