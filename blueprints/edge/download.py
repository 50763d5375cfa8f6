"""A download: an answer that a browser saves, under a name in which a stranger may have had a say (RFC 6266).

A title or an uploaded file's name may hold what no file system takes, what turns letters round to hide an ending, or
far too much. None of that is left in the name.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response

_NOT_IN_NAMES = frozenset('<>:"/\\|?*')
_STEM_BYTES = 150
"""A file system takes 255 bytes, and a browser may have to add a number."""
_ENDING_BYTES = 20
_UNQUOTED = "!#$&+-.^_`|~"
"""What stands for itself in RFC 8187, beside letters and digits."""


def as_download(response: Response, stem: str, ending: str) -> Response:
    """Have the answer saved as ``stem.ending``. Programs that read no other name get one in ASCII."""
    name = _name(stem, ending)
    told = {"filename": name}
    if not name.isascii():
        told = {"filename": _name(_ascii(stem), _ascii(ending)), "filename*": f"UTF-8''{quote(name, safe=_UNQUOTED)}"}
    response.headers.set("Content-Disposition", "attachment", **told)
    return response


def _name(stem: str, ending: str) -> str:
    name, after = _safe(stem, _STEM_BYTES) or "download", _safe(ending, _ENDING_BYTES)
    return f"{name}.{after}" if after else name


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _safe(text: str, max_bytes: int) -> str:
    kept = "".join(c if c.isprintable() and c not in _NOT_IN_NAMES else " " for c in unicodedata.normalize("NFC", text))
    short = " ".join(kept.split()).strip(". ").encode()[:max_bytes].decode(errors="ignore")
    return short.strip(". ")
