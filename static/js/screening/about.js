// @ts-check
// What the server wrote into a screening's page.

import { runOfPage } from "../runs/run.js";

export function aboutPage(/** @type {HTMLElement} */ root) {
  return {
    ...runOfPage(root),
    id: root.dataset.screening ?? "",
    page: root.dataset.page ?? "",
    total: Number(root.dataset.total),
    completed: Number(root.dataset.completed),
  };
}

/** @typedef {ReturnType<typeof aboutPage>} About */
