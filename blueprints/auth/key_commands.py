"""``flask key``: the keys that tokens are signed with."""

from __future__ import annotations

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container

key = CommandGroup("key", help="The keys that tokens are signed with.")


@key.command("list")
def list_keys() -> None:
    """List the key ids, oldest first; the last one signs."""
    for kid in sorted(container().keyring.verifying()):
        click.echo(kid)


@key.command("rotate")
def rotate() -> None:
    """Sign with a new key from now on. Tokens signed with older keys stay valid until those keys are removed."""
    click.echo(container().keyring.rotate())


@key.command("remove")
@click.argument("kid", metavar="ID")
def remove(kid: str) -> None:
    """Remove an older key and refuse every token it signed: after a leak, or once they have all expired."""
    container().keyring.remove(kid)
    click.echo(f"Removed {kid}.", err=True)
