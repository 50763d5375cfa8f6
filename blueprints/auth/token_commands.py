"""``flask token``: service tokens, for programs."""

from __future__ import annotations

import time

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container

token = CommandGroup("token", help="Service tokens, for programs that publish or subscribe.")


@token.command("create")
@click.option(
    "--publish", multiple=True, metavar="PATTERN", help="Channels to publish to, such as jobs.* (repeatable)."
)
@click.option("--subscribe", multiple=True, metavar="PATTERN", help="Channels to read (repeatable).")
@click.option(
    "--expires",
    type=click.IntRange(1, 36_500),
    metavar="DAYS",
    help="Days until it expires; without this option it never does.",
)
@click.option("--name", default="", help="What it is for, as shown by `flask token list`.")
def create(publish: tuple[str, ...], subscribe: tuple[str, ...], expires: int | None, name: str) -> None:
    """Print a new token, and nothing else, on standard output. It is not stored and cannot be shown again."""
    lasts_s = None if expires is None else expires * 86_400.0
    row = container().service_tokens.create(name=name, publish=publish, subscribe=subscribe, lasts_s=lasts_s)
    click.echo(f"Created service token {row.id} ({row.name}).", err=True)
    click.echo(container().tokens.issue_service(row.id, row.expires_at))


@token.command("list")
def list_tokens() -> None:
    """List every service token with its id, state and grants."""
    now = time.time()
    for row in container().service_tokens.list():
        is_over = row.expires_at is not None and row.expires_at <= now
        state = "revoked" if row.revoked_at else "expired" if is_over else "active"
        given = " ".join(
            [*(f"publish:{pattern}" for pattern in row.publish), *(f"subscribe:{pattern}" for pattern in row.subscribe)]
        )
        until = "never ends" if row.expires_at is None else time.strftime("until %Y-%m-%d", time.gmtime(row.expires_at))
        click.echo(f"{row.id}  {state:<7}  {until}  {row.name}  {given}")


@token.command("revoke")
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End a service token and its live streams now. ID is what `flask token list` shows."""
    container().service_tokens.revoke(token_id)
    container().control.revoke(login_id=token_id)
    click.echo(f"Revoked {token_id}.", err=True)
