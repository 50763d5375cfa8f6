// @ts-check
// Building elements without markup: text only ever becomes text, whatever a file is called.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * An element. Attributes that are null, undefined or false are left out; functions become listeners (`onclick`).
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false)
      made.append(child instanceof Node ? child : String(child));
  }
  return made;
}

/** @returns {string} the address of a static file, under whatever prefix the server has */
export function staticUrl(/** @type {string} */ path) {
  return `${document.documentElement.dataset.static ?? "/static/"}${path}`;
}

/**
 * One outline from the sprite.
 * @param {string} name
 * @param {string} [classes]
 * @returns {SVGElement}
 */
export function icon(name, classes = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", classes);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${staticUrl("img/icons.svg")}#${name}`);
  svg.append(use);
  return svg;
}

/** Show another outline in an existing icon. */
export function setIcon(/** @type {Element | null} */ svg, /** @type {string} */ name) {
  const href = `${staticUrl("img/icons.svg")}#${name}`;
  const use = svg?.querySelector("use");
  if (use && use.getAttribute("href") !== href) use.setAttribute("href", href);
}

/** Set text only if it differs, so that a live region does not speak twice. */
export function setText(/** @type {Element | null} */ node, /** @type {string} */ text) {
  if (node && node.textContent !== text) node.textContent = text;
}

/**
 * The one element that a selector matches.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return /** @type {T} */ (found);
}
