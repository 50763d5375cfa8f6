"""The description of the calls that the runs of every face have (`blueprints.runs.api`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from blueprints.openapi.operation import (
    Node,
    array,
    empty_answer,
    in_path,
    in_query,
    json_answer,
    json_body,
    mapping,
    nullable,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)
from services.runs.kind import RunKind
from services.runs.run import STATES

STATE: Node = {"enum": list(STATES)}
"""The state of a run."""

_NOT_ENDED = {409: "It has not ended yet."}

_FIELDS: Node = {
    "title": text("What people call it."),
    "status": STATE,
    "stage": text(),
    "progress": number(minimum=0, maximum=1),
    "message": text("What it is doing."),
    "error": nullable(text("Why it failed.")),
    "created_at": number("Unix seconds, like the other times."),
    "started_at": nullable(number()),
    "finished_at": nullable(number()),
    "previous_id": nullable(text("The run of the same series before this one.")),
    "facts": mapping({}, "What it found."),
}


def run_schema(kind: RunKind) -> Node:
    """A run without words of its face's own (`Run.as_dict`)."""
    return record({kind.id_name: text(), **_FIELDS})


def started_schema(kind: RunKind) -> Node:
    """What a start answers where a face has nothing to add."""
    return record({kind.id_name: text(), "channel": text(), "stream_url": text("A path; add a stream token.")})


def list_schema(key: str, schema: str) -> Node:
    return record({key: array(ref(schema)), "total": whole(), "page": whole(), "limit": whole()})


def run_paths(
    kind: RunKind,
    *,
    blueprint: str,
    tag: str,
    path: str,
    schema: str,
    started: str,
    listed: str,
    formats: Sequence[str],
    read: Node | None = None,
    searched: str = "In its title.",
    secrets: Sequence[str] = (),
    reading: Sequence[Node] = (),
    export_errors: Mapping[int, str] = _NOT_ENDED,
) -> dict[str, Node]:
    """``schema``, ``started`` and ``listed`` name schemas; ``read`` is the answer of reading one, if it says more, and
    ``reading`` are further parameters of that. ``export_errors`` are what an export may be refused for besides.
    """
    run_id = in_path(kind.id_name, "As the start answered.")
    missing = f"There is no such {kind.noun}, or it is somebody else's."
    one = f"{path}/{{{kind.id_name}}}"
    paths: dict[str, Node] = {
        path: {
            "get": operation(
                f"{blueprint}.listed",
                tag,
                f"List {kind.plural}",
                description="The caller's own, an admin's everybody's; the newest first.",
                parameters=[
                    in_query("q", text(), f"{searched} The first 200 characters count."),
                    in_query("status", STATE, "Only these."),
                    in_query("limit", whole(minimum=1, maximum=200, default=50), "So many on a page."),
                    in_query("page", whole(minimum=1, maximum=10_000, default=1), "From 1."),
                ],
                answers={200: json_answer("A page.", ref(listed))},
                errors={400: "An unknown status, or a bad number."},
            )
        },
        one: {
            "get": operation(
                f"{blueprint}.read",
                tag,
                f"Read one {kind.noun}, or export it",
                parameters=[
                    run_id,
                    in_query("format", {"enum": list(formats)}, "Download it in this form."),
                    *reading,
                ],
                answers={200: read or json_answer("As it stands.", ref(schema))},
                errors={
                    400: "An unknown format.",
                    404: f"{missing} Or it ended without what the format shows.",
                    **export_errors,
                },
            ),
            "delete": operation(
                f"{blueprint}.remove",
                tag,
                f"Delete one {kind.noun}",
                description="With its files and events.",
                parameters=[run_id],
                answers={204: empty_answer("Deleted.")},
                errors={404: missing, 409: "It is still running, or just ending."},
            ),
        },
        f"{one}/cancel": {
            "post": operation(
                f"{blueprint}.cancel",
                tag,
                f"Cancel one {kind.noun}",
                description="It ends within two seconds. One that has ended stays as it is.",
                parameters=[run_id],
                answers={202: json_answer("As it is now.", ref(schema))},
                errors={404: missing},
            )
        },
    }
    sent = record({name: text(format="password") for name in secrets}, optional=secrets)
    paths[f"{one}/retry"] = {
        "post": operation(
            f"{blueprint}.retry",
            tag,
            f"Repeat an ended {kind.noun}",
            description="A new one asks for the same. Secrets are never stored: they have to be sent again.",
            parameters=[run_id],
            body=json_body(sent) | {"required": False} if secrets else None,
            answers={202: json_answer("Queued.", ref(started))},
            errors={
                **({400: "It needs a secret that was not sent again."} if secrets else {}),
                403: "Service tokens start nothing.",
                404: missing,
                409: "It has not ended yet, or what it needs was not kept.",
                429: "Too many queued and running jobs.",
                503: "There is no job runner to hand the secret to, or no room on the disk.",
            },
        )
    }
    return paths
