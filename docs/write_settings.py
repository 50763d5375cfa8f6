"""Writes docs/settings.md from the groups of settings (``make docs``); a test fails when the page is stale."""

from __future__ import annotations

from dataclasses import Field
from pathlib import Path
from typing import Any

from app import FACES
from services.face import setting_groups
from services.settings.setting import Group
from services.settings.settings import SHARED

PAGE = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Every setting is an environment variable. A value that cannot be used stops the start with a sentence that names it.
Those marked *secret* can also be given as `NAME_FILE`, the path of a file that holds the value (for Docker and systemd
secrets).

`make docs` writes this page from the settings themselves; do not edit it.
"""


def groups() -> list[type[Group]]:
    return [*SHARED.values(), *setting_groups(surface.face for surface in FACES if surface.face)]


def render() -> str:
    page = [HEAD]
    for group in groups():
        page.append(f"\n## {group.title}\n\n| name | default | meaning |\n|---|---|---|\n")
        page += [_row(item) for item in group.settings()]
    return "".join(page)


def _row(item: Field[Any]) -> str:
    why = item.metadata["why"].replace("|", "\\|") + (" *Secret.*" if item.metadata["is_secret"] else "")
    return f"| `{item.metadata['name']}` | {_shown(item.default)} | {why} |\n"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{int(value)}`"
    if isinstance(value, Path):
        return f"`./{value.name}`"
    if value in ("", (), None):
        return "none"
    if isinstance(value, int) and value >= 2**20 and value % 2**20 == 0:
        return f"`{value}` ({value // 2**20} MiB)"
    return f"`{value:g}`" if isinstance(value, float) and value < 1e6 else f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
