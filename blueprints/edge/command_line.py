"""The command line: `flask --app app …`, put together from the commands of all surfaces.

They are imported when a command is asked for. A web worker never asks, and starts without Rich and all that scans.
"""

from __future__ import annotations

from collections.abc import Iterable

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

from blueprints.surface import Surface
from services.jobs.kind import imported


def init_app(app: Flask, surfaces: Iterable[Surface]) -> None:
    app.cli = Commands(app.name, [path for surface in surfaces for path in surface.commands])


class Commands(AppGroup):
    def __init__(self, name: str, paths: list[str]) -> None:
        super().__init__(name)
        self._paths = paths

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        self._import()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Context) -> list[str]:
        self._import()
        return super().list_commands(ctx)

    def _import(self) -> None:
        while self._paths:
            self.add_command(imported(self._paths.pop()))
