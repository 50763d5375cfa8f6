"""Home, the style guide, and the navigation on every page. Home is assembled from the parts of all surfaces."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, render_template, request, url_for

from blueprints.edge.gates import require_role
from blueprints.edge.page_filter import add_filters
from blueprints.surface import Surface

shell = Blueprint("shell", __name__)
add_filters(shell)


def _surfaces() -> tuple[Surface, ...]:
    found: tuple[Surface, ...] = current_app.extensions["tailrace.surfaces"]
    return found


@shell.app_context_processor
def navigation() -> dict[str, Any]:
    """The entries of the rail, each with the letter that opens it after ``g``."""
    identity = getattr(g, "identity", None)
    items = sorted((item for surface in _surfaces() for item in surface.navigation), key=lambda item: item.order)
    return {
        "navigation": [
            {
                "name": item.name,
                "url": url_for(item.endpoint),
                "icon": item.icon,
                "shortcut": item.key,
                "is_here": request.endpoint in item.also,
            }
            for item in items
            if identity is not None and identity.role in item.roles
        ]
    }


@shell.get("/")
def home() -> str:
    parts = sorted((part for surface in _surfaces() for part in surface.home), key=lambda part: part.order)
    values = {name: value for part in parts for name, value in part.values().items()}
    return render_template("shell/home.html", parts=parts, **values)


@shell.get("/styleguide")
@require_role("admin")
def styleguide() -> str:
    return render_template("shell/styleguide.html")
