"""A picture as the camera of a demonstration would take it, and as nobody would take for a real one."""

from __future__ import annotations

import io
import random

WIDTH, HEIGHT = 320, 200
_SKIES = {"none": (28, 52, 62), "low": (44, 52, 66), "medium": (58, 50, 38), "high": (64, 34, 34)}


def scene(what: str, alert: str, chance: random.Random) -> bytes:
    """A JPEG."""
    from PIL import Image, ImageDraw  # it takes a while, and only a demonstration needs it here

    picture = Image.new("RGB", (WIDTH, HEIGHT), _SKIES[alert])
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT // 2)
        draw.point((x, y), fill=(200, 210, 220))
    draw.rectangle((0, HEIGHT * 2 // 3, WIDTH, HEIGHT), fill=(22, 26, 28))
    x = chance.randrange(40, WIDTH - 90)
    draw.rounded_rectangle((x, 80, x + 46, 140), 8, fill=(150, 158, 150), outline=(230, 236, 230))
    draw.text((8, 8), f"DEMONSTRATION - {what}", fill=(255, 255, 255))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()
