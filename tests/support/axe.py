"""axe-core in a page: every rule that it has, the best practices and the size of targets included."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

_SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

_RUN = """(runOnly) => axe.run(document, {
  resultTypes: ["violations"],
  preload: false,
  iframes: false,
  ...(runOnly ? { runOnly } : { rules: { "target-size": { enabled: true } } }),
})"""
_OF_COLOURS = ["color-contrast", "link-in-text-block"]

_SETTLED = """(scheme) => new Promise((resolve) => {
  const look = () =>
    matchMedia(`(prefers-color-scheme: ${scheme})`).matches
      ? requestAnimationFrame(() => requestAnimationFrame(resolve))
      : setTimeout(look, 10);
  look();
})"""


@cache
def _source() -> str:
    return _SOURCE.read_text(encoding="utf-8")


def violations(page: Page, scheme: Literal["light", "dark"], *, colours_only: bool = False) -> list[str]:
    """What axe finds on the page as it is now, one line for each element: the rule, the element and what is wrong."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(_SETTLED, scheme)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())  # not a script element, which the page's own policy would refuse
    found: dict[str, Any] = page.evaluate(_RUN, _OF_COLOURS if colours_only else None)
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
