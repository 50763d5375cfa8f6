"""A scan's request: what its job is told to do.
The access token is not part of it: that goes by memory alone (`Jobs.submit`).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from services.errors import BadRequest
from services.scanning.source.location import Location

CACHE_FOLDER = "finding-cache"
FOLDER = "scans"
"""Of all scans' folders."""
UPLOAD_FOLDER = "uploads"
MAX_TOKEN_CHARACTERS = 4096


class ScanRequest(msgspec.Struct, frozen=True):
    """``address`` is where the source is fetched from, ``url`` how that is shown; ``upload`` names an uploaded archive
    instead. ``kind`` is the location's, or ``upload``. ``ref`` was asked for; ``ref_in_address`` is what the address
    seems to name. ``cache``: the folder of the user's finding cache. ``model_tokens`` and
    ``model_calls``: what it may use of the user's day with the language model; None where nobody counts. ``previous``:
    the id of an earlier scan of the same repository, by which renamed files are known again.
    """

    scan_id: str
    repo_name: str
    owner: str
    url: str
    kind: str = ""
    address: str = ""
    ref: str | None = None
    ref_in_address: str | None = None
    upload: str = ""
    cache: str = ""
    model_tokens: int | None = None
    model_calls: int | None = None
    previous: str = ""


def upload_path(data: Path, name: str) -> Path:
    return data / UPLOAD_FOLDER / name


def check_token(access_token: str, location: Location) -> None:
    """Raises: BadRequest, for a token that cannot be one, or has no use with this address."""
    if location.kind != "https":
        raise BadRequest("An access token is only used with https:// addresses; leave it out.")
    if len(access_token) > MAX_TOKEN_CHARACTERS or not access_token.isascii() or not access_token.isprintable():
        raise BadRequest("The access token has characters that no access token has; copy it again.")
