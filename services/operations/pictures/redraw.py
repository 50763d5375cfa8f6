"""Reads a stranger's picture and draws it anew, as PNG, JPEG or WebP without anything that is not seen: no metadata, no
colour profile, no second frame. Only for a process that may be lost.
"""

from __future__ import annotations

import io
from base64 import b64decode

from PIL import Image, ImageOps

from services.operations.pictures.redrawn import Redrawn, Unreadable

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000
LONGEST_PX = 2560
_SMALL_PIXELS = 500_000
"""Up to this size a drawing stays a PNG, sharp to the pixel; larger ones become WebP."""


def redraw(encoded: str) -> Redrawn | Unreadable:
    """``encoded`` is the file in base64."""
    Image.MAX_IMAGE_PIXELS = None  # looked at below, before anything is decoded
    try:
        image = Image.open(io.BytesIO(b64decode(encoded)), formats=FORMATS)
    except (OSError, ValueError, SyntaxError):
        return Unreadable("This is no PNG, JPEG, WebP or GIF.")
    if image.width * image.height > MOST_PIXELS:
        return Unreadable(f"The picture has {image.width} × {image.height} pixels; the limit is 40 million.")
    try:
        return _drawn(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return Unreadable("The picture is damaged.")


def _drawn(image: Image.Image) -> Redrawn:
    """The first frame, upright, at most `LONGEST_PX` wide and high."""
    is_photo = image.format == "JPEG"
    image.draft("RGB", (LONGEST_PX, LONGEST_PX))
    image.seek(0)
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert("RGBA" if _has_alpha(upright) else "RGB")
    plain.thumbnail((LONGEST_PX, LONGEST_PX))
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    if is_photo:
        clean.save(written, "JPEG", quality=85)
        return Redrawn("image/jpeg", written.getvalue())
    if clean.width * clean.height <= _SMALL_PIXELS:
        clean.save(written, "PNG", optimize=True)
        return Redrawn("image/png", written.getvalue())
    clean.save(written, "WEBP", quality=85)
    return Redrawn("image/webp", written.getvalue())


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info
