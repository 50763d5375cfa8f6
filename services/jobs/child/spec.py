"""The child's specification: what the runner gives a job's child process on its standard input, settings included."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from services.settings import Settings


class ChildSpec(msgspec.Struct, frozen=True):
    """Everything that a child is told. ``secret`` exists only in the memory of the runner and the child."""

    job_id: str
    channel: str
    entry: str
    params: dict[str, Any]
    folder: str
    settings: dict[str, Any]
    secret: dict[str, str]
    attempt: int
    message_fd: int
    max_event_bytes: int


def settings_for_child(settings: Settings, secret_settings: tuple[str, ...]) -> dict[str, Any]:
    """The settings as JSON, every secret blank but those that the job's kind needs."""
    values = {}
    for item in fields(Settings):
        value = getattr(settings, item.name)
        if item.metadata["is_secret"] and item.name not in secret_settings:
            value = ""
        values[item.name] = value
    built: dict[str, Any] = msgspec.to_builtins(values, enc_hook=str)
    return built


def settings_in_child(values: dict[str, Any]) -> Settings:
    """The settings again. They name no environment variable, so a child's environment can be empty."""
    return msgspec.convert(values, Settings, dec_hook=lambda kind, value: Path(value) if kind is Path else value)
