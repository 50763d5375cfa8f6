"""A report to JSON and back."""

from __future__ import annotations

import msgspec

from services.scanning.report.report import Report

_decoder = msgspec.json.Decoder(Report)


def to_json(report: Report) -> bytes:
    """Indented UTF-8, for people and programs alike."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def from_json(raw: bytes) -> Report:
    """Raises: msgspec.ValidationError or msgspec.DecodeError when it is not a report."""
    return _decoder.decode(raw)
