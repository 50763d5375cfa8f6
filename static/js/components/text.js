// @ts-check
// Texts in the reader's language. They are written in English; a page in another language brings its catalogue.

/** @typedef {Record<string, string | number>} Values */

const island = globalThis.document?.getElementById("texts");
/** @type {Record<string, string | Record<string, string>>} */
const texts = Object.assign(Object.create(null), JSON.parse(island?.textContent || "{}"));
const plurals = new Intl.PluralRules(globalThis.document?.documentElement?.lang || "en");

/**
 * `_("Batch %(batch)s of %(total)s", { batch, total })`
 * @param {string} text in English
 * @param {Values} [values]
 */
export function _(text, values) {
  const found = texts[text];
  return filled(typeof found === "string" ? found : text, values);
}

/**
 * `ngettext("%(num)s file", "%(num)s files", number, { num: count(number) })`
 * @param {string} one in English
 * @param {string} many in English
 * @param {number} number
 * @param {Values} values
 */
export function ngettext(one, many, number, values) {
  const found = texts[one];
  const own = typeof found === "object" ? found[plurals.select(number)] : undefined;
  return filled(own ?? (number === 1 ? one : many), values);
}

function filled(/** @type {string} */ text, /** @type {Values | undefined} */ values) {
  return values ? text.replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole)) : text;
}
