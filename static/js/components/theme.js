// The person's choice of light or dark, applied before the first paint (a classic script in the head, on purpose).
(() => {
  try {
    const chosen = localStorage.getItem("tailrace.theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be blocked; then the system's choice applies.
  }
})();
