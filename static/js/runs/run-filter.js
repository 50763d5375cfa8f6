// @ts-check
// Search by name and state: in place while all runs are on the page, otherwise by asking the server.

import { find } from "../components/element.js";

const formOfPage = () => /** @type {HTMLFormElement | null} */ (document.querySelector("[data-run-filter]"));

/** Show the rows that the form asks for. A list without rows, or without a form, stays as it is. */
export function applyFilter() {
  const form = formOfPage();
  const table = /** @type {HTMLElement | null} */ (document.querySelector("[data-run-table]"));
  if (!form || !table || asksServer(form)) return;
  const { q = "", status = "" } = wanted(form);
  let shown = 0;
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("[data-run-row]"))) {
    const name = row.querySelector("a")?.textContent?.toLowerCase() ?? "";
    row.hidden = !name.includes(q.trim().toLowerCase()) || Boolean(status && row.dataset.status !== status);
    if (!row.hidden) shown += 1;
  }
  table.hidden = shown === 0;
  find("[data-run-filter-empty]").hidden = shown > 0;
}

/** What the server left out cannot be shown by hiding less. */
const asksServer = (/** @type {HTMLFormElement} */ form) => form.hasAttribute("data-ask-server");

const wanted = (/** @type {HTMLFormElement} */ form) =>
  /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));

function rememberInAddress(/** @type {HTMLFormElement} */ form) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(wanted(form))) {
    if (value.trim()) address.searchParams.set(name, value.trim());
    else address.searchParams.delete(name);
  }
  history.replaceState(null, "", address);
}

/** Where the server draws the page's list. What is filtered in place was not filtered by the server. */
export function addressOfList() {
  const form = formOfPage();
  const address = new URL(location.href);
  if (form && !asksServer(form)) for (const name of Object.keys(wanted(form))) address.searchParams.delete(name);
  return address;
}

export function watchFilter() {
  const form = formOfPage();
  if (!form) return;
  form.addEventListener("change", () => asksServer(form) && form.requestSubmit());
  form.addEventListener("input", () => {
    if (asksServer(form)) return;
    applyFilter();
    rememberInAddress(form);
  });
  form.addEventListener("submit", (event) => !asksServer(form) && event.preventDefault());
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest?.("[data-run-filter-clear]")) location.assign(location.pathname);
  });
}
