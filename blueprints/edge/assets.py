"""The pages' own files, under addresses that change with what is in them: ``/static/v-<version>/js/…``.

A browser that has such a file need not ask whether it is still the newest: a page that was seen before costs one
request, not eighty. Modules import one another by relative paths, so all of a page's come from one version. The files
are read once, when the application is made, so that what is sent is what the version was made of, whatever happens on
the disk. ``/static/js/…`` without a version stays for everybody else, who asks on every use whether it has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

_LEAST_BYTES = 1400
"""What fits into one packet gains nothing by being compressed."""
_FOREVER = "public, max-age=31536000, immutable"
_MOST_SHEETS = 30
_BUNDLES = 64
_MARK = "v-"


@dataclass(frozen=True)
class Asset:
    kind: str
    body: bytes = field(repr=False)

    @cached_property
    def packed(self) -> bytes | None:
        return gzip.compress(self.body, 9, mtime=0) if len(self.body) >= _LEAST_BYTES else None

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:32]


class Assets:
    """All files below a folder, by their paths."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name, body = str(file.relative_to(folder)), file.read_bytes()
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self._files[name] = Asset(f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, body)
            digest.update(b"%d %s %d\n" % (len(name), name.encode(), len(body)) + body)
        self.version = f"{_MARK}{digest.hexdigest()[:16]}"
        self._bundle = lru_cache(_BUNDLES)(self._bundled)

    def answer(self, address: str) -> Response:
        """The file at ``v-<version>/<path>`` or ``<path>``. A page of another version gets what there is now, not to be
        kept: it goes on working while its server is replaced. Raises: NotFound.
        """
        version, _, name = address.partition("/") if address.startswith(_MARK) else ("", "", address)
        asset = self._bundle(name) if name.startswith("css/") and "+" in name else self._files.get(name)
        if asset is None:
            raise NotFound
        packed = asset.packed if request.accept_encodings["gzip"] > 0 else None
        response = Response(packed or asset.body, content_type=asset.kind)
        response.vary.add("Accept-Encoding")
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if version == self.version:
            response.headers["Cache-Control"] = _FOREVER
        response.set_etag(f"{asset.etag}-gzip" if packed else asset.etag)
        response.make_conditional(request)
        return response

    def _bundled(self, name: str) -> Asset | None:
        """``css/tokens+layout+components/table.css``: those sheets, in that order, so that a page waits for one answer
        before it is drawn.
        """
        sheets = name.removeprefix("css/").removesuffix(".css").split("+")
        found = [self._files.get(f"css/{sheet}.css") for sheet in sheets]
        if len(sheets) > _MOST_SHEETS or len(set(sheets)) < len(sheets) or None in found:
            return None
        return Asset("text/css; charset=utf-8", b"\n".join(sheet.body for sheet in found if sheet))


@cache
def assets_of(folder: Path) -> Assets:
    return Assets(folder)


def init_app(app: Flask) -> None:
    assets = assets_of(Path(str(app.static_folder)))

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = f"{assets.version}/{values['filename']}"
