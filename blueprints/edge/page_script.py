"""The modules that a page's scripts import, for the head of the page.

A browser learns what a module imports only once it has the module: on a slow network a chain of eight is eight round
trips. ``<link rel="modulepreload">`` has all of them fetched at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flask import Flask, current_app

# A module imports others of ours by relative paths, one statement a line or its end: `} from "./state.js";`
_IMPORT = re.compile(
    r'^(?:import (?:[^"\n(]{1,200} from )?|export [^"\n(]{1,200} from |\} from )"(\.{1,2}/[^"\n]{1,100})"', re.MULTILINE
)


def init_app(app: Flask) -> None:
    app.add_template_global(imported_modules)


def imported_modules(*scripts: str) -> list[str]:
    """The modules below ``static/`` that these scripts of ``static/js`` need besides themselves, nearest first."""
    entries = [f"js/{script}.js" for script in scripts]
    return [path for path in _reached(Path(current_app.static_folder or ""), tuple(entries)) if path not in entries]


@cache
def _reached(static: Path, entries: tuple[str, ...]) -> list[str]:
    reached = list(entries)
    for path in reached:
        reached += [found for found in dict.fromkeys(_imports(static, path)) if found not in reached]
    return reached


def _imports(static: Path, path: str) -> Iterator[str]:
    folder = (static / path).parent
    for name in _IMPORT.findall((static / path).read_text()):
        target = (folder / name).resolve()
        if target.is_file():
            yield str(target.relative_to(static.resolve()))
