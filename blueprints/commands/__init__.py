"""The command line: `flask --app app …`, one file per group."""

from __future__ import annotations

from flask import Flask

from blueprints.commands import key, publish, runner, scan, tail, token, user


def init_app(app: Flask) -> None:
    app.cli.add_command(user.user)
    app.cli.add_command(token.token)
    app.cli.add_command(key.key)
    app.cli.add_command(runner.runner)
    app.cli.add_command(runner.jobs)
    app.cli.add_command(scan.scan)
    app.cli.add_command(tail.tail)
    app.cli.add_command(publish.publish)
