"""The container of the application that handles the current request or command."""

from __future__ import annotations

from flask import current_app

from services.container import Container


def container() -> Container:
    found: Container = current_app.extensions["tailrace"]
    return found
