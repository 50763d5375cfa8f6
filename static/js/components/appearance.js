// @ts-check
// The choice of light, dark or the system's, made in the account menu and kept in the browser.

import { find, setIcon } from "./element.js";

const CHOICES = ["system", "light", "dark"];
const ICON = { system: "monitor", light: "sun", dark: "moon" };

export function watchAppearance() {
  const button = document.querySelector("[data-theme-button]");
  if (!button) return;
  const show = () => {
    const chosen = document.documentElement.dataset.theme ?? "system";
    find("[data-theme-name]", button).textContent = chosen;
    setIcon(button.querySelector("svg"), ICON[/** @type {keyof typeof ICON} */ (chosen)]);
  };
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const chosen = CHOICES[(CHOICES.indexOf(root.dataset.theme ?? "system") + 1) % CHOICES.length];
    if (chosen === "system") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    try {
      if (chosen === "system") localStorage.removeItem("tailrace.theme");
      else localStorage.setItem("tailrace.theme", chosen);
    } catch {
      // Storage may be blocked; then the choice lasts for this page only.
    }
    document.dispatchEvent(new CustomEvent("themechange"));
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new CustomEvent("themechange")),
  );
  show();
}
