"""The description of the operations dashboard's calls."""

from __future__ import annotations

from blueprints.openapi.operation import Node
from blueprints.operations import openapi_acts, openapi_executions

TAG = {
    "name": "Executions",
    "description": "Every run of every face and of outside programs: list, read, export, act on.",
}

SCHEMAS: Node = {**openapi_executions.schemas(), **openapi_acts.SCHEMAS}
PATHS: Node = {**openapi_executions.paths(TAG["name"]), **openapi_acts.paths(TAG["name"])}
