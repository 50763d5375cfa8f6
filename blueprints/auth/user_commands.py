"""``flask user``: who can sign in."""

from __future__ import annotations

import secrets
import sys
import time

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from services.auth.permission import Action
from services.auth.user import User
from services.user_deletion import delete_user, put_out

user = CommandGroup("user", help="Who can sign in, and what they are granted.")


@user.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(["admin", "member"]), default="member", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--random", "is_random", is_flag=True, help="Generate a password and print it once.")
def create(name: str, role: str, password_stdin: bool, is_random: bool) -> None:
    """Create a user. Asks for the password on a terminal; elsewhere generates one and prints it."""
    password, is_shown = _new_password(password_stdin, is_random)
    made = container().users.create(name, password, role)
    click.echo(f"Created {made.role} {made.username}, id {made.id}.", err=True)
    if is_shown:
        click.echo(password)


@user.command("list")
def list_users() -> None:
    """List every user with role, state and grants."""
    grants = container().users.grants()
    for row in container().users.list():
        state = "disabled" if row.disabled_at else "enabled"
        given = " ".join(f"{grant.action}:{grant.pattern}" for grant in grants if grant.user_id == row.id)
        made = time.strftime("%Y-%m-%d", time.gmtime(row.created_at))
        click.echo(f"{row.id}  {row.role:<6}  {state:<8}  {made}  {row.username}{'  ' + given if given else ''}")


@user.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Lock a user out. Ends all their logins and live streams now."""
    container().control.revoke(user_id=container().users.disable(name).id)
    click.echo(f"Disabled {name}; all their logins have ended.", err=True)


@user.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Let a disabled user sign in again."""
    container().users.enable(name)
    click.echo(f"Enabled {name}.", err=True)


@user.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(["admin", "member"]))
def change_role(name: str, role: str) -> None:
    """Make a user an admin or a member from their next request on.

    Those of their live streams that they may no longer read end.
    """
    owner = container().users.set_role(name, role)
    _end_streams(owner)
    click.echo(f"{name} is {'an admin' if role == 'admin' else 'a member'} now.", err=True)


@user.command("delete")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
def delete(name: str, yes: bool) -> None:
    """Delete a user with their grants, their runs and their events. Ends all their logins and live streams now."""
    found = container()
    found.users.dispensable(name)
    if not yes:
        doomed = [name, *(f"all their {kind.plural}" for kind in found.run_kinds)]
        click.confirm(f"Delete {' and '.join(doomed)}?", abort=True, err=True)
    put_out(found, name)
    click.echo(f"Deleted {' and '.join([name, *delete_user(found, name)])}.", err=True)


@user.command("passwd")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--random", "is_random", is_flag=True, help="Generate a password and print it once.")
def passwd(name: str, password_stdin: bool, is_random: bool) -> None:
    """Change a user's password. Ends all their logins and live streams now."""
    container().users.by_name(name)  # complain before asking for a password
    password, is_shown = _new_password(password_stdin, is_random)
    container().control.revoke(user_id=container().users.set_password(name, password).id)
    click.echo(f"Changed the password of {name}; all their logins have ended.", err=True)
    if is_shown:
        click.echo(password)


@user.command("grant")
@click.argument("name")
@click.option(
    "--publish", multiple=True, metavar="PATTERN", help="Channels to publish to, such as jobs.* (repeatable)."
)
@click.option("--subscribe", multiple=True, metavar="PATTERN", help="Channels to read (repeatable).")
def grant(name: str, publish: tuple[str, ...], subscribe: tuple[str, ...]) -> None:
    """Let a user publish or subscribe to channels beyond their own."""
    for action, pattern in named_grants(publish, subscribe):
        container().users.grant(name, action, pattern)
        click.echo(f"{name} may {action} {pattern}.", err=True)


@user.command("revoke-grant")
@click.argument("name")
@click.option("--publish", multiple=True, metavar="PATTERN")
@click.option("--subscribe", multiple=True, metavar="PATTERN")
def revoke_grant(name: str, publish: tuple[str, ...], subscribe: tuple[str, ...]) -> None:
    """Take a grant back. Those of the user's live streams that they may no longer read end."""
    for action, pattern in named_grants(publish, subscribe):
        _end_streams(container().users.revoke_grant(name, action, pattern))
        click.echo(f"{name} may no longer {action} {pattern}.", err=True)


def _end_streams(owner: User) -> None:
    """End those streams of a user who lost a right that they may no longer read. Workers notice an ended login by
    themselves, but not this.
    """
    if not container().control.recheck([owner.id]):
        click.echo(
            "The event log cannot be written, so open streams were not told: they keep what they had until they are"
            " TAILRACE_STREAM_MAX_AGE_S old. To end them now, restart the server.",
            err=True,
        )


def named_grants(publish: tuple[str, ...], subscribe: tuple[str, ...]) -> list[tuple[Action, str]]:
    if not publish and not subscribe:
        raise click.UsageError("Name a pattern: --publish PATTERN, --subscribe PATTERN, or both.")
    return [*(("publish", pattern) for pattern in publish), *(("subscribe", pattern) for pattern in subscribe)]


def _new_password(from_stdin: bool, is_random: bool) -> tuple[str, bool]:
    """The password, and whether to show it to the caller."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if is_random or not sys.stdin.isatty():
        return secrets.token_urlsafe(12), True
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True)), False
