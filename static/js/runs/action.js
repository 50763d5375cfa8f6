// @ts-check
// What can be done with a run: cancel it, delete it, and what the face adds. Each asks once where something goes.

import { ask } from "../components/dialog.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {{title: string, text: string, confirm: string, cancel?: string}} Question */

/**
 * Brings the page's `data-action` buttons to life.
 * @param {Record<string, (button: HTMLButtonElement) => Promise<void>>} actions by name
 */
export function watchActions(actions) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-action]"))) {
    button.addEventListener("click", () => actions[button.dataset.action ?? ""](button));
  }
}

/**
 * @template T
 * @param {string} failure what to tell the person if it fails
 * @param {() => Promise<T>} call
 * @returns {Promise<T | undefined>} undefined if it failed; the person has then been told
 */
export async function attempt(failure, call) {
  try {
    return await call();
  } catch (error) {
    toast("bad", failure, { text: sentenceOf(error) });
    return undefined;
  }
}

/**
 * @param {Run} run
 * @param {Question} question
 * @param {HTMLButtonElement} button
 */
export async function cancelRun(run, question, button) {
  if (!(await ask({ ...question, danger: true }))) return;
  button.disabled = true;
  const isAccepted = await attempt(_("It could not be cancelled"), () =>
    request("POST", `${run.api}/cancel`).then(() => true),
  );
  if (!isAccepted) button.disabled = false;
}

/**
 * @param {Run} run
 * @param {Question} question
 */
export async function deleteRun(run, question) {
  if (!(await ask({ ...question, danger: true }))) return;
  const isGone = await attempt(_("It could not be deleted"), () => request("DELETE", run.api).then(() => true));
  if (isGone) location.assign(run.listUrl);
}
