"""``flask runner`` and ``flask jobs``: running jobs in the foreground, seeing them, cancelling them."""

from __future__ import annotations

import logging.config
import time

import click

from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from services.auth.audit import COMMAND_LINE, Subject
from services.companion import lock as companion_lock
from services.jobs.job import LIVE, NEXT
from services.jobs.runner.companion import RUNNER
from services.jobs.runner.start import stand_by
from services.telemetry.logging import logging_config

_ENDED = {"succeeded": "had succeeded", "failed": "had failed", "cancelled": "was cancelled"}

jobs = CommandGroup("jobs", help="Work in progress: what is queued, what runs, how it ended.")


@click.command("runner")
def runner() -> None:
    """Run jobs until Ctrl-C. A server starts a runner by itself;
    this one stands by while another has the data folder.
    """
    settings = container().settings
    logging.config.dictConfig(logging_config(settings))
    if companion_lock.is_held(settings.data, RUNNER.lock):
        click.echo(
            f"Another runner serves {settings.data}. This one stands by and takes over when that one ends.", err=True
        )
    else:
        click.echo(
            f"Running the jobs of {settings.data}, {settings.jobs.slots} at a time. Ctrl-C stops them.", err=True
        )
    stand_by(container())


@jobs.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those that have ended, too.")
@click.option("--limit", default=50, show_default=True, help="The newest so many.")
def list_jobs(is_all: bool, limit: int) -> None:
    """Show queued and running jobs, the newest first."""
    found = container().jobs.list(states=tuple(NEXT) if is_all else LIVE, limit=limit)
    for job in found:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(job.created_at))
        how = job.reason or job.progress_message
        click.echo(
            f"{job.id}  {when}  {job.kind:<9}  {job.state:<9}"
            f"  {100 * job.progress:3.0f} %  {job.owner_id}  {how}".rstrip()
        )
    if not found:
        click.echo(
            "No jobs." if is_all else "No job is queued or running; --all shows those that have ended.", err=True
        )


@jobs.command("cancel")
@click.argument("job_id")
def cancel(job_id: str) -> None:
    """Cancel a job: it and all its processes end within two seconds."""
    before = container().jobs.get(job_id)
    after = container().jobs.cancel(job_id)
    if before.is_live:
        details = {"kind": before.kind, "owner_id": before.owner_id}
        container().audit_log.record(COMMAND_LINE, "run.cancelled", Subject("run", job_id), details)
    if not before.is_live:
        click.echo(f"Job {job_id} {_ENDED[before.state]} already.")
    elif after.is_live:
        click.echo(f"Job {job_id} is being cancelled.")
    else:
        click.echo(f"Job {job_id} was cancelled before it started.")
