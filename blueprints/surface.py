"""A surface: what a room of blueprints shows to the outside, declared once, in ``blueprints/<room>/surface.py``.

Its routes and pages, its part of the API's description, its commands, its entries in the navigation, and its part of
the home page. A face's surface also holds the face itself (`services.face`), so that one name in ``app.FACES`` is
enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint

from blueprints.openapi.operation import Node
from services.face import Face


@dataclass(frozen=True, slots=True)
class ApiPart:
    """A chapter of the OpenAPI document."""

    tag: Node
    schemas: Node
    paths: Node


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An entry of the rail. ``key`` goes there after ``g``; ``order`` sorts the entries; only ``roles`` see it."""

    name: str
    endpoint: str
    icon: str
    key: str
    order: int
    roles: frozenset[str] = frozenset({"admin", "member"})


def _no_values() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class HomePart:
    """A section of the home page. ``order`` sorts the sections; ``values`` returns what all templates of the page are
    given, in the current request.
    """

    template: str
    order: int
    sheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    values: Callable[[], Mapping[str, Any]] = _no_values


@dataclass(frozen=True, slots=True)
class Surface:
    """``commands`` are import paths (``package.module:name``): a web worker never needs them.

    ``api_paths``: below these, requests come from programs and get JSON, known paths or not.
    """

    blueprints: tuple[Blueprint, ...]
    face: Face[Any] | None = None
    api: ApiPart | None = None
    api_paths: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    navigation: tuple[NavigationItem, ...] = ()
    home: tuple[HomePart, ...] = field(default=())
