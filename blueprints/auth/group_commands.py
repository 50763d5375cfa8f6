"""``flask group``: users who share grants."""

from __future__ import annotations

from collections.abc import Sequence

import click

from blueprints.auth.user_commands import named_grants
from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container

group = CommandGroup("group", help="Groups: users who share what they are granted.")


@group.command("create")
@click.argument("name")
def create(name: str) -> None:
    """Create a group and print its id."""
    made = container().groups.create(name)
    click.echo(f"Created the group {made.name}.", err=True)
    click.echo(made.id)


@group.command("list")
def list_groups() -> None:
    """List every group with its members and grants."""
    for one in container().groups.all():
        given = [*(f"publish:{pattern}" for pattern in one.publish), *(f"subscribe:{p}" for p in one.subscribe)]
        members = ",".join(name for _, name in one.members) or "nobody"
        click.echo("  ".join([one.id, one.name, members, *given]))


@group.command("rename")
@click.argument("name")
@click.argument("new_name")
def rename(name: str, new_name: str) -> None:
    """Give a group another name. NAME may be its id, here and below."""
    click.echo(f"It is called {container().groups.rename(name, new_name).name} now.", err=True)


@group.command("delete")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
def delete(name: str, yes: bool) -> None:
    """Delete a group. Its members stay, without what it granted them."""
    found = container().groups.get(name)
    if not yes:
        click.confirm(f"Delete the group {found.name} with {len(found.members)} members?", abort=True, err=True)
    _tell(container().groups.delete(found.id).member_ids)
    click.echo(f"Deleted the group {found.name}.", err=True)


@group.command("add")
@click.argument("name")
@click.argument("username")
def add(name: str, username: str) -> None:
    """Add a user to a group."""
    container().groups.add_member(name, container().users.by_name(username))
    click.echo(f"{username} is in {name} now.", err=True)


@group.command("remove")
@click.argument("name")
@click.argument("username")
def remove(name: str, username: str) -> None:
    """Take a user out of a group. Those of their live streams that they may no longer read end."""
    _tell(container().groups.remove_member(name, container().users.by_name(username)))
    click.echo(f"{username} is no longer in {name}.", err=True)


@group.command("grant")
@click.argument("name")
@click.option("--publish", multiple=True, metavar="PATTERN", help="Channels to publish to (repeatable).")
@click.option("--subscribe", multiple=True, metavar="PATTERN", help="Channels to read (repeatable).")
def grant(name: str, publish: tuple[str, ...], subscribe: tuple[str, ...]) -> None:
    """Let the members of a group publish or subscribe to channels."""
    for action, pattern in named_grants(publish, subscribe):
        container().groups.grant(name, action, pattern)
        click.echo(f"The members of {name} may {action} {pattern}.", err=True)


@group.command("revoke-grant")
@click.argument("name")
@click.option("--publish", multiple=True, metavar="PATTERN")
@click.option("--subscribe", multiple=True, metavar="PATTERN")
def revoke_grant(name: str, publish: tuple[str, ...], subscribe: tuple[str, ...]) -> None:
    """Take a grant back. Those of its members' live streams that they may no longer read end."""
    for action, pattern in named_grants(publish, subscribe):
        _tell(container().groups.revoke_grant(name, action, pattern))
        click.echo(f"The members of {name} may no longer {action} {pattern}, unless granted otherwise.", err=True)


def _tell(user_ids: Sequence[str]) -> None:
    if not container().control.recheck(user_ids):
        click.echo("The event log cannot be written, so open streams were not told; they end at their age.", err=True)
