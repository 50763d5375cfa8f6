"""A QR code, drawn here: no other server learns the secret in it."""

from __future__ import annotations


def qr_picture(text: str) -> str:
    """An SVG element without colours of its own: dark modules are one path, on nothing."""
    import segno

    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=4, svgclass=None, lineclass=None))
