"""The command line: `flask --app app …`, one file per group."""

from __future__ import annotations

from flask import Flask

from blueprints.auth import key_commands as key
from blueprints.auth import token_commands as token
from blueprints.auth import user_commands as user
from blueprints.runs import job_commands as runner
from blueprints.scanning import commands as scan
from blueprints.streaming import publish_command as publish
from blueprints.streaming import tail_command as tail


def init_app(app: Flask) -> None:
    app.cli.add_command(user.user)
    app.cli.add_command(token.token)
    app.cli.add_command(key.key)
    app.cli.add_command(runner.runner)
    app.cli.add_command(runner.jobs)
    app.cli.add_command(scan.scan)
    app.cli.add_command(tail.tail)
    app.cli.add_command(publish.publish)
