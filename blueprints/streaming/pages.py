"""The playground: publish, follow, break the connection, and copy the code for one's own program."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from blueprints.edge.current import container

playground = Blueprint("playground", __name__)


@playground.get("/playground")
def page() -> str:
    permissions = container().permissions
    channel = permissions.own_channel(g.identity, "jobs.demo")
    may_publish = permissions.may_publish(g.identity, channel)
    reserved = " ".join(container().channels)
    return render_template("streaming/playground.html", channel=channel, may_publish=may_publish, reserved=reserved)
