"""The pages for admins: one blueprint, ``admin``, to which each room adds its own. The layout lists those there are."""

from __future__ import annotations

from flask import Blueprint, current_app

from blueprints.edge.page_filter import add_filters

admin = Blueprint("admin", __name__, url_prefix="/admin")
add_filters(admin)


@admin.app_template_global()
def has_page(endpoint: str) -> bool:
    """Whether this server has the page."""
    return endpoint in current_app.view_functions
