"""The command line: `flask --app app …`, one file per group.

The groups are imported when a command is asked for. A web worker never asks, and starts without Rich and all that scans.
"""

from __future__ import annotations

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup


def init_app(app: Flask) -> None:
    app.cli = Commands(app.name)


class Commands(AppGroup):
    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        self._import()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Context) -> list[str]:
        self._import()
        return super().list_commands(ctx)

    def _import(self) -> None:
        from blueprints.auth import key_commands as key
        from blueprints.auth import token_commands as token
        from blueprints.auth import user_commands as user
        from blueprints.runs import job_commands as runner
        from blueprints.scanning import commands as scan
        from blueprints.streaming import publish_command as publish
        from blueprints.streaming import tail_command as tail

        for command in (
            user.user,
            token.token,
            key.key,
            runner.runner,
            runner.jobs,
            scan.scan,
            tail.tail,
            publish.publish,
        ):
            self.add_command(command)
