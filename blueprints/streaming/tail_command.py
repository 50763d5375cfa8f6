"""``flask tail``: follow channels in a terminal, from the data folder or from a server."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import click
import msgspec
from flask.cli import with_appcontext
from rich.console import Console
from rich.text import Text

from blueprints.edge.current import container
from blueprints.streaming.own_event_log import open_event_log
from services.errors import TailraceError
from services.streaming.channel import check_channels
from services.streaming.log.event_log import Gap, parse_position
from services.streaming.log.following import follow
from services.visible import visible


class _Line(NamedTuple):
    """An event to show. ``at`` is in Unix milliseconds."""

    id: int
    at: int
    channel: str
    type: str
    data: dict[str, Any]


@click.command("tail")
@click.argument("channels", metavar="CHANNEL…", nargs=-1, required=True)
@click.option("--from", "start", metavar="ID|start", help="Begin after this event, or with everything that is kept.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line, for programs.")
@click.option("--url", envvar="TAILRACE_URL", help="Ask this server instead of reading the data folder.")
@click.option("--token", envvar="TAILRACE_TOKEN", help="For --url. Process lists show it; prefer TAILRACE_TOKEN.")
@with_appcontext
def tail(channels: tuple[str, ...], start: str | None, is_json: bool, url: str | None, token: str | None) -> None:
    """Show the events of channels as they come, until all of the channels are closed, or Ctrl-C.

    Without --from: a run's channel (scan.…) from its beginning, others from now.
    """
    show = _show_json if is_json else _Screen().show
    try:
        names = check_channels(channels)
        position = 0 if start == "start" else parse_position(start)
        lines = _from_server(url, token, names, position) if url else _from_log(names, position)
        for line in lines:
            show(line)
    except TailraceError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _from_log(channels: tuple[str, ...], position: int | None) -> Iterator[_Line]:
    log = open_event_log(container())
    if position is None:
        position = 0 if container().starts_at_beginning(channels) else log.head()
    for item in follow(log, channels, position):
        if isinstance(item, Gap):
            _tell_gap(item.channel, item.from_id, item.to, item.reason)
        else:
            yield _Line(item.id, item.at, item.channel, item.type, msgspec.json.decode(item.published))


def _from_server(url: str, token: str | None, channels: tuple[str, ...], position: int | None) -> Iterator[_Line]:
    # As any program would; here and not above, so that the server starts without the client package beside it.
    from clients.python import tailrace_client

    if not token:
        raise click.UsageError("--url needs a token: TAILRACE_TOKEN, or --token.")
    try:
        events = tailrace_client.subscribe(
            url,
            token,
            channels,
            position,
            on_gap=lambda gap: _tell_gap(*gap),
            on_interruption=lambda why: click.echo(f"Lost the server ({visible(why)}); connecting again.", err=True),
        )
        for event in events:
            yield _Line(event.id, int(time.time() * 1000), event.channel, event.type, _published(event.data))
    except (tailrace_client.ClientError, ValueError) as error:
        raise click.ClickException(visible(str(error))) from None


def _published(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("type", "channel")}


def _tell_gap(channel: str | None, from_id: int, to: int, reason: str) -> None:
    what = {"trimmed": "retention removed them", "reset": "the position is not of this event log"}.get(
        reason, visible(reason)
    )
    where = f"on {visible(channel)} " if channel else ""
    click.echo(f"Events {where}after {from_id} up to {to} are missing: {what}.", err=True)


def _show_json(line: _Line) -> None:
    """In ASCII: valid JSON that is harmless to a terminal, whatever is in it."""
    click.echo(json.dumps(line._asdict()).replace("\x7f", "\\u007f"))


class _Screen:
    """One line an event. On a terminal it is cut at the right edge; a file or a pipe gets all of it."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._is_cut = self._console.is_terminal

    def show(self, line: _Line) -> None:
        when = time.strftime("%H:%M:%S", time.localtime(line.at / 1000))
        data = json.dumps(line.data, ensure_ascii=False)
        text = Text.assemble(
            (f"{when}.{line.at % 1000:03d}", "dim"),
            "  ",
            (line.channel, "cyan"),
            "  ",
            (line.type, "bold"),
            "  ",
            visible(data),
        )
        if self._is_cut:
            self._console.print(text, no_wrap=True, overflow="ellipsis")
        else:
            self._console.print(text, soft_wrap=True)
