// @ts-check
// Tabs following the ARIA pattern: one is in the tab order, and arrow keys move between them.

/**
 * @param {HTMLElement} list
 * @param {(tab: HTMLElement) => void} onSelect
 * @returns {{select: (id: string) => void}}
 */
export function tabList(list, onSelect) {
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);

  function select(/** @type {HTMLElement} */ chosen) {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
    }
    onSelect(chosen);
  }

  for (const tab of tabs) tab.addEventListener("click", () => select(tab));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next =
      tabs[(tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + tabs.length) % tabs.length];
    next.focus();
    select(next);
  });
  return {
    select: (id) => {
      const tab = tabs.find((candidate) => candidate.id === id);
      if (tab) select(tab);
    },
  };
}
