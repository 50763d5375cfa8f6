"""The support bundle in the API's description."""

from __future__ import annotations

from blueprints.openapi.operation import Node, operation

TAG = {"name": "Support", "description": "What somebody needs to help from afar. For admins only."}

SCHEMAS: Node = {}

PATHS: Node = {
    "/api/v1/admin/support": {
        "get": operation(
            "support.download",
            TAG["name"],
            "Download a support bundle",
            description="Metrics, status, affected user segments and network types, settings without secrets, versions,"
            " 24 hours of errors and of the journal. No tokens, payloads, names or addresses.",
            answers={
                200: {
                    "description": "A zip file.",
                    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
                }
            },
            errors={403: "For admins only."},
        )
    },
}
