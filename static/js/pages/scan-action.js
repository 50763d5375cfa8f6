// @ts-check
// What can be done with a scan: cancel, analyse again, delete. Each asks once where something goes.

import { ask } from "../components/dialog.js";
import { request } from "../components/request.js";
import { toast } from "../components/toast.js";

/**
 * @param {import("./scan.js").About} about
 * @param {() => import("./scan-state.js").ScanState} stateNow
 */
export function watchActions(about, stateNow) {
  const actions = /** @type {Record<string, (button: HTMLButtonElement) => Promise<void>>} */ ({
    cancel: (button) => cancel(about, stateNow, button),
    again: (button) => again(about, button),
    delete: () => remove(about),
  });
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-action]"))) {
    button.addEventListener("click", () => actions[button.dataset.action ?? ""](button));
  }
}

/** @returns {Promise<any>} undefined if it failed; the person has then been told */
async function attempt(/** @type {string} */ failure, /** @type {() => Promise<any>} */ call) {
  try {
    return await call();
  } catch (error) {
    toast("bad", failure, { text: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

async function cancel(/** @type {import("./scan.js").About} */ about, /** @type {() => import("./scan-state.js").ScanState} */ stateNow, /** @type {HTMLButtonElement} */ button) {
  const { totalBatches, batch } = stateNow();
  const left = totalBatches ? ` ${totalBatches - batch} of ${totalBatches} batches have not been read yet.` : "";
  const isSure = await ask({
    title: `Cancel the analysis of ${about.name}?`,
    text: `It stops at once.${left} What was found until now stays on this page.`,
    confirm: "Cancel the analysis",
    cancel: "Let it run",
    danger: true,
  });
  if (!isSure) return;
  button.disabled = true;
  const answer = await attempt("It could not be cancelled", () => request("POST", `${about.api}/cancel`).then(() => true));
  if (!answer) button.disabled = false;
}

async function again(/** @type {import("./scan.js").About} */ about, /** @type {HTMLButtonElement} */ button) {
  button.disabled = true;
  const body = about.ref ? { url: about.url, ref: about.ref } : { url: about.url };
  const scan = await attempt("The analysis could not be started", () => request("POST", `${about.api.replace(/\/scans\/.*$/, "")}/analyze`, { json: body }));
  button.disabled = false;
  if (scan) location.assign(location.pathname.replace(about.id, scan.scan_id));
}

async function remove(/** @type {import("./scan.js").About} */ about) {
  const isSure = await ask({
    title: `Delete this analysis of ${about.name}?`,
    text: "Its report, its map and its copy of the source files go. The repository itself and other analyses of it stay.",
    confirm: "Delete the analysis",
    danger: true,
  });
  if (!isSure) return;
  const answer = await attempt("It could not be deleted", () => request("DELETE", about.api).then(() => true));
  if (answer) location.assign(location.pathname.replace(`/${about.id}`, ""));
}
