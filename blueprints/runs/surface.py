"""Runs and jobs of whatever kind."""

from blueprints.surface import Surface

SURFACE = Surface(
    blueprints=(),
    commands=("blueprints.runs.job_commands:runner", "blueprints.runs.job_commands:jobs"),
)
