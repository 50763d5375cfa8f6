"""A group of commands whose errors are sentences, not stack traces."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup, ScriptInfo

from blueprints.edge.current import container
from services.errors import TailraceError
from services.preparation.preparation import prepare


class CommandGroup(AppGroup):
    """An error of ours ends the command with its message on standard error and status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            try:
                password = prepare(container())
                if password:
                    name = container().settings.auth.admin_user
                    click.echo(f"The data folder was new: its first admin is '{name}', password {password}", err=True)
                return super().invoke(ctx)
            except TailraceError as error:
                raise click.ClickException(str(error)) from None
