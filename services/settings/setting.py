"""A setting: one field of a group, with its environment variable, default,
parser and the reason one would change it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Self

from services.errors import SettingsError


def setting(name: str, default: Any, parse: Callable[[str], Any], why: str, *, is_secret: bool = False) -> Any:
    """A field of a group. ``parse`` raises ValueError with half a sentence that says what the value must be.

    A secret can also be given as ``NAME_FILE``, a file that holds the value (Docker and systemd secrets).
    """
    return field(default=default, metadata={"name": name, "parse": parse, "why": why, "is_secret": is_secret})


@dataclass(frozen=True, slots=True)
class Group:
    """Parent of all groups: the settings of one package, as a frozen dataclass."""

    key: ClassVar[str]
    """What the group is called in code (``settings.jobs``)."""

    title: ClassVar[str]
    """Its heading in docs/settings.md."""

    @classmethod
    def settings(cls) -> tuple[Field[Any], ...]:
        return fields(cls)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """The group as the environment has it. Raises: SettingsError, naming the variable and what it must be."""
        values = {}
        for item in cls.settings():
            raw = _raw(item, environ)
            if not raw:  # empty is absent: an empty address would be every address of the machine
                continue
            try:
                values[item.name] = item.metadata["parse"](raw)
            except ValueError as error:
                shown = "its value" if item.metadata["is_secret"] else repr(raw)
                raise SettingsError(f"{item.metadata['name']}: {shown} cannot be used: {error}.") from None
        return cls(**values)


def source_of(item: Field[Any], environ: Mapping[str, str]) -> str:
    """Where a setting's value comes from: ``environment``, ``file`` or ``default``."""
    name = item.metadata["name"]
    if environ.get(name):
        return "environment"
    return "file" if item.metadata["is_secret"] and environ.get(f"{name}_FILE") else "default"


def _raw(item: Field[Any], environ: Mapping[str, str]) -> str | None:
    name = item.metadata["name"]
    raw = environ.get(name)
    if raw or not item.metadata["is_secret"] or not environ.get(f"{name}_FILE"):
        return raw
    path = environ[f"{name}_FILE"]
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}_FILE: cannot read {path}: {error}.") from None
