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

from blueprints.edge.errors import ErrorForm
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
    """An entry of the rail. ``key`` goes there after ``g``; ``order`` sorts the entries; only ``roles`` see it. It is
    where one is on the pages below its own address, and on those of ``also``.
    """

    name: str
    endpoint: str
    icon: str
    key: str
    order: int
    roles: frozenset[str] = frozenset({"admin", "member"})
    also: tuple[str, ...] = ()


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

    ``run_page`` is the endpoint of the page that a run of the face has; it takes the run's id under its kind's name.
    ``act_pages`` are those of runs of the kinds in `Face.acts`; they take a ``run_id``.
    ``api_paths``: below these, requests come from programs and get JSON, known paths or not.
    ``error_forms``: below these paths, errors have the form that the standard there asks for.
    """

    blueprints: tuple[Blueprint, ...]
    face: Face[Any] | None = None
    api: tuple[ApiPart, ...] = ()
    run_page: str | None = None
    act_pages: Mapping[str, str] = field(default_factory=dict)
    api_paths: tuple[str, ...] = ()
    error_forms: tuple[tuple[str, ErrorForm], ...] = ()
    commands: tuple[str, ...] = ()
    navigation: tuple[NavigationItem, ...] = ()
    home: tuple[HomePart, ...] = field(default=())
