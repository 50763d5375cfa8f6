"""What a scan's job may see beyond its own folder and the scan's: the finding cache, and at first the source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from services.errors import TailraceError
from services.process.access import Access
from services.scanning.scan_request import CACHE_FOLDER, FOLDER, ScanRequest, upload_path
from services.scanning.settings import ScanningSettings
from services.scanning.source.location import parse_location
from services.scanning.source.transport import transport_access
from services.settings.settings import Settings


def cache_folder(settings: Settings, request: ScanRequest) -> Path:
    return Path(request.cache) if request.cache else settings.data / CACHE_FOLDER


def lasting(settings: Settings, params: Mapping[str, Any]) -> Access:
    request = _request(params)
    return Access(read=_previous(settings, request), write=(cache_folder(settings, request),))


def _previous(settings: Settings, request: ScanRequest) -> tuple[Path, ...]:
    """Of the earlier scan, what tells a renamed file; not its sources."""
    if not request.previous:
        return ()
    folder = settings.data / FOLDER / request.previous
    return (folder / "report.json", folder / "former-paths.json")


def early(settings: Settings, params: Mapping[str, Any]) -> Access:
    """What brings the source, and the network for the clients of the language model and of the
    vulnerability database, processes that keep it.
    """
    request = _request(params)
    clients = Access(network=bool(settings.language_model.base_url or settings.of(ScanningSettings).osv_url))
    if request.upload:
        return clients
    try:
        return clients | transport_access(parse_location(request.address, settings))
    except TailraceError:  # no longer allowed: the job will say so
        return clients


def upload(settings: Settings, params: Mapping[str, Any]) -> Path | None:
    request = _request(params)
    return upload_path(settings.data, request.upload) if request.upload else None


def _request(params: Mapping[str, Any]) -> ScanRequest:
    return msgspec.convert(params, ScanRequest)
