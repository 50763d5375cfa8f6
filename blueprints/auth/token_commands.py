"""``flask token``: service tokens, for programs, and chat keys, for programs that ask agents in a user's name."""

from __future__ import annotations

import time

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from services.auth.audit import COMMAND_LINE
from services.errors import NotFound

DAY_S = 86_400.0

token = CommandGroup("token", help="Service tokens, for programs that publish or subscribe, and chat keys.")


@token.command("create")
@click.option(
    "--publish", multiple=True, metavar="PATTERN", help="Channels to publish to, such as jobs.* (repeatable)."
)
@click.option("--subscribe", multiple=True, metavar="PATTERN", help="Channels to read (repeatable).")
@click.option("--chat", "is_chat", is_flag=True, help="A key for a user's chat client instead; needs --user.")
@click.option("--user", "username", metavar="NAME", help="Who the chat client acts for.")
@click.option(
    "--expires",
    type=click.IntRange(1, 36_500),
    metavar="DAYS",
    help="Days until it expires; without this option it never does.",
)
@click.option("--name", default="", help="What it is for, as shown by `flask token list`.")
def create(
    publish: tuple[str, ...],
    subscribe: tuple[str, ...],
    is_chat: bool,
    username: str | None,
    expires: int | None,
    name: str,
) -> None:
    """Print a new token, and nothing else, on standard output. It is not stored and cannot be shown again."""
    lasts_s = None if expires is None else expires * DAY_S
    if is_chat != (username is not None) or (is_chat and (publish or subscribe)):
        raise click.UsageError("A chat key needs --user NAME, and takes no channels.")
    if username is not None:
        user = container().users.by_name(username)
        key = container().chat_keys.create(user.id, name, lasts_s, by=COMMAND_LINE)
        click.echo(f"Created chat key {key.id} ({key.name}) for {username}.", err=True)
        click.echo(container().tokens.issue_chat(key.id, user.id, key.expires_at))
        return
    row = container().service_tokens.create(name=name, publish=publish, subscribe=subscribe, lasts_s=lasts_s)
    click.echo(f"Created service token {row.id} ({row.name}).", err=True)
    click.echo(container().tokens.issue_service(row.credential, row.expires_at))


@token.command("list")
def list_tokens() -> None:
    """List every service token and chat key with its id, state and what it opens."""
    for row in container().service_tokens.list():
        given = " ".join(
            [*(f"publish:{pattern}" for pattern in row.publish), *(f"subscribe:{pattern}" for pattern in row.subscribe)]
        )
        click.echo(f"{row.id}  {_state(row.revoked_at, row.expires_at)}  {row.name}  {given}")
    names = {user.id: user.username for user in container().users.list()}
    for key in container().chat_keys.list():
        click.echo(f"{key.id}  {_state(key.revoked_at, key.expires_at)}  {key.name}  acts for {names.get(key.user_id)}")


@token.command("rotate")
@click.argument("token_id", metavar="ID")
@click.option(
    "--grace",
    type=click.FloatRange(0, 7),
    default=0,
    show_default=True,
    metavar="DAYS",
    help="For how many days the old secret works, too.",
)
@click.option("--expires", type=click.IntRange(1, 36_500), metavar="DAYS", help="Days from now until it expires.")
def rotate(token_id: str, grace: float, expires: int | None) -> None:
    """Give a service token a new secret and print it, and nothing else, on standard output."""
    before = container().service_tokens.get(token_id).credential
    row = container().service_tokens.rotate(
        token_id, grace * DAY_S, lasts_s=None if expires is None else expires * DAY_S
    )
    if not grace:
        container().control.revoke(login_id=before)
    fate = f"works for another {grace:g} days" if grace else "no longer works"
    click.echo(f"Rotated {row.name}; the old secret {fate}.", err=True)
    click.echo(container().tokens.issue_service(row.credential, row.expires_at))


@token.command("revoke")
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End a service token or a chat key and its live streams now. ID is what `flask token list` shows."""
    try:
        container().chat_keys.revoke(token_id, by=COMMAND_LINE)
        container().control.revoke(login_id=token_id)
    except NotFound:
        container().service_tokens.revoke(token_id)
        container().control.revoke(user_id=token_id)
    click.echo(f"Revoked {token_id}.", err=True)


def _state(revoked_at: float | None, expires_at: float | None) -> str:
    is_over = expires_at is not None and expires_at <= time.time()
    state = "revoked" if revoked_at else "expired" if is_over else "active"
    until = "never ends" if expires_at is None else time.strftime("until %Y-%m-%d", time.gmtime(expires_at))
    return f"{state:<7}  {until}"
