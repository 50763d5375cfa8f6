// @ts-check
// A formula as MathML. Temml makes it, once a first formula is there; what it does not understand is shown as it was
// written.

import { element, staticUrl } from "../../components/element.js";
import { later } from "./frame-time.js";

/** @typedef {import("./tree.js").Formula} Formula */

/** Commands that define others could make a short formula long. */
const DEFINES = /\\(?:[gex]?def|let|futurelet|(?:re)?newcommand|providecommand|cancelto)(?![a-zA-Z])/;
const LONGEST = 4096;
/** Characters of a formula that may not fit into a line of a phone. */
const WIDE = 60;
/** Braces and brackets in one another: each level takes the parser a dozen calls. */
const DEEPEST = 100;
const MOST_CELLS = 400;
const LIMITS = { trust: false, maxExpand: 200, maxSize: [4, 60], throwOnError: true };

/** @type {Promise<any> | null} */
let temml = null;

/** @returns {HTMLElement} */
export function makeFormula(/** @type {Formula} */ { tex, source, isDisplay, isOpen }) {
  const made = element(
    isDisplay ? "div" : "span",
    { class: "formula", ...(isDisplay ? { tabindex: "0" } : {}) },
    source,
  );
  if (isDisplay) made.classList.add("formula--display");
  else if (tex.length > WIDE) made.classList.add("formula--wide");
  made.classList.add("formula--source");
  if (!isOpen && isBounded(tex))
    void loaded().then(
      (library) => {
        later(() => {
          write(made, library, tex, isDisplay);
          return false;
        });
      },
      () => {},
    );
  return made;
}

/** Whether drawing it takes a moment at most. */
export function isBounded(/** @type {string} */ tex) {
  if (tex.length > LONGEST || DEFINES.test(tex)) return false;
  let depth = 0;
  let cells = 0;
  for (const [mark] of tex.matchAll(/\\(?:left|right|begin|end)(?![a-zA-Z])|\\\\|[{}&]/g)) {
    if (mark === "{" || mark === "\\left" || mark === "\\begin") depth += 1;
    else if (mark === "}" || mark === "\\right" || mark === "\\end") depth -= 1;
    else cells += 1;
    if (depth > DEEPEST || cells > MOST_CELLS) return false;
  }
  return true;
}

function write(
  /** @type {HTMLElement} */ made,
  /** @type {any} */ library,
  /** @type {string} */ tex,
  /** @type {boolean} */ isDisplay,
) {
  const box = document.createElement("span");
  try {
    library.render(tex, box, { ...LIMITS, displayMode: isDisplay });
  } catch {
    return; // what was written stays
  }
  const math = box.firstElementChild;
  if (!math || math.querySelector("a, img, [href], [src]")) return;
  for (const node of box.querySelectorAll("[id]")) node.removeAttribute("id");
  made.title = tex.trim();
  made.classList.remove("formula--source");
  made.replaceChildren(math);
}

/** @returns {Promise<any>} */
function loaded() {
  temml ??= new Promise((resolve, reject) => {
    const sheet = element("link", { rel: "stylesheet", href: staticUrl("vendor/temml/Temml-Local.css") });
    const script = element("script", { src: staticUrl("vendor/temml/temml.min.js") });
    script.addEventListener("load", () => resolve(/** @type {any} */ (globalThis).temml));
    script.addEventListener("error", () => {
      temml = null; // the next formula asks again
      script.remove();
      reject(new Error("temml.min.js did not load"));
    });
    document.head.append(sheet, script);
  });
  return temml;
}
