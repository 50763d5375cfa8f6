"""``flask publish``: append an event by hand, with or without a running server. Servers on this folder hear of it."""

from __future__ import annotations

import sys

import click
import msgspec
from flask.cli import with_appcontext

from blueprints.edge.current import container
from blueprints.streaming.own_event_log import open_event_log
from services.errors import BadRequest, TailraceError
from services.streaming.channel import check_channel
from services.streaming.event import NewEvent, new_event


@click.command("publish")
@click.argument("channel")
@click.argument("type", required=False)
@click.argument("data", metavar="[JSON|-]", default="{}")
@click.option("--close", "is_last", is_flag=True, help="Then close the channel for good. Without TYPE, do only that.")
@with_appcontext
def publish(channel: str, type: str | None, data: str, is_last: bool) -> None:
    """Publish an event and print its id. JSON is its data, an object; - reads it from standard input."""
    if type is None and not is_last:
        raise click.UsageError("Name the event's type, or close the channel with --close.")
    try:
        check_channel(channel)
        event = None if type is None else _event(channel, type, data)
        open_event_log(container())
        if event is not None:
            copies = container().inboxes.copies(None, [event])
            click.echo(container().publisher.publish([event, *copies])[0])
        if is_last:
            click.echo(container().publisher.close_channel(channel))
    except TailraceError as error:
        raise click.ClickException(str(error)) from None


def _event(channel: str, type: str, data: str) -> NewEvent:
    text = sys.stdin.read() if data == "-" else data
    try:
        decoded = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The data is not JSON: {error}.") from None
    return new_event(channel, type, decoded, max_bytes=container().settings.streaming.max_event_bytes)
