"""The child's specification: what the runner gives a job's child process on its standard input, settings included."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from services.process.access import Access
from services.settings.setting import Group
from services.settings.settings import SHARED, Settings


class ChildSpec(msgspec.Struct, frozen=True):
    """Everything that a child is told. ``secret`` exists only in the memory of the runner and the child.

    ``lasting_access`` is what it may see once it has dropped its early access; None if there is nothing to drop.
    """

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
    request_id: str = ""
    traceparent: str = ""
    lasting_access: Access | None = None


def encode_spec(spec: ChildSpec) -> bytes:
    return msgspec.json.encode(spec, enc_hook=str)


def decode_spec(raw: bytes) -> ChildSpec:
    return msgspec.json.decode(raw, type=ChildSpec, dec_hook=_decoded)


def settings_for_child(settings: Settings, secret_settings: Collection[str]) -> dict[str, Any]:
    """The settings as JSON, by group (a face's by its class),
    every secret blank but those that the job's kind needs.
    """
    return {_name(group): _values(group, secret_settings) for group in settings.groups}


def settings_in_child(values: dict[str, Any]) -> Settings:
    """The settings again. They name no environment variable, so a child's environment can be empty."""
    shared = {key: _group(kind, values[key]) for key, kind in SHARED.items()}
    faces = tuple(_group(_kind(name), group) for name, group in values.items() if name not in SHARED)
    return Settings(**shared, faces=faces)  # type: ignore[arg-type]


def _name(group: Group) -> str:
    kind = type(group)
    return group.key if SHARED.get(group.key) is kind else f"{kind.__module__}:{kind.__qualname__}"


def _kind(name: str) -> type[Group]:
    module, _, kind = name.partition(":")
    found: type[Group] = getattr(import_module(module), kind)
    return found


def _values(group: Group, secret_settings: Collection[str]) -> dict[str, Any]:
    values = {}
    for item in group.settings():
        is_kept = not item.metadata["is_secret"] or f"{group.key}.{item.name}" in secret_settings
        value = getattr(group, item.name)
        values[item.name] = value if is_kept else type(value)()
    built: dict[str, Any] = msgspec.to_builtins(values, enc_hook=str)
    return built


def _group(kind: type[Group], values: dict[str, Any]) -> Group:
    return msgspec.convert(values, kind, dec_hook=_decoded)


def _decoded(wanted: type, value: Any) -> Any:
    return Path(value) if wanted is Path else value
