"""From events to request bodies: checked before anything is sent, cut into batches that the server takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Union

from .failure import PublishRefused

NewEvent = Union[tuple[str, str, Mapping[str, Any]], Mapping[str, Any]]
"""``(channel, type, data)``, or ``{"channel", "type", "data"}`` as the HTTP API has it."""

MAX_EVENTS = 1000
MAX_BYTES = 8 * 2**20

_CHANNEL = re.compile(r"[a-z0-9][a-z0-9._:-]{0,127}")
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9._:-]{0,63}")


def encode(channel: str, type: str, data: Mapping[str, Any]) -> bytes:
    """One event as JSON. Raises: PublishRefused, for what the server would refuse anyway."""
    if not isinstance(channel, str) or not _CHANNEL.fullmatch(channel):
        raise PublishRefused(
            "bad_channel", f"{channel!r} is not a channel's name: a-z, 0-9, '.', '_', ':' and '-', at most 128."
        )
    if not isinstance(type, str) or not _TYPE.fullmatch(type):
        raise PublishRefused(
            "bad_type", f"{type!r} is not an event's type: letters, digits, '.', '_', ':' and '-', at most 64."
        )
    if not isinstance(data, Mapping):
        raise PublishRefused("bad_data", "An event's data is a mapping.")
    event = {"channel": channel, "type": type, "data": dict(data)}
    try:
        return json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:  # a lone surrogate, NaN, a datetime, a circle
        raise PublishRefused("bad_data", f"The event's data cannot be written as JSON: {_reason(error)}.") from None


def encode_event(event: NewEvent) -> bytes:
    if isinstance(event, Mapping):
        missing = [name for name in ("channel", "type", "data") if name not in event]
        if missing:
            raise PublishRefused(
                "bad_event", f"An event has a channel, a type and data; this one lacks {' and '.join(missing)}."
            )
        return encode(event["channel"], event["type"], event["data"])
    channel, type, data = event
    return encode(channel, type, data)


def batches(events: Iterable[bytes], max_events: int = MAX_EVENTS, max_bytes: int = MAX_BYTES) -> Iterator[list[bytes]]:
    """The events in order, in batches of at most so many events and bytes (brackets and commas included)."""
    batch: list[bytes] = []
    size = 1
    for event in events:
        if batch and (len(batch) >= max_events or size + len(event) + 1 > max_bytes):
            yield batch
            batch, size = [], 1
        batch.append(event)
        size += len(event) + 1
    if batch:
        yield batch


def body_of(batch: Sequence[bytes]) -> bytes:
    return b"[%s]" % b",".join(batch)


def _reason(error: Exception) -> str:
    """Not the text of an encoding error: it would quote the data."""
    return (
        "it holds text that is not Unicode"
        if isinstance(error, UnicodeError)
        else str(error) or "it is nested too deeply"
    )
