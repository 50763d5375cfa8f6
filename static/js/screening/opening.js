// @ts-check
// The page of one opening: propose its criteria, change them, save. What was changed and not saved is not lost by
// accident.

import { complain } from "../components/complaint.js";
import { ask } from "../components/dialog.js";
import { find, setText } from "../components/element.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { attempt } from "../runs/action.js";
import { CriteriaEditor } from "./criteria-editor.js";
import { NO_WEIGHT, WeightEditor } from "./weight-editor.js";

const form = /** @type {HTMLFormElement} */ (find("[data-opening]"));
const { api = "", list = "" } = form.dataset;
const json = document.querySelector("[data-opening-json]")?.textContent;
const kept = json ? JSON.parse(json) : null;
const SAVED = _("Saved. Screenings that were started before keep their own criteria.");
let isChanged = false;

const changed = () => {
  isChanged = true;
  setText(find("[data-opening-saved]"), "");
  complain(form, "");
};
const criteria = kept ? new CriteriaEditor(find("[data-criteria]"), changed) : null;
const weights = kept ? new WeightEditor(find("[data-weights]"), changed) : null;
if (criteria) criteria.value = kept.criteria;
if (weights) weights.value = kept.weights;

function written() {
  const { title = "", description = "" } = /** @type {Record<string, string>} */ (
    Object.fromEntries(new FormData(form))
  );
  return { title: title.trim(), description: description.trim() };
}

/** A refused criterion is told in its row; anything else above the buttons. */
function refused(/** @type {unknown} */ error) {
  const sentence = sentenceOf(error);
  if (!criteria?.refuse(sentence)) complain(form, sentence);
}

async function save(/** @type {HTMLButtonElement} */ button) {
  const { title, description } = written();
  if (!title) {
    find("[name=title]").focus();
    return complain(form, _("Give the opening a title."));
  }
  if (weights?.isEmpty) return complain(form, NO_WEIGHT);
  button.disabled = true;
  try {
    if (!criteria || !weights) {
      const made = await request("POST", api, { json: { title, description } });
      isChanged = false;
      return location.assign(`${list}/${made.opening_id}`);
    }
    await request("PATCH", api, { json: { title, description, criteria: criteria.value, weights: weights.value } });
    isChanged = false;
    setText(find("[data-page-title]"), title);
    setText(find("[data-opening-saved]"), SAVED);
  } catch (error) {
    refused(error);
  } finally {
    button.disabled = false;
  }
}

/** Criteria and description belong together, so a proposal is kept with the description that it was made from. */
async function propose(/** @type {CriteriaEditor} */ editor) {
  const isSure =
    editor.value.length === 0 ||
    (await ask({
      title: _("Propose criteria again?"),
      text: _("The criteria of this opening are replaced by those that its description suggests."),
      confirm: _("Replace them"),
      cancel: _("Keep these"),
    }));
  if (!isSure) return;
  const made = await attempt(_("No criteria could be proposed"), () =>
    request("PATCH", api, { json: { ...written(), criteria: null } }),
  );
  if (!made) return;
  editor.value = made.criteria;
  isChanged = false;
  setText(find("[data-opening-saved]"), SAVED);
}

async function remove() {
  const question = {
    title: _("Delete this opening?"),
    text: _("Its description and criteria go. Screenings that were made for it stay, with their own criteria."),
    confirm: _("Delete the opening"),
    danger: true,
  };
  if (!(await ask(question))) return;
  const isGone = await attempt(_("It could not be deleted"), () => request("DELETE", api).then(() => true));
  if (!isGone) return;
  isChanged = false;
  location.assign(list);
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void save(/** @type {HTMLButtonElement} */ (find("[data-opening-save]")));
});
document.querySelector("[data-propose]")?.addEventListener("click", () => criteria && void propose(criteria));
document.querySelector("[data-opening-delete]")?.addEventListener("click", () => void remove());
addEventListener("beforeunload", (event) => isChanged && event.preventDefault());
