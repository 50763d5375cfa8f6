"""``flask key``: the keys that tokens and sessions are signed with."""

from __future__ import annotations

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from services.auth.audit import COMMAND_LINE, Subject

key = CommandGroup("key", help="The keys that tokens and sessions are signed with.")


@key.command("list")
def list_keys() -> None:
    """List the key ids, oldest first; the last one signs."""
    for kid in sorted(container().keyring.verifying()):
        click.echo(kid)


@key.command("rotate")
def rotate() -> None:
    """Sign tokens and sessions with a new key from now on. What older keys signed is valid until they are removed."""
    kid = container().keyring.rotate()
    container().audit_log.record(COMMAND_LINE, "key.rotated", Subject("key", kid))
    click.echo(kid)


@key.command("remove")
@click.argument("kid", metavar="ID")
def remove(kid: str) -> None:
    """Remove an older key and refuse every token and session it signed: after a leak, or once they have all expired.
    Their live streams end within seconds.
    """
    container().keyring.remove(kid)
    container().audit_log.record(COMMAND_LINE, "key.removed", Subject("key", kid))
    click.echo(f"Removed {kid}; live streams that rest on it end within seconds.", err=True)
