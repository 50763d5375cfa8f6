// @ts-check
// What the server wrote into an analysis's page.

import { runOfPage } from "../runs/run.js";

export function aboutPage(/** @type {HTMLElement} */ root) {
  const run = runOfPage(root);
  const encoded = (/** @type {string} */ path) => path.split("/").map(encodeURIComponent).join("/");
  return {
    ...run,
    id: root.dataset.scan ?? "",
    url: root.dataset.url ?? "",
    isUpload: root.dataset.upload === "true",
    ref: root.dataset.ref ?? "",
    hasGraph: root.dataset.hasGraph === "true",
    hasHistory: root.dataset.hasHistory === "true",
    previous: root.dataset.previous ?? "",
    insightUrl: root.dataset.insightUrl ?? "",
    verdictsUrl: `${run.api}/verdicts`,
    explanationsUrl: new URL("../explanations", new URL(run.api, location.href)).pathname,
    fileUrl: (/** @type {string} */ path) => `${root.dataset.page}/files/${encoded(path)}`,
    sourceUrl: (/** @type {string} */ path) => `${run.api}/files/${encoded(path)}`,
  };
}

/** @typedef {ReturnType<typeof aboutPage>} About */
