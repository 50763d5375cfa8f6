"""``flask user``: how somebody signs in, where they are signed in, and how to end that."""

from __future__ import annotations

import time

import click

from blueprints.auth.sign_out import end_one_login, end_other_logins
from blueprints.auth.user_commands import user
from blueprints.edge.current import container
from services.auth.audit import COMMAND_LINE
from services.auth.client_name import client_name


@user.command("logins")
@click.argument("name")
def logins(name: str) -> None:
    """List where a user is signed in: the last used first."""
    for login in container().logins.live(container().users.by_name(name).id):
        seen = time.strftime("%Y-%m-%d %H:%M", time.gmtime(login.last_seen_at or login.created_at))
        who = " on ".join(filter(None, client_name(login.client))) or "unknown client"
        click.echo(f"{login.id}  {login.kind:<7}  seen {seen}  {login.address or '-'}  {who}")


@user.command("logout")
@click.argument("name")
@click.option("--login", "login_id", metavar="ID", help="End this login alone; see `flask user logins`.")
def logout(name: str, login_id: str | None) -> None:
    """End a user's logins and their live streams now. They can sign in again."""
    user_id = container().users.by_name(name).id
    if login_id is not None:
        end_one_login(user_id, login_id, COMMAND_LINE)
    count = 1 if login_id is not None else end_other_logins(user_id, by=COMMAND_LINE)
    click.echo(f"Ended {count} login{'' if count == 1 else 's'} of {name}.", err=True)


@user.command("connect")
@click.argument("name")
@click.argument("subject")
def connect(name: str, subject: str) -> None:
    """Let whoever the sign-in provider knows as SUBJECT sign in as this user. Their password, if any, stays."""
    key = container().provider.key_of(subject)
    container().control.revoke_logins(container().connections.connect(container().users.by_name(name), key))
    click.echo(f"{name} may sign in with {container().settings.sign_in.name} now.", err=True)


@user.command("disconnect")
@click.argument("name")
def disconnect(name: str) -> None:
    """Let nobody sign in as this user with the provider any more. What it opened ends; they need a password."""
    container().control.revoke_logins(container().connections.disconnect(container().users.by_name(name)))
    click.echo(f"{name} signs in with their password alone now.", err=True)


@user.command("reset-second-factor")
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """Turn a user's second factor off, because they have lost it. Ends all their logins and live streams now."""
    owner = container().users.by_name(name)
    container().second_factors.reset(owner, by=COMMAND_LINE)
    container().control.revoke(user_id=owner.id)
    click.echo(f"{name} signs in with their password alone now; all their logins have ended.", err=True)
