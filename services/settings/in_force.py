"""The settings in force: each with its value and where that came from. Of a secret, only whether it is set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any

from services.settings.parse import one_of
from services.settings.settings import Settings

_PASSWORD = re.compile(r"://[^/@\s]*@")
_QUERY = re.compile(r"(?<=\?)\S+")
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """``value`` is None where there is none, and for a secret. ``source`` is ``default``, ``environment``, ``file`` (of
    a secret), or the variable that it follows.
    """

    group: str
    name: str
    value: str | None
    default: str | None
    source: str
    is_secret: bool
    is_plain: bool
    """A number, a switch or a choice: it tells nothing of anybody."""
    is_set: bool
    why: str


def in_force(settings: Settings) -> Sequence[SettingInForce]:
    """All settings of this process, in the order of docs/settings.md."""
    found = []
    for group in settings.groups:
        for item in group.settings():
            name, is_secret = item.metadata["name"], item.metadata["is_secret"]
            value = getattr(group, item.name)
            default = None if item.default is MISSING else item.default
            source = settings.sources.get(name, "default")
            found.append(
                SettingInForce(
                    group=group.title,
                    name=name,
                    value=None if is_secret else _shown(value),
                    default=None if is_secret else _shown(default),
                    source=source,
                    is_secret=is_secret,
                    is_plain=not is_secret
                    and (isinstance(value, bool | int | float) or isinstance(item.metadata["parse"], one_of)),
                    is_set=source in ("environment", "file"),
                    why=item.metadata["why"],
                )
            )
    return found


def _shown(value: Any) -> str | None:
    """As one would write it in the environment, without what an address says of passwords."""
    if value in ("", (), None):
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple | list | frozenset):
        return (":" if any(isinstance(one, Path) for one in value) else ",").join(filter(None, map(_shown, value)))
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    text = str(value)
    return _QUERY.sub(HIDDEN, _PASSWORD.sub(f"://{HIDDEN}@", text)) if "://" in text else text
