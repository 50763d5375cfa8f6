"""``flask audit``, ``flask settings`` and ``flask limit``: what was done, what is set, who meets which limit."""

from __future__ import annotations

import time

import click
import msgspec

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from services.auth.audit import AuditFilter
from services.auth.names import id_of
from services.settings.in_force import in_force

audit = CommandGroup("audit", help="The audit log: who did what, when, from where.")
settings = CommandGroup("settings", help="The settings in force, and where each came from.")
limit = CommandGroup("limit", help="Limits: who is near one, who was refused lately.")


@audit.command("list")
@click.option("--act", default="", help="Such as user.disabled, or user for all about users.")
@click.option("--actor", default="", metavar="NAME", help="Who did it, by name or id.")
@click.option("--subject", default="", metavar="NAME", help="What it was done to, by name or id.")
@click.option("--limit", "most", default=50, show_default=True, type=click.IntRange(1), help="The newest so many.")
def list_entries(act: str, actor: str, subject: str, most: int) -> None:
    """Show the newest entries first."""
    for entry in container().audit_log.newest(AuditFilter(act=act, actor=actor, subject=subject), most):
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(entry.at))
        details = msgspec.json.encode(entry.details).decode() if entry.details else ""
        line = f"{when}  {entry.actor:<16}  {entry.act:<22}  {entry.subject_kind} {entry.subject or entry.subject_id}"
        click.echo(f"{line}  {details}".rstrip())


@audit.command("export")
def export() -> None:
    """Print all entries as JSON, one per line, the newest first."""
    for entry in container().audit_log.every(AuditFilter()):
        click.echo(msgspec.json.encode(entry.as_dict()))


@settings.command("list")
@click.option("--changed", is_flag=True, help="Only those that the environment sets.")
def list_settings(changed: bool) -> None:
    """Show every setting: variable, value, where the value came from. Of a secret, only whether it is set."""
    group = ""
    for one in in_force(container().settings):
        if changed and not one.is_set:
            continue
        if one.group != group:
            click.echo(f"{chr(10) if group else ''}{one.group}")
            group = one.group
        value = ("set" if one.is_set else "not set") if one.is_secret else one.value or "none"
        click.echo(f"  {one.name:<32}  {value}  ({one.source})")


@limit.command("list")
@click.option("--user", default="", metavar="NAME", help="Where this user or service token stands with every limit.")
def list_limits(user: str) -> None:
    """Show who is at a limit or near one, then who was refused in the last 24 hours."""
    standings, caller = container().standings, id_of(container().database, user) if user else ""
    for one in standings.of_caller(caller) if user else standings.near():
        who = user or one.caller_name or one.caller or "everybody"
        soon = f", more in {one.until - time.time():.0f} s" if one.used and one.until else ""
        variable = f"  ({one.variable})" if one.variable else ""
        click.echo(f"{one.limit:<16}  {who:<24}  {one.used} of {one.of} used, {one.left} left{soon}{variable}")
    for refusal in [one for one in container().refusals.newest() if not user or one.caller == caller]:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(refusal.last_at))
        who = refusal.caller_name or refusal.caller
        click.echo(f"{refusal.code:<16}  {who:<24}  refused {refusal.count} times, last {when}: {refusal.message}")


@limit.command("clear")
@click.option("--user", "username", default="", metavar="NAME", help="Forget the failed sign-ins of this user.")
@click.option("--address", default="", help="Forget the failed sign-ins from this address.")
def clear(username: str, address: str) -> None:
    """Let a user or an address that failed to sign in too often try again at once."""
    if bool(username) == bool(address):
        raise click.UsageError("Name whose failed sign-ins to forget: --user NAME or --address ADDRESS.")
    count = container().login_limit.clear(username=username, address=address)
    click.echo(f"Forgot {count} failed sign-in{'' if count == 1 else 's'}.", err=True)
