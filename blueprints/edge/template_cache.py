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
    """One that costs no page: on a full or broken disk templates are compiled as if there were none.

    Its folder is made when the first template is looked for: a command that renders no page leaves nothing behind.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), f"{jinja2.__version__}-%s.cache")
        self._is_ours: bool | None = None

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            if self._may_be_used():
                super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            if self._may_be_used():
                super().dump_bytecode(bucket)

    def _may_be_used(self) -> bool:
        """Whether nobody else may write there: what lies there is run. Raises: OSError, there is no such place."""
        if self._is_ours is None:
            self._is_ours = False  # also if what follows fails
            folder = Path(self.directory)
            folder.mkdir(mode=0o700, exist_ok=True)
            found = folder.lstat()
            is_private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
            self._is_ours = is_private and found.st_uid == os.geteuid()
        return self._is_ours


def init_app(app: Flask) -> None:
    keep_compiled(app.jinja_env)


def keep_compiled(templates: Environment) -> None:
    # What filters make of constants must not be kept: their code may change while the template's text does not.
    templates.optimized = False
    with suppress(OSError):  # there is no place at all for what is temporary
        templates.bytecode_cache = TemplateCache(Path(tempfile.gettempdir()) / f"tailrace-templates-{os.geteuid()}")
