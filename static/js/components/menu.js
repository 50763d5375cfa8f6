// @ts-check
// Menus (popovers) open beside their button: CSS anchors are not everywhere yet.

const EDGE = 8;

/** Place every menu on the page when it opens; arrow keys move through it. */
export function watchMenus() {
  for (const menu of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".menu[popover]"))) {
    const button = document.querySelector(`[popovertarget="${menu.id}"]`);
    if (!(button instanceof HTMLElement)) continue;
    button.setAttribute("aria-haspopup", "true");
    menu.addEventListener("toggle", (event) => {
      const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
      button.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) return;
      place(menu, button);
      /** @type {HTMLElement | null} */ (menu.querySelector(".menu__item"))?.focus();
    });
    menu.addEventListener("keydown", (event) => move(menu, event));
    addEventListener("resize", () => menu.matches(":popover-open") && place(menu, button));
  }
}

function place(/** @type {HTMLElement} */ menu, /** @type {HTMLElement} */ button) {
  const from = button.getBoundingClientRect();
  const own = menu.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(from.left, innerWidth - own.width - EDGE));
  const below = from.bottom + 4;
  const top = below + own.height > innerHeight - EDGE ? Math.max(EDGE, from.top - own.height - 8) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

function move(/** @type {HTMLElement} */ menu, /** @type {KeyboardEvent} */ event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(".menu__item")]);
  const here = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  items[(here + step + items.length) % items.length]?.focus();
}
