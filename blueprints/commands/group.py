"""A group of commands whose errors are sentences, not stack traces."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup

from services.errors import TailraceError


class CommandGroup(AppGroup):
    """An error of the tree ends the command with its message on standard error and status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TailraceError as error:
            raise click.ClickException(str(error)) from None
