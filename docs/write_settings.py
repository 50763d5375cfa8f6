"""Writes docs/settings.md from the fields of ``services.settings.Settings`` (``make docs``); a test fails when it is stale."""

from __future__ import annotations

import inspect
import re
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from services.settings import Settings

PAGE = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Every setting is an environment variable. A value that cannot be used stops the start with a sentence that names it.
Those marked *secret* can also be given as `NAME_FILE`, the path of a file that holds the value (for Docker and systemd
secrets).

`make docs` writes this page from the settings themselves; do not edit it.
"""


def render() -> str:
    by_name = {item.metadata["name"]: item for item in fields(Settings)}
    page = [HEAD]
    # The sections are the comments between the fields; each name then stands in its field's definition.
    for title, name in re.findall(r'# -- (.+?) -{3,}|"([A-Z][A-Z_]+)"', inspect.getsource(Settings)):
        if title:
            page.append(f"\n## {title[0].upper()}{title[1:]}\n\n| name | default | meaning |\n|---|---|---|\n")
        elif name in by_name:
            page.append(_row(by_name.pop(name)))
    assert not by_name, f"not found in the source: {sorted(by_name)}"
    return "".join(page)


def _row(item: Field[Any]) -> str:
    why = item.metadata["why"].replace("|", "\\|") + (" *Secret.*" if item.metadata["is_secret"] else "")
    return f"| `{item.metadata['name']}` | {_shown(item.default)} | {why} |\n"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{int(value)}`"
    if isinstance(value, Path):
        return f"`./{value.name}`"
    if value in ("", ()):
        return "none"
    if isinstance(value, int) and value >= 2**20 and value % 2**20 == 0:
        return f"`{value}` ({value // 2**20} MiB)"
    return f"`{value:g}`" if isinstance(value, float) and value < 1e6 else f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
