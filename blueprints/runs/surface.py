"""Runs and jobs of whatever kind, and the progress of all of a user's runs."""

from blueprints.runs import openapi_progress
from blueprints.runs.progress import progress
from blueprints.surface import ApiPart, Surface

SURFACE = Surface(
    blueprints=(progress,),
    api=(ApiPart(openapi_progress.TAG, openapi_progress.SCHEMAS, openapi_progress.PATHS),),
    commands=("blueprints.runs.job_commands:runner", "blueprints.runs.job_commands:jobs"),
)
