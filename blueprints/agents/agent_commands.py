"""``flask agent``: agents elsewhere that the chat can ask."""

from __future__ import annotations

import sys

import click

from blueprints.agents.chat import the_chat
from blueprints.edge.command_group import CommandGroup
from services.agents.registry.registration import Registration

agent = CommandGroup("agent", help="Agents elsewhere that the chat can ask (A2A).")


@agent.command("add")
@click.argument("url")
@click.option(
    "--credential", "has_credential", is_flag=True, help="Ask for a credential, or read it from standard input."
)
def add(url: str, has_credential: bool) -> None:
    """Add the agent whose card is at URL, or at the usual place below it. Prints its id."""
    credential = _credential() if has_credential else ""
    added = the_chat().registry.add(url, credential)
    click.echo(f"Added {added.card.name} ({added.protocol}, skills: {len(added.card.skills)}).", err=True)
    if added.needs_credential:
        click.echo("It asks for a credential; remove it and add it with --credential, or use the page.", err=True)
    click.echo(added.id)


@agent.command("list")
def list_agents() -> None:
    """List the agents elsewhere with their health and address."""
    for one in the_chat().registry.list():
        click.echo(f"{one.id:<24}  {_state(one):<11}  {one.protocol}  {one.card_url}")
        if one.problem:
            click.echo(f"{'':<24}  {one.problem}")


@agent.command("refresh")
@click.argument("agent_id", metavar="ID")
def refresh(agent_id: str) -> None:
    """Take the card that the agent has now. ID is what `flask agent list` shows."""
    one = the_chat().registry.refresh(agent_id)
    click.echo(f"Refreshed {one.card.name}, version {one.card.version or 'unknown'}. {one.problem}".rstrip(), err=True)


@agent.command("enable")
@click.argument("agent_id", metavar="ID")
def enable(agent_id: str) -> None:
    """Let people ask an agent again that was switched off."""
    the_chat().registry.change(agent_id, is_enabled=True)
    click.echo(f"Switched {agent_id} on.", err=True)


@agent.command("disable")
@click.argument("agent_id", metavar="ID")
def disable(agent_id: str) -> None:
    """Let nobody ask an agent for now."""
    the_chat().registry.change(agent_id, is_enabled=False)
    click.echo(f"Switched {agent_id} off.", err=True)


@agent.command("credential")
@click.argument("agent_id", metavar="ID")
def give_credential(agent_id: str) -> None:
    """Give an agent a new credential, asked for or read from standard input; an empty one forgets it."""
    the_chat().registry.change(agent_id, credential=_credential())
    click.echo(f"Changed the credential of {agent_id}.", err=True)


@agent.command("remove")
@click.argument("agent_id", metavar="ID")
def remove(agent_id: str) -> None:
    """Remove an agent. Conversations with it stay."""
    the_chat().registry.remove(agent_id)
    click.echo(f"Removed {agent_id}.", err=True)


def _state(one: Registration) -> str:
    return one.health if one.is_enabled else "off"


def _credential() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Credential", hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")
