"""``flask channels``, ``flask retention``: what channels hold, and for how long."""

from __future__ import annotations

import json
import time

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from blueprints.operations import admin_channels
from blueprints.operations.channels import (
    MAX_LIMIT,
    around,
    close_channel,
    find_channels,
    is_private,
    purge_channel,
    read_channel,
)
from blueprints.streaming.own_event_log import open_event_log
from services.auth.audit import COMMAND_LINE, Subject
from services.retention.rules import RetentionRule, Wanted
from services.streaming.channel import check_channel
from services.streaming.log.event_log import parse_position
from services.visible import visible


@click.group("channels", cls=CommandGroup, invoke_without_command=True)
@click.option("--containing", "text", default="", help="Only names that contain this.")
@click.option("--empty", "with_empty", is_flag=True, help="Those that hold no events, too.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line, for programs.")
@click.pass_context
def channels(ctx: click.Context, text: str, with_empty: bool, is_json: bool) -> None:
    """List the channels with what they hold; or look at one, purge it, close it."""
    open_event_log(container())
    rules = container().retention_rules.in_force()
    after: str | None = ""
    while ctx.invoked_subcommand is None and after is not None:
        found = find_channels(text, after=after, limit=MAX_LIMIT, with_empty=with_empty)
        for state in found.states:
            if is_json:
                click.echo(json.dumps(admin_channels.shown_channel(state, rules, found.subscribers)))
                continue
            about = "about " if not state.is_measured else ""
            closed = "  closed" if state.closed else ""
            followed = f"{found.subscribers[state.name]} following"
            click.echo(
                f"{state.name}  {state.kept} events  {about}{state.size:,} bytes  {followed}  head {state.head}{closed}"
            )
        after = found.next


@channels.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Print what is known of a channel, as JSON."""
    state, subscribers = read_channel(check_channel(name))
    rules = container().retention_rules.in_force()
    click.echo(json.dumps(admin_channels.shown_channel(state, rules, {name: subscribers}), indent=2))


@channels.command("around")
@click.argument("name")
@click.argument("id")
@click.option("--before", type=click.IntRange(0, 200), default=10, show_default=True)
@click.option("--after", type=click.IntRange(0, 200), default=10, show_default=True)
def show_around(name: str, id: str, before: int, after: int) -> None:
    """Print the events around a position. What a private channel's events say is not shown."""
    hides = is_private(check_channel(name))
    for event in around(name, parse_position(id) or 0, before, after):
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(event.at / 1000))
        said = "" if hides else f"  {visible(event.published.decode())}"
        click.echo(f"{event.id}  {when}  {event.type}  {len(event.data)} bytes{said}")


@channels.command("purge")
@click.argument("name")
def purge(name: str) -> None:
    """Remove all events of a channel. Whoever follows it is told by a gap."""
    head = purge_channel(check_channel(name))
    container().audit_log.record(COMMAND_LINE, "channel.purged", Subject("channel", name, name), {"head": head})
    click.echo(f"Purged {name}.", err=True)


@channels.command("close")
@click.argument("name")
def close(name: str) -> None:
    """Close a channel for good: its streams end with `done`."""
    id = close_channel(check_channel(name))
    container().audit_log.record(COMMAND_LINE, "channel.closed", Subject("channel", name, name), {"id": id})
    click.echo(f"Closed {name} at {id}.", err=True)


@click.group("retention", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def retention(ctx: click.Context) -> None:
    """List what is kept, by pattern; or set or delete a rule."""
    if ctx.invoked_subcommand is None:
        general = container().retention_rules.general
        click.echo(f"(settings)  {general.events} events  {general.age_s:g} s  grace {general.grace_s:g} s")
        for rule in container().retention_rules.list():
            click.echo(_line(rule))


@retention.command("set")
@click.argument("pattern")
@click.option("--events", type=int, help="How many are kept per channel.")
@click.option("--age", "age_s", type=float, metavar="SECONDS", help="For how long.")
@click.option("--grace", "grace_s", type=float, metavar="SECONDS", help="Younger events are never trimmed.")
def set_rule(pattern: str, events: int | None, age_s: float | None, grace_s: float | None) -> None:
    """Set the rule for PATTERN, a channel's name or a prefix and a star. What is left out is as the settings say."""
    click.echo(_line(container().retention_rules.put(pattern, Wanted(events, age_s, grace_s), by=COMMAND_LINE)))


@retention.command("delete")
@click.argument("pattern")
def delete_rule(pattern: str) -> None:
    """Delete the rule for PATTERN."""
    container().retention_rules.delete(pattern, by=COMMAND_LINE)
    click.echo(f"Deleted the rule for {visible(pattern)}.", err=True)


def _line(rule: RetentionRule) -> str:
    events = "events as set" if rule.events is None else f"{rule.events} events"
    age = "age as set" if rule.age_s is None else f"{rule.age_s:g} s"
    grace = "grace as set" if rule.grace_s is None else f"grace {rule.grace_s:g} s"
    return f"{rule.pattern}  {events}  {age}  {grace}"
