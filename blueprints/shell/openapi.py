"""Health, metrics and this description (contract, section 3)."""

from __future__ import annotations

from blueprints.openapi.operation import PUBLIC, Node, json_answer, mapping, operation, record, ref

TAG = {"name": "Operation", "description": "For load balancers, collectors and tools."}

_STATE: Node = {"enum": ["ok", "down"]}

SCHEMAS: Node = {
    "Alive": record({"status": {"const": "ok"}}, examples=[{"status": "ok"}]),
    "Readiness": record(
        {"status": {"enum": ["ready", "not ready"]}, "event_log": _STATE, "database": _STATE, "runner": _STATE},
        examples=[{"status": "ready", "event_log": "ok", "database": "ok", "runner": "ok"}],
    ),
}

PATHS: Node = {
    "/healthz": {
        "get": operation(
            "health.alive",
            TAG["name"],
            "Is it alive?",
            security=PUBLIC,
            answers={200: json_answer("The process answers.", ref("Alive"))},
        )
    },
    "/readyz": {
        "get": operation(
            "health.ready",
            TAG["name"],
            "Can it work?",
            security=PUBLIC,
            answers={
                200: json_answer("The event log, the database and the job runner are up.", ref("Readiness")),
                503: json_answer(
                    "One of them is not.",
                    ref("Readiness"),
                    headers={"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
                ),
            },
        )
    },
    "/metrics": {
        "get": operation(
            "health.metrics",
            TAG["name"],
            "Metrics for Prometheus",
            description="Needs no credential when asked from the server's own machine.",
            security=[{}, {"bearer": []}, {"session": []}],
            answers={
                200: {
                    "description": "Prometheus' text format.",
                    "content": {"text/plain": {"schema": {"type": "string"}}},
                }
            },
            errors={403: "For service tokens and admins."},
        )
    },
    "/api/v1/openapi.json": {
        "get": operation(
            "api_description.document",
            TAG["name"],
            "This description",
            description="OpenAPI 3.1; `/docs/api` shows it as a page.",
            answers={200: json_answer("The document.", mapping({}))},
        )
    },
}
