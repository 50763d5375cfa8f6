"""Compiled templates, kept in the system's folder for temporary files: a page's first visit costs what others do.

All servers of a user share them. A template is compiled anew when its text, its place or Jinja has changed.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import jinja2
from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class TemplateCache(FileSystemBytecodeCache):
    """One that costs no page: on a full or broken disk templates are compiled as if there were none."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def init_app(app: Flask) -> None:
    keep_compiled(app.jinja_env)


def keep_compiled(templates: Environment) -> None:
    # What filters make of constants must not be kept: their code may change while the template's text does not.
    templates.optimized = False
    with suppress(OSError):
        templates.bytecode_cache = TemplateCache(_folder(), f"{jinja2.__version__}-%s.cache")


def _folder() -> str:
    """Where nobody else may write: what lies there is run. Raises: OSError, there is no such place."""
    folder = Path(tempfile.gettempdir()) / f"tailrace-templates-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is somebody else's, or open to others.")
    return str(folder)
