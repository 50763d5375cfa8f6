// @ts-check
// Tables that sort in place: `<table data-sortable>` with buttons as column titles. Numbers sort largest first.

import { announce } from "./announcer.js";

/** Activate sorting in every sortable table on the page. */
export function watchSortableTables() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("table[data-sortable] .table__sort")
  )) {
    button.addEventListener("click", () => sortBy(/** @type {HTMLTableCellElement} */ (button.closest("th"))));
  }
}

function sortBy(/** @type {HTMLTableCellElement} */ title) {
  const body = /** @type {HTMLTableElement} */ (title.closest("table")).tBodies[0];
  const isNumber = title.classList.contains("is-number");
  const before = title.getAttribute("aria-sort");
  const direction = before
    ? before === "ascending"
      ? "descending"
      : "ascending"
    : isNumber
      ? "descending"
      : "ascending";
  const sign = direction === "ascending" ? 1 : -1;
  const text = (/** @type {HTMLTableRowElement} */ row) => row.cells[title.cellIndex].textContent?.trim() ?? "";
  const order = (/** @type {string} */ a, /** @type {string} */ b) =>
    isNumber ? Number(a.replace(/\s/g, "")) - Number(b.replace(/\s/g, "")) : a.localeCompare(b);
  body.append(...[...body.rows].sort((a, b) => sign * order(text(a), text(b))));
  for (const other of /** @type {HTMLElement} */ (title.parentElement).children) other.removeAttribute("aria-sort");
  title.setAttribute("aria-sort", direction);
  announce(`Sorted by ${title.textContent?.trim()}, ${direction}.`);
}
