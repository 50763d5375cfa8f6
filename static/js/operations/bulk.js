// @ts-check
// Acting on all that a filter finds: how many there are is said first, and refused if it is another number by then.

import { ask } from "../components/dialog.js";
import { plural } from "../components/number.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";

/** @typedef {"cancel" | "retry" | "false_positive"} Act */

/** What an act is for; the filter is narrowed to it. @type {Record<Act, string[]>} */
const STATES = { cancel: ["queued", "running", "no_news"], retry: ["failed", "cancelled"], false_positive: [] };

/** @type {Record<Act, (number: number) => {title: string, confirm: string}>} */
const WORDS = {
  cancel: (number) => ({
    title: plural(number, "Cancel %(num)s execution?", "Cancel %(num)s executions?"),
    confirm: _("Cancel them"),
  }),
  retry: (number) => ({
    title: plural(number, "Run %(num)s execution again?", "Run %(num)s executions again?"),
    confirm: _("Run again"),
  }),
  false_positive: (number) => ({
    title: plural(number, "Mark %(num)s execution as a false positive?", "Mark %(num)s executions as false positives?"),
    confirm: _("Mark them"),
  }),
};

/**
 * The filter of an act, or null if it can find nothing.
 * @param {Act} act
 * @param {string} query
 * @returns {Record<string, string> | null}
 */
export function filterOf(act, query) {
  const fields = Object.fromEntries(new URLSearchParams(query));
  if (STATES[act].length === 0) return fields;
  const asked = (fields.status ?? "").split(",").filter(Boolean);
  const states = asked.length > 0 ? STATES[act].filter((state) => asked.includes(state)) : STATES[act];
  return states.length > 0 ? { ...fields, status: states.join(",") } : null;
}

/**
 * @param {string} api
 * @param {Act} act
 * @param {string} query the page's own filter
 */
export async function actOnAll(api, act, query) {
  const filter = filterOf(act, query);
  const found = filter && (await request("GET", `${api}?${new URLSearchParams({ ...filter, limit: "1" })}`));
  if (!filter || found.total === 0) return void toast("info", _("There is nothing to do that to"));
  if (!found.total_is_exact)
    return void toast("warn", _("That would be too many"), {
      text: _("Narrow the filter to fewer than 10,000 first."),
    });
  const { title, confirm } = WORDS[act](found.total);
  const text = query ? _("All that this filter finds.") : _("No filter is set: these are all there are.");
  if (!(await ask({ title, text, confirm, cancel: _("Leave them"), danger: act === "cancel" }))) return;
  const outcome = await request("POST", `${api}/bulk`, { json: { action: act, filter, expected: found.total } });
  const rest = [
    outcome.refused && plural(outcome.refused, "%(num)s refused", "%(num)s refused"),
    outcome.left && plural(outcome.left, "%(num)s left: do it again", "%(num)s left: do it again"),
  ].filter(Boolean);
  toast(rest.length > 0 ? "warn" : "ok", plural(outcome.done, "Done for %(num)s", "Done for %(num)s"), {
    text: rest.length > 0 ? [rest.join(" · "), outcome.refusals[0]?.message].filter(Boolean).join(": ") : undefined,
  });
}

/**
 * @param {string} api
 * @param {string} query
 */
export function watchBulk(api, query) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-bulk]"))) {
    button.addEventListener("click", () => {
      /** @type {HTMLElement | null} */ (button.closest("[popover]"))?.hidePopover();
      actOnAll(api, /** @type {Act} */ (button.dataset.bulk), query).catch((error) =>
        toast("bad", _("It was not done"), { text: sentenceOf(error) }),
      );
    });
  }
}
