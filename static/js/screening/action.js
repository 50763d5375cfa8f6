// @ts-check
// What can be done with a screening: cancel it, read the rest, add files, un-blind it, delete it.

import { complain } from "../components/complaint.js";
import { ask } from "../components/dialog.js";
import { find } from "../components/element.js";
import { plural } from "../components/number.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { Upload } from "../components/upload.js";
import { attempt, cancelRun, deleteRun, watchActions } from "../runs/action.js";

/** @typedef {import("./about.js").About} About */

export function watchScreeningActions(/** @type {About} */ about) {
  watchAddForm(about);
  watchActions({
    cancel: (button) => cancelRun(about, CANCEL, button),
    delete: () => deleteRun(about, deleteQuestion(about)),
    again: (button) => again(about, button),
    unblind: () => unblind(about),
    add: async () => /** @type {HTMLDialogElement} */ (find("[data-add]")).showModal(),
  });
}

const CANCEL = {
  title: _("Cancel this screening?"),
  text: _("It stops at once. What was read so far stays, and the rest can be read later."),
  confirm: _("Cancel the screening"),
  cancel: _("Let it run"),
};

const deleteQuestion = (/** @type {About} */ { name }) => ({
  title: _("Delete this screening for “%(name)s”?", { name }),
  text: _("All its files, profiles, rankings, notes and decisions go. The opening stays. This cannot be undone."),
  confirm: _("Delete the screening"),
});

async function again(/** @type {About} */ about, /** @type {HTMLButtonElement} */ button) {
  button.disabled = true;
  const started = await attempt(_("It could not be started again"), () => request("POST", `${about.api}/retry`));
  button.disabled = false;
  if (started) goTo(about, started);
}

async function unblind(/** @type {About} */ about) {
  const question = {
    title: _("Un-blind this screening?"),
    text: _("Names, contacts, links and files show to all who may see it. Who did it is logged; it cannot be undone."),
    confirm: _("Un-blind it"),
    cancel: _("Stay blind"),
  };
  if (!(await ask(question))) return;
  const isDone = await attempt(_("It could not be un-blinded"), () =>
    request("POST", `${about.api}/unblind`).then(() => true),
  );
  if (isDone) location.reload();
}

function goTo(/** @type {About} */ about, /** @type {{screening_id: string}} */ { screening_id }) {
  location.assign(about.page.replace(about.id, screening_id));
}

function watchAddForm(/** @type {About} */ about) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-add]"));
  const form = /** @type {HTMLFormElement} */ (find("[data-add-form]"));
  const button = /** @type {HTMLButtonElement} */ (find("[data-add-start]"));
  const upload = new Upload(find("[data-upload]", form));
  find("[data-add-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => upload.cancel());
  form.addEventListener("input", () => complain(form, ""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form);
    const files = body.getAll("files").filter((file) => file instanceof File && file.name);
    if (files.length === 0) return complain(form, _("Choose the files to add."));
    button.disabled = true;
    try {
      const words = { name: plural(files.length, "%(num)s file", "%(num)s files"), checking: _("Checking the files…") };
      const started = await upload.send(`${about.api}/files`, body, words);
      if (started) goTo(about, started);
    } catch (error) {
      complain(form, sentenceOf(error));
    } finally {
      button.disabled = false;
    }
  });
}
