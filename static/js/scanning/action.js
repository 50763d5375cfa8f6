// @ts-check
// What can be done with an analysis: cancel it, analyse the same repository again, delete it.

import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { attempt, cancelRun, deleteRun, watchActions } from "../runs/action.js";

/**
 * @param {import("./about.js").About} about
 * @param {() => import("./state.js").ScanState} stateNow
 */
export function watchScanActions(about, stateNow) {
  watchActions({
    cancel: (button) => cancelRun(about, cancelQuestion(about, stateNow()), button),
    again: (button) => again(about, button),
    delete: () => deleteRun(about, deleteQuestion(about)),
  });
}

function cancelQuestion(
  /** @type {import("./about.js").About} */ about,
  /** @type {import("./state.js").ScanState} */ { totalBatches, batch },
) {
  const left = totalBatches
    ? ` ${_("%(left)s of %(all)s batches have not been read yet.", { left: totalBatches - batch, all: totalBatches })}`
    : "";
  return {
    title: _("Cancel the analysis of %(name)s?", { name: about.name }),
    text: `${_("It stops at once.")}${left} ${_("What it has found so far stays on this page.")}`,
    confirm: _("Cancel the analysis"),
    cancel: _("Let it run"),
  };
}

function deleteQuestion(/** @type {import("./about.js").About} */ about) {
  return {
    title: _("Delete this analysis of %(name)s?", { name: about.name }),
    text: _(
      "Its report, its map and its copy of the source files go. The repository itself and other analyses of it stay.",
    ),
    confirm: _("Delete the analysis"),
  };
}

async function again(/** @type {import("./about.js").About} */ about, /** @type {HTMLButtonElement} */ button) {
  button.disabled = true;
  const body = about.ref ? { url: about.url, ref: about.ref } : { url: about.url };
  const analyze = `${about.api.split("/scans/", 1)[0]}/analyze`;
  const scan = await attempt(_("The analysis could not be started"), () => request("POST", analyze, { json: body }));
  button.disabled = false;
  if (scan) location.assign(location.pathname.replace(about.id, scan.scan_id));
}
