// @ts-check
// What a language model words of a candidate, when it is asked: a summary and questions. It knows nobody's name and
// changes no number.

import { element, find } from "../components/element.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";
import { attempt } from "../runs/action.js";

/** On a server without a model the page has no such section. @param {string} api of the candidate */
export function watchModelWords(api) {
  const section = document.querySelector("[data-model-words]");
  if (!section) return;
  const button = /** @type {HTMLButtonElement} */ (find("[data-model-ask]", section));
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    const words = await attempt(_("The model could not be asked"), () => request("POST", `${api}/summary`));
    button.disabled = false;
    button.removeAttribute("aria-busy");
    if (!words) return;
    button.hidden = true;
    const questions = (words.questions ?? []).map((/** @type {string} */ question) => element("li", {}, question));
    find("[data-model-text]", section).replaceChildren(
      element("p", {}, words.summary ?? ""),
      element("ol", { class: "questions" }, ...questions),
      element("p", { class: "muted" }, _("Worded by %(model)s.", { model: words.model ?? _("a language model") })),
    );
  });
}
