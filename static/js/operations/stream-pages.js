// @ts-check
// The pages of connections and channels: what changes something asks first, and the list of connections stays fresh.

import { ask } from "../components/dialog.js";
import { keepFresh } from "./fresh.js";

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const { ask: title, askText: text = "", askConfirm: confirm = "" } = form.dataset;
  if (!title) return;
  event.preventDefault();
  if (await ask({ title, text, confirm, danger: true })) form.submit();
});

if (document.querySelector("[data-fresh]")) keepFresh();
