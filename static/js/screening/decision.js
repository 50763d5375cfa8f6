// @ts-check
// What people decide about candidates: shortlist, reject, delete; for one or for many, undone where that is possible.

import { ask } from "../components/dialog.js";
import { count, plural } from "../components/number.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { attempt } from "../runs/action.js";
import { nameOf } from "./words.js";

/** @typedef {import("./answer.js").Entry} Entry */
/** @typedef {"shortlist" | "reject" | null} Decision */

/** Requests that are under way at the same time. */
const AT_ONCE = 4;

const candidateUrl = (/** @type {string} */ api, /** @type {string} */ id) => `${api}/candidates/${id}`;

/**
 * @param {string} api of the screening
 * @param {Entry[]} entries
 * @param {Decision} decision
 * @param {(entry: Entry, decision: Decision) => void} onDecided
 */
export async function decide(api, entries, decision, onDecided) {
  const before = entries.map((entry) => ({ entry, decision: entry.decision ?? null }));
  const done = await forEach(before, ({ entry }) => change(api, entry, decision, onDecided));
  if (done === 0 || entries.length === 1) return;
  toast("ok", DECIDED[decision ?? "open"](done), {
    action: {
      label: _("Undo"),
      run: () => void forEach(before, ({ entry, decision: old }) => change(api, entry, old, onDecided)),
    },
  });
}

const DECIDED = {
  shortlist: (/** @type {number} */ number) =>
    plural(number, "%(num)s candidate shortlisted", "%(num)s candidates shortlisted"),
  reject: (/** @type {number} */ number) => plural(number, "%(num)s candidate rejected", "%(num)s candidates rejected"),
  open: (/** @type {number} */ number) => plural(number, "%(num)s decision taken back", "%(num)s decisions taken back"),
};

async function change(
  /** @type {string} */ api,
  /** @type {Entry} */ entry,
  /** @type {Decision} */ decision,
  /** @type {(entry: Entry, decision: Decision) => void} */ onDecided,
) {
  await request("PATCH", candidateUrl(api, entry.candidate_id), { json: { decision } });
  onDecided(entry, decision);
}

/**
 * @param {string} api
 * @param {Entry[]} entries
 * @param {(entry: Entry) => void} onGone
 */
export async function deleteCandidates(api, entries, onGone) {
  const isSure = await ask({
    title:
      entries.length === 1
        ? _("Delete %(name)s?", { name: nameOf(entries[0]) })
        : _("Delete %(number)s candidates?", { number: count(entries.length) }),
    text: _(
      "File, profile, page images, notes and decision go, from this screening's rankings too. This cannot be undone.",
    ),
    confirm: _("Delete"),
    danger: true,
  });
  if (!isSure) return;
  const gone = await forEach(entries, async (entry) => {
    await request("DELETE", candidateUrl(api, entry.candidate_id));
    onGone(entry);
  });
  if (gone) toast("ok", plural(gone, "%(num)s candidate deleted", "%(num)s candidates deleted"));
}

/**
 * A few at a time; what failed is told once.
 * @template T
 * @param {T[]} items
 * @param {(item: T) => Promise<void>} work
 * @returns {Promise<number>} how many succeeded
 */
async function forEach(items, work) {
  const waiting = [...items];
  let done = 0;
  /** @type {unknown} */
  let failure = null;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && !failure; item = waiting.shift()) {
      try {
        await work(item);
        done += 1;
      } catch (error) {
        failure = error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failure) await attempt(_("Not everything could be changed"), () => Promise.reject(failure));
  return done;
}
