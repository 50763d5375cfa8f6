// @ts-check
// Views: a filter is saved under a name, and deleted.

import { ask } from "../components/dialog.js";
import { find } from "../components/element.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { attempt } from "../runs/action.js";

/**
 * @param {string} url of the views
 * @param {string} query what is shown now
 */
export function watchViews(url, query) {
  const dialog = /** @type {HTMLDialogElement} */ (find("#view-dialog"));
  const name = /** @type {HTMLInputElement} */ (find("input", dialog));
  document.querySelector("[data-save-view]")?.addEventListener("click", () => dialog.showModal());
  find("[data-close]", dialog).addEventListener("click", () => dialog.close("cancel"));
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "save") return;
    const saved = await attempt(_("The view was not saved"), () =>
      request("POST", url, { json: { name: name.value, query } }),
    );
    if (saved) location.reload();
  });
  const remove = /** @type {HTMLElement | null} */ (document.querySelector("[data-delete-view]"));
  remove?.addEventListener("click", async () => {
    const title = _("Delete the view %(name)s?", { name: remove.dataset.name ?? "" });
    const text = _("The executions stay.");
    if (!(await ask({ title, text, confirm: _("Delete"), danger: true }))) return;
    const isGone = await attempt(_("The view was not deleted"), () =>
      request("DELETE", `${url}/${remove.dataset.deleteView}`).then(() => true),
    );
    if (isGone) location.reload();
  });
}
