"""``flask demo``: lifelike traffic of outside programs, to see what the dashboard shows. It says what it is."""

from __future__ import annotations

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from services.companion import lock
from services.operations.demonstration.demonstration import CHANNEL, Demonstration
from services.operations.face import FACE


@click.group("demo", cls=CommandGroup, invoke_without_command=True)
@click.option("--minutes", type=click.FloatRange(min=0.05), help="End by itself after so long; without it, at Ctrl-C.")
@click.option("--clean", "is_clean", is_flag=True, help="Delete what demonstrations have left, and do nothing else.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask, although there are real executions.")
def demo(minutes: float | None, is_clean: bool, is_sure: bool) -> None:
    """Act as several outside programs: an ETL, a camera, a backup, an import that fails at times, a silent sensor."""
    demonstration = _demonstration()
    if is_clean:
        click.echo(f"Deleted {demonstration.clean()} executions of demonstrations.")
        return
    real = demonstration.real_executions()
    if real and not is_sure:
        what = "execution that is" if real == 1 else "executions that are"
        question = f"This server has {real:,} {what} real. Add a demonstration?"
        click.confirm(question, abort=True, err=True)
    click.echo(f"This is a demonstration: nothing of it is real. It publishes to {CHANNEL}.", err=True)
    if not lock.is_held(container().settings.data, lock.SERVER):
        click.echo("No server runs on this data folder; start one to see it on /dashboard.", err=True)
    until = "Ctrl-C" if minutes is None else f"Ctrl-C, or for {minutes:g} minutes"
    click.echo(f"Until {until}. `flask demo --clean` deletes what it leaves.", err=True)
    demonstration.run(None if minutes is None else 60 * minutes, click.echo)


def _demonstration() -> Demonstration:
    found = container()
    operations = found.service(FACE)
    return Demonstration(
        found.database,
        found.service_tokens,
        found.inboxes,
        found.publisher,
        operations.reports,
        operations.pictures,
    )
