"""``flask connections``, ``flask why``: who follows what, and why a client missed an event."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from blueprints.operations import admin_connections
from blueprints.operations.journal import MAX_LIMIT, end_connection, explain, open_connections
from blueprints.streaming.own_event_log import open_event_log
from services.auth.audit import COMMAND_LINE, Subject
from services.errors import BadRequest, TailraceError
from services.streaming.journal.entry import Entry, Lapse
from services.streaming.journal.fate import duration
from services.streaming.journal.succession import Connection
from services.streaming.log.event_log import parse_position
from services.visible import visible


@click.group("connections", cls=CommandGroup, invoke_without_command=True)
@click.option("--user", default="", help="Only this user's or service token's: a name or an id.")
@click.option("--channel", default="", help="Only those that follow this channel.")
@click.option("--kind", default="", help="Only of this kind: stream, progress, …")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line, for programs.")
@click.pass_context
def connections(ctx: click.Context, user: str, channel: str, kind: str, is_json: bool) -> None:
    """List all open streams of all workers, the newest first; or end one."""
    before: int | None = None
    while ctx.invoked_subcommand is None:
        found = open_connections(user=user, channel=channel, kind=kind, before=before, limit=MAX_LIMIT)
        for entry in found.entries:
            shown = admin_connections.shown_entry(entry, found.names)
            click.echo(_json(shown) if is_json else _line(entry, found.names.get(entry.user_id, entry.user_id)))
        before = found.next
        if before is None:
            _tell_lapses(found.lapses)
            break


def _tell_lapses(lapses: Sequence[Lapse]) -> None:
    for lapse in lapses:
        lasted = duration(lapse.until - lapse.since)
        click.echo(f"The journal could not be written for {lasted} from {_clock(lapse.since)}: {lapse.why}", err=True)


@connections.command("end")
@click.argument("client_id")
def end(client_id: str) -> None:
    """End an open stream. Its client may come back; to keep it out, end its sign-in."""
    entry = end_connection(client_id)
    details = {} if entry is None else {"user": entry.user_id, "channels": list(entry.channels)}
    container().audit_log.record(COMMAND_LINE, "connection.ended", Subject("connection", client_id), details)
    click.echo(f"Ended {visible(client_id)}.", err=True)


@click.command("why")
@click.option("--client", "client_id", default="", help="One of the client's connections (its client_id).")
@click.option("--user", default="", help="All clients of this user or service token: a name or an id.")
@click.option("--after", help="The last id that the client has.")
@click.option("--event", help="The id of one event that is missing.")
@click.option("--json", "is_json", is_flag=True, help="The answer of the API.")
@with_appcontext
def why(client_id: str, user: str, after: str | None, event: str | None, is_json: bool) -> None:
    """Say why a client missed an event: what was published, written to its socket, and confirmed."""
    try:
        open_event_log(container())
        answer = explain(client_id=client_id, user=user, after=parse_position(after), event=parse_position(event))
    except BadRequest:
        raise click.UsageError("Name --client or --user, and --after or --event; ids are whole numbers.") from None
    except TailraceError as error:
        raise click.ClickException(str(error)) from None
    if is_json:
        click.echo(_json(admin_connections.shown_answer(answer)))
        return
    click.echo(answer.judgement.sentence)
    for published in answer.published:
        span = f", {published.first} to {published.last}" if published.kept else ""
        gone = f"; what there was up to {published.missing_to} is not kept" if published.missing_to else ""
        click.echo(f"  published   {published.channel}: {published.kept} kept{span}{gone}")
    for client in answer.clients:
        for one in client.connections:
            click.echo(f"  connection  {_told(one)}")
    _tell_lapses(answer.lapses)


def _told(connection: Connection) -> str:
    entry = connection.entry
    asked = "from now" if entry.position is None else f"after {entry.position}"
    confirmed = "" if connection.confirmed is None else f", confirmed to {connection.confirmed}"
    gaps = f", {len(connection.gaps)} gaps" if connection.gaps else ""
    until = "still open" if entry.is_live else f"to {_clock(entry.ended_at or 0)} ({entry.reason})"
    return (
        f"{entry.client_id}  {_clock(entry.opened_at)} {until}  asked {asked}, written to {entry.written}"
        f"{confirmed}{gaps}"
    )


def _line(entry: Entry, name: str) -> str:
    size = "" if entry.taken is None else f"{entry.taken:,} bytes"
    channels = ",".join(entry.channels)
    return (
        f"{entry.client_id}  {_clock(entry.opened_at)}  {entry.kind:<8}  {visible(name)}  {entry.network}"
        f"  {visible(entry.program)}  lag {entry.lag_ms} ms  {size}  {channels}"
    )


def _clock(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at / 1000))


def _json(value: object) -> str:
    return json.dumps(value).replace("\x7f", "\\u007f")
