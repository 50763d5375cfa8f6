// @ts-check
// One execution, live: what the stream says of it makes the page ask for its parts again.

import { announce } from "../components/announcer.js";
import { ask } from "../components/dialog.js";
import { find, setText } from "../components/element.js";
import { request } from "../components/request.js";
import { showTimes } from "../components/time.js";
import { _ } from "../components/text.js";
import { attempt } from "../runs/action.js";
import { followExecutions } from "./event-stream.js";
import { Renewal } from "./renewal.js";
import { Warnings } from "./warning.js";

const page = find("[data-execution-page]");
const { id = "", api = "", name = "", one = "" } = page.dataset;
const warnings = new Warnings(page);
const PARTS = ["head", "progress", "picture", "stages", "timeline", "log"];

/** The parts as the server draws them now; what is unfolded stays so. */
const renewal = new Renewal((fresh) => {
  for (const part of PARTS) {
    const old = page.querySelector(`[data-part="${part}"]`);
    const drawn = fresh.querySelector(`[data-part="${part}"]`);
    if (!old || !drawn || old.innerHTML === drawn.innerHTML) continue;
    const open = new Set([...old.querySelectorAll("[data-key]:has(details[open])")].map(keyOf));
    const hadFocus = old.contains(document.activeElement);
    old.replaceChildren(...document.importNode(drawn, true).childNodes);
    for (const entry of old.querySelectorAll("[data-key]"))
      if (open.has(keyOf(entry))) entry.querySelector("details")?.setAttribute("open", "");
    if (hadFocus) /** @type {HTMLElement | null} */ (old.querySelector("a, button"))?.focus();
  }
  const status = fresh.querySelector("[data-execution-page]")?.getAttribute("data-status") ?? "";
  if (status && status !== page.dataset.status) {
    page.dataset.status = status;
    announce(page.querySelector(".badge span")?.textContent ?? status);
  }
  document.title = fresh.title;
  showTimes();
});

const keyOf = (/** @type {Element} */ entry) => entry.getAttribute("data-key");

followExecutions(page, {
  onExecution(execution) {
    if (execution.id !== id) return warnings.take(execution);
    const bar = /** @type {HTMLProgressElement | null} */ (page.querySelector('[data-part="progress"] progress'));
    if (bar) {
      bar.value = Math.max(bar.value, execution.progress);
      setText(page.querySelector("[data-progress-percent]"), `${Math.floor(bar.value * 100)} %`);
    }
    renewal.soon();
  },
  onOther: () => renewal.soon(),
});

/** @type {Record<string, (button: HTMLButtonElement) => Promise<void>>} */
const ACTS = {
  async cancel(button) {
    const title = _("Cancel %(name)s?", { name });
    const text = _("A run of ours ends within two seconds. An outside program has to look whether it was cancelled.");
    const confirm = _("Cancel it");
    if (!(await ask({ title, text, confirm, cancel: _("Keep it running"), danger: true }))) return;
    button.disabled = true;
    const done = await attempt(_("It could not be cancelled"), () => request("POST", `${api}/cancel`));
    button.disabled = Boolean(done);
    renewal.soon();
  },
  async retry() {
    const started = await attempt(_("It could not be started again"), () => request("POST", `${api}/retry`));
    if (started?.id) location.assign(one + encodeURIComponent(started.id));
  },
  async false_positive(button) {
    const json = { value: button.dataset.value === "true" };
    await attempt(_("It could not be marked"), () => request("POST", `${api}/false_positive`, { json }));
    renewal.soon();
  },
};
page.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-act]");
  if (button instanceof HTMLButtonElement) void ACTS[button.dataset.act ?? ""](button);
});
