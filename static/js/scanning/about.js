// @ts-check
// What the server wrote into an analysis's page.

import { runOfPage } from "../runs/run.js";

export function aboutPage(/** @type {HTMLElement} */ root) {
  return {
    ...runOfPage(root),
    id: root.dataset.scan ?? "",
    url: root.dataset.url ?? "",
    isUpload: root.dataset.upload === "true",
    ref: root.dataset.ref ?? "",
    hasGraph: root.dataset.hasGraph === "true",
    previous: root.dataset.previous ?? "",
    insightUrl: root.dataset.insightUrl ?? "",
    fileUrl: (/** @type {string} */ path) =>
      `${root.dataset.page}/files/${path.split("/").map(encodeURIComponent).join("/")}`,
  };
}

/** @typedef {ReturnType<typeof aboutPage>} About */
