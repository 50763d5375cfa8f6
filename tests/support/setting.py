"""Settings for tests: the defaults plus a test's own changes. The test run's environment has no influence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app import FACES as SURFACES
from services.face import setting_groups
from services.settings.settings import Settings, read_settings

FACES = [surface.face for surface in SURFACES if surface.face is not None]
"""The product's faces, as services know them."""

DEFAULTS = read_settings(setting_groups(FACES), {})


def settings_in(data: Path, **groups: Mapping[str, Any]) -> Settings:
    """Return settings for a data folder: ``settings_in(tmp_path, jobs={"slots": 1})``."""
    return DEFAULTS.changed(**groups).changed(server={"data": data})
