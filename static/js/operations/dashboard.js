// @ts-check
// The dashboard: all executions, live over one stream.

import { find, setText } from "../components/element.js";
import { onKey } from "../components/shortcut.js";
import { watchBulk } from "./bulk.js";
import { followExecutions } from "./event-stream.js";
import { LiveList } from "./live-list.js";
import { Renewal } from "./renewal.js";
import { watchViews } from "./view.js";
import { Warnings, watchNotifySwitch } from "./warning.js";

const page = find("[data-dashboard]");
const { query = "", api = "" } = page.dataset;
const list = new LiveList(find("[data-list]"), "newest" in page.dataset);
const warnings = new Warnings(page);

const renewal = new Renewal((fresh) => {
  list.renew(fresh);
  for (const number of page.querySelectorAll("[data-number]")) {
    const name = number.getAttribute("data-number");
    setText(number, fresh.querySelector(`[data-number="${name}"]`)?.textContent ?? "–");
  }
  const total = fresh.querySelector("[data-total]");
  if (total) setText(find("[data-total]"), total.textContent ?? "");
  const pager = fresh.querySelector('[data-part="pager"]');
  if (pager) find('[data-part="pager"]').replaceChildren(...document.importNode(pager, true).childNodes);
});

followExecutions(page, {
  onExecution(execution) {
    warnings.take(execution);
    if (list.take(execution)) renewal.soon();
  },
  onOther: () => renewal.soon(),
});

watchBulk(api, query);
watchViews(page.dataset.views ?? "", query);
watchNotifySwitch(document.querySelector("[data-notify]"));

const form = /** @type {HTMLFormElement} */ (find("[data-filter]"));
form.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement) form.requestSubmit();
});
// What is not asked for does not stand in the address.
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

/** The next or the previous execution; Enter follows its link. */
function step(/** @type {number} */ by) {
  const links = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll("tr[data-execution]:not([hidden]) th > a"),
  ]);
  const here = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}
onKey("j", () => step(1));
onKey("k", () => step(-1));
