// @ts-check
// What is clicked before the scripts of the page have run is done once they have (a classic script in the head, on
// purpose).
(() => {
  /** @type {Set<HTMLButtonElement>} */
  const early = new Set();

  // Only buttons that do nothing by themselves: forms, links and popovers work without scripts.
  const keep = (/** @type {MouseEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (target.closest('button[type="button"]'));
    if (!button || button.popoverTargetElement) return;
    event.stopImmediatePropagation(); // else a script that already listens would act on it twice
    early.add(button);
  };

  addEventListener("click", keep, true);
  document.addEventListener("DOMContentLoaded", () => {
    // All modules have run. Some of them listen for this event as well: let them go first.
    setTimeout(() => {
      removeEventListener("click", keep, true);
      for (const button of early) if (button.isConnected) button.click();
    });
  });
})();
