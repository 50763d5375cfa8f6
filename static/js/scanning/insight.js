// @ts-check
// What a language model wrote about the repository, when the server has one: plain text, marked as the model's.

import { element, find } from "../components/element.js";
import { inlineCode } from "../components/inline-code.js";

/** @param {{insight?: string, folder_insights?: Record<string, string>} | null} report */
export function showInsight(report) {
  const text = report?.insight ?? "";
  const folders = Object.entries(report?.folder_insights ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  find("[data-insight]").hidden = !text && folders.length === 0;
  find("[data-insight-text]").replaceChildren(
    ...text
      .split(/\n{2,}/)
      .filter(Boolean)
      .map((paragraph) => element("p", {}, ...inlineCode(paragraph))),
  );
  const fold = find("[data-insight-folders]");
  fold.hidden = folders.length === 0;
  find("dl", fold).replaceChildren(
    ...folders.flatMap(([path, said]) => [
      element("dt", { class: "mono" }, path || "/"),
      element("dd", {}, ...inlineCode(said)),
    ]),
  );
}
