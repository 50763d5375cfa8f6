// @ts-check
// The rows of a list of runs, renewed from the same list as the server draws it now. A row that says the same stays,
// with its focus, its place under the pointer and its moving bar.

/** @returns {HTMLElement[]} */
export function rowsOf(/** @type {ParentNode} */ list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-run-row]")]);
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} fresh
 * @returns {number} how many rows are new
 */
export function renewRows(list, fresh) {
  const known = new Map(rowsOf(list).map((row) => [row.dataset.runRow, row]));
  const drawn = rowsOf(fresh);
  const added = drawn.filter(({ dataset }) => !known.has(dataset.runRow));
  for (const row of added) row.dataset.new = "";
  const body = list.querySelector("tbody");
  if (!body || drawn.length === 0) {
    // From the empty state to a table, or back; an empty state that stays one is left alone.
    if (body || drawn.length > 0) list.replaceChildren(...document.importNode(fresh, true).childNodes);
    return added.length;
  }
  const rows = drawn.map((row) => standing(known.get(row.dataset.runRow), row));
  for (const row of [...body.children]) if (!rows.includes(/** @type {HTMLElement} */ (row))) row.remove();
  rows.forEach((row, place) => {
    if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
  });
  return added.length;
}

/**
 * The row as it is to stand in the list: the old one if it says the same.
 * @param {HTMLElement | undefined} old
 * @param {HTMLElement} drawn
 */
function standing(old, drawn) {
  if (old?.dataset.status === drawn.dataset.status) return old ?? drawn;
  const row = document.importNode(drawn, true);
  if (!old) return row;
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(row);
  if (hadFocus) row.querySelector("a")?.focus();
  return row;
}
