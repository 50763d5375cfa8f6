"""Counting in the description of the API."""

from __future__ import annotations

from blueprints.openapi.operation import Node, json_answer, json_body, operation, record, ref, text
from blueprints.runs.openapi import list_schema, run_paths, run_schema, started_schema
from tests.counting.face import COUNT

TAG = {"name": "Counting", "description": "Counts to ten."}

SCHEMAS: Node = {
    "Count": run_schema(COUNT),
    "CountStarted": started_schema(COUNT),
    "CountList": list_schema("counts", "Count"),
}

PATHS: Node = run_paths(
    COUNT,
    blueprint="counts",
    tag="Counting",
    path="/api/v1/counts",
    schema="Count",
    started="CountStarted",
    listed="CountList",
    formats=["json"],
)
PATHS["/api/v1/counts"]["post"] = operation(
    "counts.start",
    "Counting",
    "Start a count",
    body=json_body(record({"title": text()})),
    answers={202: json_answer("Queued.", ref("CountStarted"))},
    errors={400: "No title.", 403: "Service tokens start nothing.", 429: "Too many queued and running jobs."},
)
