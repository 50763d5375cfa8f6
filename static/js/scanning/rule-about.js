// @ts-check
// Below the head of a rule: why it matters, how to mend it, and one place in the code. The code is a stranger's and is
// inserted as text.

import { element, icon } from "../components/element.js";
import { inlineCode } from "../components/inline-code.js";
import { request } from "../components/request.js";
import { _ } from "../components/text.js";

const AROUND = 2;
const LINE_CHARS = 300;

/**
 * @param {import("./issue-group.js").AboutRow} row
 * @param {import("./about.js").About} about
 */
export function aboutRow({ group, words }, about) {
  const { path, issue } = group.found[0];
  const excerpt = element("div", { class: "rule-about__excerpt" });
  // A secret is not shown once more.
  if (!words.tags.includes("secret")) void showExcerpt(excerpt, about, path, issue.line);
  return element(
    "div",
    { class: "rule-about" },
    element("p", {}, ...inlineCode(words.why)),
    element("p", {}, element("strong", {}, _("How to mend it: ")), ...inlineCode(words.mend)),
    element(
      "p",
      { class: "rule-about__more muted" },
      element(
        "a",
        { href: words.help, target: "_blank", rel: "noopener noreferrer" },
        words.cwe || _("Read more"),
        icon("external-link"),
      ),
      element("span", { class: "mono" }, `${issue.engine} ${issue.rule}`),
    ),
    excerpt,
  );
}

async function showExcerpt(
  /** @type {HTMLElement} */ box,
  /** @type {import("./about.js").About} */ about,
  /** @type {string} */ path,
  /** @type {number} */ line,
) {
  try {
    const { source } = await request("GET", about.sourceUrl(path));
    const lines = source.replace(/\n$/, "").split(/\r\n|\r|\n/);
    const first = Math.max(1, line - AROUND);
    /** @type {string[]} */
    const shown = lines.slice(first - 1, line + AROUND);
    if (shown.length)
      box.replaceChildren(
        element("a", { class: "rule-about__place mono", href: `${about.fileUrl(path)}#L${line}` }, `${path}:${line}`),
        element("pre", { class: "mono", tabindex: 0 }, ...shown.map((text, at) => codeLine(text, first + at, line))),
      );
  } catch {
    // the rows below lead to the code as well
  }
}

function codeLine(/** @type {string} */ text, /** @type {number} */ number, /** @type {number} */ line) {
  return element(
    "span",
    { class: "rule-about__line", "data-here": String(number === line) },
    element("span", { class: "rule-about__number muted", "aria-hidden": "true" }, String(number)),
    text.slice(0, LINE_CHARS),
    "\n",
  );
}
